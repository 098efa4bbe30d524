import { describe, expect, test } from 'bun:test'
import { partIds } from '../../src/admin/live/parts.tsx'
import { jellyfin, KEY, openPage, PAGE, serverUrl } from '../support/open-page.ts'

const JELLYFIN = serverUrl('jellyfin')
const ROUTES = [
  '/',
  PAGE,
  JELLYFIN,
  serverUrl('emby'),
  `${PAGE}/clients`,
  `${PAGE}/activity`,
  `${PAGE}/activity/newest`,
  `${PAGE}/activity/older`,
  ...partIds.map((id) => `${PAGE}/parts/${id}`),
]

/** The page with a key stored. `said` is all that was answered. */
const build = async (services: Parameters<typeof openPage>[0] = {}) => {
  const page = await openPage({
    diagnose: async () => {
      throw new Error(`fell over with ${KEY}`)
    },
    ...services,
  })
  await page.settings.patch({ jellyfin, emby: { apiKey: KEY } })
  const { html } = await page.get('/')
  const said: string[] = []
  const keep = ({ response, html: text }: Awaited<ReturnType<typeof page.get>>) => {
    said.push(JSON.stringify([...response.headers]), text)
    return text
  }
  const submit = async (changes: Record<string, string>) => {
    for (const isHtmx of [false, true]) {
      keep(await page.submit(JELLYFIN, { html, changes, isHtmx }))
    }
  }
  return { ...page, keep, submit, said }
}

describe('a stored key', () => {
  test('is in no answer of any route', async () => {
    const { get, keep, said, send } = await build()
    for (const path of ROUTES) keep(await get(path, { 'hx-request': 'true' }))
    const live = (await send(`${PAGE}/live`)).body?.pipeThrough(new TextDecoderStream()).getReader()
    said.push((await live?.read())?.value ?? '')
    await live?.cancel()
    expect(said.join('\n')).toContain('A key is stored')
    expect(said.join('\n')).not.toContain(KEY)
  })

  test('is in no answer to a form, whatever button was pressed', async () => {
    const { submit, said, settings, lines } = await build()
    for (const act of ['row', 'key-replace', 'key-clear', 'key-keep', 'reload', 'folders', 'x']) {
      await submit({ do: act })
    }
    await submit({ do: 'test' })
    await submit({ fill: '[{"from":"/a","to":"/b"}]' })
    await submit({ 'jellyfin.url': 'http://other' })
    await submit({ 'jellyfin.url': 'nonsense' })
    await submit({ key: 'clear' })
    await settings.patch({ jellyfin: { after: 'import' } })
    await submit({ 'jellyfin.refresh': 'targeted' })
    await submit({ 'jellyfin.enabled': 'false', 'jellyfin.url': 'http://other' })
    expect(said.length).toBeGreaterThan(40)
    expect(said.join('\n')).not.toContain(KEY)
    expect(lines.filter((line) => !line.includes('debug')).join('\n')).not.toContain(KEY)
  })

  test('that was just typed is not said again once it is saved', async () => {
    const { submit, said, settings, get, keep } = await build()
    await submit({ key: 'replace', 'jellyfin.apiKey': 'typed-5d0' })
    expect((await settings.read()).jellyfin.apiKey).toBe('typed-5d0')
    for (const path of ROUTES) keep(await get(path, { 'hx-request': 'true' }))
    expect(said.join('\n')).toContain('Saved.')
    expect(said.join('\n')).not.toContain('typed-5d0')
  })

  test('that was typed stays in its field, and nowhere else, until it is saved', async () => {
    const { submit, said, get, keep } = await build()
    await submit({ key: 'replace', 'jellyfin.apiKey': 'typed-5d0', 'jellyfin.url': 'nonsense' })
    for (const text of said.join('\n').split('typed-5d0').slice(0, -1)) {
      expect(text).toMatch(/type="password" value="$/)
    }
    said.length = 0
    for (const path of ROUTES) keep(await get(path, { 'hx-request': 'true' }))
    expect(said.join('\n')).not.toContain('typed-5d0')
  })

  test('is told by the fingerprint of its form to be another one, with two bytes of its digest', async () => {
    const part = { 'hx-request': 'true' }
    const { html } = await (await build()).get(JELLYFIN, part)
    expect(html).toContain('name="seen"')
    const other = await build()
    await other.settings.patch({ jellyfin: { ...jellyfin, apiKey: 'quite-another' } })
    const withoutTag = (page: string) =>
      page.replace(/(name="seen" value="\w+-)[a-f0-9]{4}"/, '$1"')
    expect(withoutTag(html)).not.toBe(html)
    expect(withoutTag((await other.get(JELLYFIN, part)).html)).toBe(withoutTag(html))
  })
})

describe('our own password and key', () => {
  const auth = { username: 'admin', password: 'canary-password', apiKey: 'canary-own-key' }
  const authorization = `Basic ${btoa('admin:canary-password')}`

  test('are on no page', async () => {
    const { get, keep, said } = await build({ config: { auth } })
    for (const path of ROUTES) keep(await get(path, { authorization, 'hx-request': 'true' }))
    expect(said.join('\n')).toContain('AUTH_PASSWORD')
    expect(said.join('\n')).not.toMatch(/canary-(password|own-key)/)
  })

  test('are wanted for each route of the page', async () => {
    const { get, post } = await build({ config: { auth } })
    for (const path of [...ROUTES, `${PAGE}/live`]) {
      expect([path, (await get(path)).status]).toEqual([path, 401])
    }
    for (const path of [JELLYFIN, `${JELLYFIN}/refresh`, `${PAGE}/clients`]) {
      expect([path, (await post(path, {})).status]).toEqual([path, 401])
    }
  })
})
