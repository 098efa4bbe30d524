import { describe, expect, test } from 'bun:test'
import { buildApp } from '../support/app.ts'
import { eventually } from '../support/eventually.ts'
import { jellyfin, PAGE, SETTINGS } from '../support/open-page.ts'
import { refreshState } from '../support/states.ts'

const LIVE = `${PAGE}/live`

/** The app, and pages of it that stand open. */
const build = async (services: Parameters<typeof buildApp>[0] = {}) => {
  const stopping = new AbortController()
  const app = await buildApp({ ...services, stopping: stopping.signal })
  const open = async (headers: Record<string, string> = {}, query = '') => {
    const response = await app.send(LIVE + query, { headers })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const heard = { text: '', isOver: false }
    const listening = (async () => {
      for (;;) {
        const read = await reader?.read()
        if (!read || read.done) break
        heard.text += read.value
      }
      heard.isOver = true
    })()
    return { response, reader, heard, listening }
  }
  return { ...app, open, stopping }
}

describe('a page that stands open', () => {
  test('gets every part as its own route has it', async () => {
    const { open, send, stopping } = await build()
    const { response, heard } = await open()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    await eventually(() => heard.text.includes('event: activity'))
    const ids = [...heard.text.matchAll(/hx-target="#([\w-]+)"/g)].map(([, id]) => id ?? '')
    expect(ids).toContain('jellyfin-head')
    for (const id of ids) {
      const part = await (await send(`${PAGE}/parts/${id}`)).text()
      expect(heard.text.replaceAll('\ndata: ', '\n')).toContain(part)
    }
    stopping.abort()
  })

  test('is told in the log where a slip of ours keeps it from hearing anything, once', async () => {
    let isBroken = true
    const { open, lines, stopping } = await build({
      refresh() {
        if (isBroken) throw new TypeError('ours')
        return refreshState()
      },
    })
    const logged = (words: string) => lines.filter((line) => line.includes(words))
    const { heard } = await open()
    await eventually(() => logged('open pages cannot be told').length > 0)
    await Bun.sleep(1500)
    isBroken = false
    await eventually(() => heard.text.includes('jellyfin-head'))
    expect(logged('open pages cannot be told')).toHaveLength(1)
    expect(logged('TypeError')).toHaveLength(1)
    expect(logged('open pages can be told again')).toHaveLength(1)
    stopping.abort()
  })

  test('hears of settings that somebody saves, and of a list that has changed', async () => {
    let revision = 0
    const { open, sendJson, stopping } = await build({
      historyRevision: () => revision,
      refresh: () => refreshState({ phase: 'off' }),
    })
    const { heard } = await open()
    await eventually(() => heard.text.includes('event: activity'))
    heard.text = ''
    await sendJson('PATCH', SETTINGS, { jellyfin })
    await eventually(() => heard.text.includes('jellyfin:8096'))
    expect(heard.text).not.toContain('#emby-head')
    heard.text = ''
    revision += 1
    await eventually(() => heard.text.includes('event: activity'))
    stopping.abort()
  })

  test('hears nothing more once its session has ended, and others go on', async () => {
    const auth = { username: 'admin', password: 'secret', apiKey: null } as const
    const { open, send, sessions, stopping } = await build({ config: { auth } })
    const cookieOf = () => `torrent_notifier_session=${sessions.issue('page')}`
    const cookie = cookieOf()
    const [mine, others] = [await open({ cookie }), await open({ cookie: cookieOf() })]
    await eventually(() => mine.heard.text !== '' && others.heard.text !== '')
    await send(`${PAGE}/logout`, { method: 'POST', headers: { cookie, origin: 'http://nas:8070' } })
    await eventually(() => mine.heard.isOver, { timeoutMs: 3000 })
    expect(others.heard.isOver).toBe(false)
    expect((await open({ cookie })).response.status).toBe(401)
    stopping.abort()
    await others.listening
  })

  test('is let go when the service stops', async () => {
    const { open, stopping } = await build()
    const { listening } = await open()
    stopping.abort()
    await listening
  })
})

describe('pages that stand open', () => {
  const ENOUGH = 'event: enough'

  test('are live 24 at a time: a new one takes the place of the oldest', async () => {
    const { open, stopping } = await build()
    const pages = await Promise.all(Array.from({ length: 24 }, () => open()))
    const newest = await open()
    await pages[0]?.listening
    expect(pages[0]?.heard.text).toEndWith(`${ENOUGH}\ndata:\n\n`)
    await eventually(() => newest.heard.text.includes('event: activity'))
    expect([...pages.slice(1), newest].some(({ heard }) => heard.isOver)).toBe(false)
    stopping.abort()
    await newest.listening
  })

  test('are live four at a time of one browser, which is told apart by a name', async () => {
    const { open, stopping } = await build()
    const first = await open()
    const [cookie = ''] = first.response.headers.get('set-cookie')?.split(';') ?? []
    const others = [await open(), await open({ cookie: `${cookie}x` })]
    const tabs = []
    for (let count = 0; count < 4; count += 1) tabs.push(await open({ cookie }))
    expect(tabs.map(({ response }) => response.headers.get('set-cookie'))).toEqual(
      tabs.map(() => null)
    )
    await first.listening
    expect(first.heard.text).toContain(ENOUGH)
    expect([...others, ...tabs].some(({ heard }) => heard.isOver)).toBe(false)
    stopping.abort()
  })

  test('that have given way get their news, and a place only where one is free', async () => {
    const { open, stopping } = await build()
    const pages = await Promise.all(Array.from({ length: 24 }, () => open()))
    const patient = await open({}, '?patient')
    await patient.listening
    expect(patient.heard.text).toContain('hx-target="#status"')
    expect(patient.heard.text).toContain(ENOUGH)
    expect(pages.some(({ heard }) => heard.isOver)).toBe(false)
    await pages[7]?.reader?.cancel()
    await eventually(async () => {
      const again = await open({}, '?patient')
      await eventually(() => again.heard.text.includes('event: activity'))
      await Bun.sleep(10)
      return !again.heard.isOver
    })
    stopping.abort()
  })

  test('are not counted by a look at their head', async () => {
    const { send } = await build()
    for (let count = 0; count < 30; count += 1) {
      const response = await send(LIVE, { method: 'HEAD' })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/event-stream')
    }
  })
})
