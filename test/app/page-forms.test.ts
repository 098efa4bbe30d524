import { describe, expect, test } from 'bun:test'
import type { Verdict } from '../../src/mediaserver/verdict.ts'
import { Unavailable } from '../../src/upstream-error.ts'
import { elementsOf, fieldsOf, type HtmlElement, textOf, valuesOf } from '../support/html.ts'
import { createMemorySettingsStore } from '../support/memory-settings-store.ts'
import { jellyfin, openPage, PAGE, serverUrl } from '../support/open-page.ts'
import { refreshState } from '../support/states.ts'

const JELLYFIN = serverUrl('jellyfin')
const QBT = `${PAGE}/clients`
const verdict: Verdict = {
  ok: true,
  code: 'ok',
  message: 'It works.',
  hint: null,
  product: 'jellyfin',
  version: '10.11.11',
  serverName: '<b>home</b>',
  libraries: [{ name: '<script>alert(1)</script>', paths: ['/data"><img src=x>'] }],
  warnings: [],
}
/** The page with Jellyfin set up, and its form as it stands there. */
const build = async (services: Parameters<typeof openPage>[0] = {}) => {
  const page = await openPage({ diagnose: async () => verdict, ...services })
  await page.settings.patch({ jellyfin })
  const { html } = await page.get('/')
  const send = (changes: Record<string, string>, isHtmx: boolean, path = JELLYFIN) =>
    page.submit(path, { html, changes, isHtmx })
  return { ...page, send }
}

/** What the two kinds of answer have to be: the whole page, or the part alone. */
const ways = [
  ['without script', false],
  ['with htmx', true],
] as const
const isWhole = (html: string) => html.startsWith('<!doctype html>')

