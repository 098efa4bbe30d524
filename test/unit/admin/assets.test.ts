import { describe, expect, test } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { assetRoutes, assetUrls } from '../../../src/admin/assets.ts'

const PREFIX = '/settings/integrations/'
const publicDir = new URL('../../../public/', import.meta.url).pathname
const app = await assetRoutes()
const get = (path: string, init?: RequestInit) =>
  app.handle(new Request(`http://localhost${path}`, init))

describe('the files', () => {
  const css = `${PREFIX}assets/page.css`
  const htmx = `${PREFIX}assets/htmx.min.js`

  test.each([
    [css, 'text/css;charset=utf-8'],
    [htmx, 'text/javascript;charset=utf-8'],
    [`${PREFIX}assets/mark.svg`, 'image/svg+xml'],
  ])('%s has its type, and is asked for again each time', async (path, type) => {
    const response = await get(path)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('vary')).toBe('accept-encoding')
    // RFC 9110 §8.8.3: an entity tag is quoted.
    expect(response.headers.get('etag')).toMatch(/^"[\x21\x23-\x7e]+"$/)
  })

  test('of the folder are all there, byte for byte', async () => {
    for (const name of await readdir(publicDir)) {
      const response = await get(`${PREFIX}assets/${name}`)
      expect(await response.text()).toBe(await Bun.file(publicDir + name).text())
    }
  })

  test('that the page names are there, all under its prefix', async () => {
    for (const url of Object.values(assetUrls)) {
      expect(url).toStartWith(PREFIX)
      expect((await get(url)).status).toBe(200)
    }
  })

  test('hold htmx 4', async () => {
    expect(await (await get(htmx)).text()).toContain('4.0.1')
  })

  test.each([css, htmx])('%s comes packed to those who take gzip', async (path) => {
    const plain = await get(path)
    const packed = await get(path, { headers: { 'accept-encoding': 'gzip, deflate, br' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'))
    expect(packed.headers.get('vary')).toBe('accept-encoding')
    expect(packed.headers.get('etag')).not.toBe(plain.headers.get('etag'))
    const bytes = await packed.bytes()
    expect(new TextDecoder().decode(Bun.gunzipSync(bytes))).toBe(await plain.text())
  })

  test.each([
    ['identity', false],
    ['br, deflate', false],
    ['gzip;q=0', false],
    ['gzip; q=0.0, *', false],
    ['*;q=0', false],
    ['', false],
    ['GZIP', true],
    ['br, gzip ; q=0.5', true],
    ['*', true],
  ])('to "%s" are packed: %p', async (accepted, isPacked) => {
    const response = await get(css, { headers: { 'accept-encoding': accepted } })
    expect(response.headers.get('content-encoding') === 'gzip').toBe(isPacked)
  })

  test.each(['', 'gzip'])(
    'that are known (accepting "%s") are not sent again',
    async (accepted) => {
      const accept = { 'accept-encoding': accepted }
      const etag = (await get(css, { headers: accept })).headers.get('etag') ?? ''
      for (const known of [etag, `W/${etag}`, `"other" , ${etag}`, '*']) {
        const response = await get(css, { headers: { ...accept, 'if-none-match': known } })
        expect(response.status).toBe(304)
        expect(response.headers.get('etag')).toBe(etag)
        expect(response.headers.get('cache-control')).toBe('no-cache')
        expect(await response.text()).toBe('')
      }
    }
  )

  test('of which another form is known are sent', async () => {
    const plain = (await get(css)).headers.get('etag') ?? ''
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': plain }
    expect((await get(css, { headers })).status).toBe(200)
  })

  test.each(['.env', '..%2fpackage.json', '%2e%2e%2f%2e%2e%2fetc%2fhostname', '', 'toString'])(
    'do not include "%s"',
    async (name) => {
      expect((await get(`${PREFIX}assets/${name}`)).status).toBe(404)
    }
  )
})

test('the script of the page stays under 60 lines', async () => {
  const script = await Bun.file(new URL('../../../public/page.js', import.meta.url)).text()
  expect(script.trimEnd().split('\n').length).toBeLessThan(60)
})
