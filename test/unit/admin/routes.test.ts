import { describe, expect, test } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { type AdminDeps, adminRoutes, renderPage } from '../../../src/admin/routes.ts'
import type { Completion } from '../../../src/domain.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { refreshState, up, watcherState } from '../../support/states.ts'

const PREFIX = '/settings/integrations/'
const publicDir = new URL('../../../public/', import.meta.url).pathname

const deps = (changes: Partial<AdminDeps> = {}): AdminDeps => ({
  store: () => up,
  engine: () => up,
  watcher: () => watcherState(),
  refresh: () => refreshState({ phase: 'off' }),
  settings: { last: () => null },
  history: async () => [],
  clock: createManualClock(),
  version: '1.2.3',
  ...changes,
})
const app = await adminRoutes(deps())
const get = (path: string, init?: RequestInit) =>
  app.handle(new Request(`http://localhost${path}`, init))
/** Every address that an element of the page names. */
const urlsOf = (html: string) =>
  [...html.matchAll(/(?:src|href|hx-get)="([^"]*)"/g)].map(([, url]) => url ?? '')

describe('the page', () => {
  test('says name, version and how it stands', async () => {
    const response = await get('/')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const html = await response.text()
    expect(html).toStartWith('<!doctype html>')
    expect(html).toContain('torrent-notifier')
    expect(html).toContain('1.2.3')
    expect(html).toContain('Nothing is set up yet.')
    expect(html).toContain('<title>Set up – torrent-notifier</title>')
  })

  test('uses no address outside its prefix, and each of them answers', async () => {
    const urls = urlsOf(await (await get('/')).text())
    expect(urls.length).toBeGreaterThanOrEqual(5)
    for (const url of urls) {
      expect(url).toStartWith(PREFIX)
      expect((await get(url)).status).toBe(200)
    }
  })

  test('has no script, style or handler of its own, which its policy would refuse', async () => {
    const html = await (await get('/')).text()
    expect(html).not.toMatch(
      /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:|hx-on|"js:/i
    )
  })

  test('is the same for whoever comes by another route', async () => {
    expect(await (await renderPage(deps())).text()).toBe(await (await get('/')).text())
  })

  test('escapes what it shows', async () => {
    const response = await renderPage(deps({ version: '<script>alert(1)</script>' }))
    expect(await response.text()).not.toContain('<script>alert')
  })

  test('knows servers that are switched off from none at all', async () => {
    const server = {
      enabled: false,
      url: 'http://jellyfin:8096',
      apiKey: '',
      refresh: 'full',
      after: 'download',
      pathMap: [],
      verifyTls: true,
    } as const
    const settings = {
      jellyfin: { ...server, pathMap: [] },
      emby: { ...server, url: '', pathMap: [] },
      qbt: { enabled: true, finished: 'keep' as const, pathMap: [], addByUrl: false },
      updatedAt: 0,
    }
    const response = await renderPage(deps({ settings: { last: () => settings } }))
    expect(await response.text()).toContain('Both media servers are switched off here.')
  })
})

describe('the sentence', () => {
  test('comes alone, with the title of the window', async () => {
    const response = await get(`${PREFIX}status`)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const html = await response.text()
    expect(html).toStartWith('<title>Set up – torrent-notifier</title><div class="status is-mute">')
    expect(html).not.toContain('<html')
  })

  test('stands in the page word for word', async () => {
    const fragment = await (await get(`${PREFIX}status`)).text()
    const sentence = fragment.slice(fragment.indexOf('<div'))
    expect(await (await get('/')).text()).toContain(sentence)
  })
})

describe('the activity', () => {
  const completion: Completion = {
    id: 'x:1',
    torrentId: 'x',
    torrentName: 'Film.2020.mkv',
    seenAt: createManualClock().now() - 120_000,
    completedAt: 1,
    owed: ['emby'],
    awaitsImport: false,
    settled: [{ server: 'jellyfin', outcome: 'asked', at: createManualClock().now() - 60_000 }],
  }
  const show = async (history: AdminDeps['history']) => {
    const own = await adminRoutes(deps({ history }))
    const answer = await own.handle(new Request(`http://localhost${PREFIX}activity`))
    return { status: answer.status, html: await answer.text() }
  }

  test('tells of each completion what came of it at each server', async () => {
    const { html } = await show(async () => [completion])
    expect(html).toContain('<bdi>Film.2020.mkv</bdi>')
    expect(html).toContain('2\u00a0minutes ago')
    expect(html).toMatch(/Jellyfin<\/span> <span><strong>asked<\/strong> · asked 1.minute ago/)
    expect(html).toMatch(/Emby<\/span> <span><strong>owed<\/strong>/)
  })

  test('of a completion that no server was switched on for says so', async () => {
    const { html } = await show(async () => [{ ...completion, owed: [], settled: [] }])
    expect(html).toContain('no media server was switched on')
  })

  test('escapes names, and spells out what would turn the text around them', async () => {
    const torrentName = '<b>Film\u202e.mkv'
    const { html } = await show(async () => [{ ...completion, torrentName }])
    expect(html).toContain('<bdi>&lt;b>Film⟨U+202E⟩.mkv</bdi>')
  })

  test('says that there is none yet, and that it cannot be read', async () => {
    expect((await show(async () => [])).html).toContain('No torrent has finished')
    const away = await show(() => Promise.reject(new Error('away')))
    expect(away).toMatchObject({ status: 200 })
    expect(away.html).toContain('cannot be read at this moment')
  })

  test('waits for a store that hangs no longer than a second', async () => {
    const startedAt = performance.now()
    const { html } = await show(() => new Promise(() => {}))
    expect(html).toContain('cannot be read at this moment')
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})

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