describe.each(ways)('a form that is sent %s', (_, isHtmx) => {
  test('as it stands changes nothing', async () => {
    const { send, settings } = await build()
    const before = await settings.read()
    for (const path of [JELLYFIN, QBT]) {
      const { status, html } = await send({}, isHtmx, path)
      expect([status, isWhole(html)]).toEqual([200, !isHtmx])
      expect(textOf(html)).toContain('Saved. Nothing was different.')
    }
    const { updatedAt: _time, ...after } = await settings.read()
    expect(before).toMatchObject(after)
  })

  test('is saved, and says what changed, where the form stands', async () => {
    const { send, settings } = await build()
    const { status, html } = await send({ 'jellyfin.refresh': 'targeted' }, isHtmx)
    expect([status, isWhole(html)]).toEqual([200, !isHtmx])
    const card = html.slice(html.indexOf('<article class="card" id="jellyfin"'))
    expect(textOf(card)).toContain('Saved. How to refresh changed.')
    expect((await settings.read()).jellyfin.refresh).toBe('targeted')
    expect(card).toMatch(/<details[^>]* open/)
  })

  test('with half a pair of folders is refused at its row', async () => {
    const { get, post } = await build()
    const { html } = await get('/')
    const headers = isHtmx ? { 'hx-request': 'true' } : {}
    for (const [path, name] of [
      [JELLYFIN, 'jellyfin'],
      [QBT, 'qbt'],
    ] as const) {
      const fields = fieldsOf(html, path)
      fields.set(`${name}.pathMap.from`, '/data')
      fields.delete(`${name}.pathMap.to`)
      const page = await post(path, fields, headers)
      expect([page.status, isWhole(page.html)]).toEqual([422, !isHtmx])
      expect(page.html).toContain('value="/data"')
      expect(textOf(page.html)).toContain('Right: ')
    }
  })

  test('keeps a key that is to be cleared so when it is refused, and clears it then', async () => {
    const { send, submit, settings } = await build()
    const { html: asked } = await send({ do: 'key-clear' }, isHtmx)
    const refused = await submit(JELLYFIN, { html: asked, changes: { do: 'save' }, isHtmx })
    expect(refused.status).toBe(422)
    expect(textOf(refused.html)).toContain('An enabled server needs its API key.')
    expect(textOf(refused.html)).toContain('Will be cleared when you save')
    const changes = { do: 'save', 'jellyfin.enabled': 'false' }
    const saved = await submit(JELLYFIN, { html: refused.html, changes, isHtmx })
    expect(textOf(saved.html)).toContain('API key cleared; Jellyfin is now off.')
    expect((await settings.read()).jellyfin).toMatchObject({ enabled: false, apiKey: '' })
  })

  test('is refused with 422, each message tied to its field, and what was typed', async () => {
    const { send, settings } = await build()
    const typed = { 'jellyfin.url': 'http://"><script>x', 'jellyfin.pathMap.from': 'relative' }
    const { status, html } = await send(typed, isHtmx)
    expect([status, isWhole(html)]).toEqual([422, !isHtmx])
    expect(html).toContain('role="alert"')
    expect(html).not.toContain('<script>x')
    const isUrl = ({ attributes }: HtmlElement) => attributes.get('id') === 'jellyfin-url'
    const field = elementsOf(html).find(isUrl)?.attributes
    expect(field?.get('value')).toBe('http://"><script>x')
    expect(field?.get('aria-invalid')).toBe('true')
    expect(valuesOf(html, 'id')).toContain(field?.get('aria-describedby') ?? 'nothing')
    expect((await settings.read()).jellyfin.url).toBe(jellyfin.url)
  })

  test('is a conflict where another tab has saved meanwhile, and can be saved all the same', async () => {
    const { send, settings, submit } = await build()
    await settings.patch({ jellyfin: { after: 'import' } })
    const { status, html } = await send({ 'jellyfin.refresh': 'targeted' }, isHtmx)
    expect([status, isWhole(html)]).toEqual([422, !isHtmx])
    expect(textOf(html)).toContain(
      'When stored: after the import, in this form: when the download has finished'
    )
    const again = await submit(JELLYFIN, { html, changes: { do: 'save' }, isHtmx })
    expect(again.status).toBe(422)
    const { html: shown } = again
    const mine = await submit(JELLYFIN, { html: shown, changes: { do: 'save-mine' }, isHtmx })
    expect(mine.status).toBe(200)
    expect((await settings.read()).jellyfin).toMatchObject({
      refresh: 'targeted',
      after: 'download',
    })
  })

  test('is a Test of what is typed, whose words are text', async () => {
    const { send } = await build()
    const { status, html } = await send({ do: 'test', 'jellyfin.after': 'import' }, isHtmx)
    expect([status, isWhole(html)]).toEqual([200, !isHtmx])
    expect(textOf(html)).toContain('It works. Jellyfin 10.11.11, “<b>home</b>”, 1 library.')
    expect(html).not.toMatch(/<script>|<img src="?x|<b>home/)
    // With htmx the form is left as it is on the screen.
    expect(valuesOf(html, 'name').includes('jellyfin.after')).toBe(!isHtmx)
  })

  test('is a look at the folders', async () => {
    const { send } = await build()
    const { status, html } = await send({ do: 'folders' }, isHtmx)
    expect([status, isWhole(html)]).toEqual([200, !isHtmx])
    expect(textOf(html)).toContain('T◎RRX puts files in')
  })

  test('gets another row of folders, and a place for a new key', async () => {
    const { send } = await build()
    for (const [act, id] of [
      ['row', 'jellyfin-folders-from-1'],
      ['key-replace', 'jellyfin-key'],
    ] as const) {
      const { status, html } = await send({ do: act, 'jellyfin.refresh': 'targeted' }, isHtmx)
      expect([status, isWhole(html)]).toEqual([200, !isHtmx])
      expect(valuesOf(html, 'id')).toContain(id)
      expect(html).toMatch(/id="jellyfin-targeted"[^>]* checked/)
    }
  })

  test('that comes too large or of another type is refused', async () => {
    const { send, post, settings } = await build()
    const before = await settings.read()
    const large = await send({ 'jellyfin.url': `http://${'x'.repeat(65_536)}` }, isHtmx)
    expect(large.status).toBe(413)
    const headers = { 'content-type': 'application/json', 'hx-request': String(isHtmx) }
    expect((await post(JELLYFIN, { seen: '' }, headers)).status).toBe(415)
    expect(await settings.read()).toEqual(before)
  })

  test('is taken with the Origin of the page alone', async () => {
    const { post, send, settings, handle } = await build()
    const fields = { 'jellyfin.refresh': 'targeted' }
    const mark = isHtmx ? { 'hx-request': 'true' } : {}
    for (const path of [JELLYFIN, QBT, `${JELLYFIN}/refresh`]) {
      for (const origin of ['http://evil.com', 'null', 'http://nas:8096']) {
        expect((await post(path, fields, { origin, ...mark })).status).toBe(403)
      }
      const bare = { method: 'POST', body: new URLSearchParams(fields), headers: mark }
      expect((await handle(new Request(`http://nas:8070${path}`, bare))).status).toBe(403)
    }
    expect((await send({}, isHtmx)).status).toBe(200)
    expect((await settings.read()).jellyfin.refresh).toBe('full')
  })

  test('while the store is away is not saved, and keeps what was typed', async () => {
    const store = createMemorySettingsStore()
    const { send } = await build({ store: { settings: store } })
    store.state = 'away'
    const { status, html } = await send({ 'jellyfin.refresh': 'targeted' }, isHtmx)
    expect([status, isWhole(html)]).toEqual([503, !isHtmx])
    expect(textOf(html)).toContain('Not saved: the database does not answer.')
    expect(html).toMatch(/id="jellyfin-targeted"[^>]* checked/)
  }, 20_000)
})

describe('Refresh now', () => {
  test('has the server asked, and says so', async () => {
    const asked: string[] = []
    const { post } = await build({
      refreshNow: (kind) => asked.push(kind),
      refresh: () => refreshState(),
    })
    const plain = await post(`${JELLYFIN}/refresh`, {})
    expect(plain.status).toBe(303)
    expect(plain.response.headers.get('location')).toBe(`${PAGE}#jellyfin`)
    const part = await post(`${serverUrl('emby')}/refresh`, {}, { 'hx-request': 'true' })
    expect(part.status).toBe(200)
    expect(valuesOf(part.html, 'id')[0]).toBe('emby-head')
    expect(asked).toEqual(['jellyfin', 'emby'])
  })

  test('of a server that is off does not say that it is asked', async () => {
    const { post } = await build({ refresh: () => refreshState({ phase: 'off' }) })
    const { html } = await post(`${JELLYFIN}/refresh`, {}, { 'hx-request': 'true' })
    expect(textOf(html)).toContain('Off. Its settings are kept.')
  })

  test('is no address to look at', async () => {
    const { get } = await build()
    expect((await get(`${JELLYFIN}/refresh`)).status).toBe(405)
  })
})

describe('while the settings were never read', () => {
  /** A service that was started without its database, and a tab from before that. */
  const openUnread = async () => {
    const store = createMemorySettingsStore({ jellyfin: { ...jellyfin } })
    const { html: old } = await (await openPage({ store: { settings: store } })).get('/')
    const { read } = store
    store.read = () => Promise.reject(new Unavailable('away', { code: 'store-down' }))
    const page = await openPage({ store: { settings: store } })
    const comeBack = () => {
      store.read = read
    }
    return { ...page, old, comeBack }
  }

  test('the page says so, and has no form that could write over them', async () => {
    const { get, comeBack } = await openUnread()
    const { html } = await get('/')
    for (const path of [JELLYFIN, serverUrl('emby'), QBT]) {
      expect(html).not.toContain(`hx-post="${path}"`)
    }
    const text = textOf(html)
    expect(text).not.toMatch(/set up|Enabled/i)
    expect(text).toContain('Jellyfin Its settings could not be read yet.')
    expect(text).toContain('qBittorrent API (Sonarr / Radarr) Its settings could not be read yet.')
    expect(valuesOf(html, 'hx-get')).toEqual(expect.arrayContaining([JELLYFIN, QBT]))
    comeBack()
    for (const path of [JELLYFIN, QBT]) {
      const { html: card } = await get(path, { 'hx-request': 'true' })
      expect(card).toContain(`hx-post="${path}"`)
      expect(textOf(card)).not.toContain('could not be read')
    }
  }, 20_000)

  test('a form from before is answered in its own place, and clears nothing', async () => {
    const { submit, settings, old, comeBack } = await openUnread()
    const changes = { 'jellyfin.url': 'http://typed:1' }
    const [card, qbt] = await Promise.all([
      submit(JELLYFIN, { html: old, changes, isHtmx: true }),
      submit(QBT, { html: old, isHtmx: true }),
    ])
    // Such an answer takes the place of what was sent.
    expect([card.status, card.html]).toEqual([503, expect.stringContaining('http://typed:1')])
    expect([valuesOf(card.html, 'id')[0], valuesOf(qbt.html, 'id')[0]]).toEqual([
      'jellyfin',
      'qbt-settings',
    ])
    expect(qbt.status).toBe(503)
    expect(textOf(card.html)).toContain('Not saved: the database does not answer.')
    expect(textOf(card.html)).toContain('It is never shown again.')
    comeBack()
    const again = await submit(JELLYFIN, { html: card.html, isHtmx: true })
    expect(again.status).toBe(422)
    expect(textOf(again.html)).toContain('Enter the key again')
    expect((await settings.read()).jellyfin).toMatchObject(jellyfin)
  }, 20_000)

  test.each(['test', 'folders'])(
    'the button “%s” says that nobody was asked',
    async (act) => {
      const { submit, old } = await openUnread()
      for (const isHtmx of [true, false]) {
        const { status, html } = await submit(JELLYFIN, { html: old, changes: { do: act }, isHtmx })
        // Of an answer that is no success htmx would show nothing there.
        expect([status, isWhole(html)]).toEqual(isHtmx ? [200, false] : [503, true])
        expect(textOf(html)).toContain(
          'Nobody was asked: the settings could not be read yet. Next: Try again when the database answers.'
        )
      }
    },
    30_000
  )
})

describe('a form that seems to be another page’s', () => {
  const send = async (origin: string, headers: Record<string, string> = {}) => {
    const { post } = await build()
    return post(JELLYFIN, {}, { host: 'inside:8070', origin, ...headers })
  }

  test('is refused with the cause and the cure, as a page, to a browser without script', async () => {
    const { status, html, response } = await send('https://nas.example.org')
    expect(status).toBe(403)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(textOf(html)).toContain(
      'It comes from https://nas.example.org, and was sent to inside:8070.'
    )
    expect(textOf(html)).toContain('proxy_set_header Host $host;')
    expect(textOf(html)).toContain('set ALLOWED_ORIGINS=https://nas.example.org')
  })

  test('names no origin that is none', async () => {
    for (const origin of ['null', '"><script>', 'ftp://nas']) {
      const { status, html } = await send(origin)
      expect(status).toBe(403)
      expect(textOf(html)).not.toContain('It comes from')
      expect(html).not.toContain('<script>')
    }
  })

  test('is an envelope to everybody else', async () => {
    const callers: Record<string, string>[] = [{ 'hx-request': 'true' }, { accept: '*/*' }]
    for (const headers of callers) {
      const { status, html } = await send('https://nas.example.org', headers)
      expect(status).toBe(403)
      expect(JSON.parse(html).error.message).toContain('ALLOWED_ORIGINS=https://nas.example.org')
    }
  })
})
