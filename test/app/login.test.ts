import { describe, expect, test } from 'bun:test'
import { assetUrls } from '../../src/admin/assets.ts'
import type { Config } from '../../src/config.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createSessions } from '../../src/security/sessions.ts'
import { buildApp } from '../support/app.ts'
import { eventually } from '../support/eventually.ts'
import { textOf } from '../support/html.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { createMemorySessionStore } from '../support/memory-session-store.ts'
import { silentLog } from '../support/silent-log.ts'

const PAGE = '/settings/integrations'
const LOGIN = `${PAGE}/login`
const LOGOUT = `${PAGE}/logout`
const VERSION = '/api/v2/app/version'
const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const origin = 'http://nas:8070'

const auth = { username: 'admin', password: 'secret', apiKey: null } as const
const right = { username: 'admin', password: 'secret' }
const wrong = { username: 'admin', password: 'wrong' }

/** A browser without JavaScript at a service with a password: it keeps no cookie by itself. */
const build = async (options: Parameters<typeof buildApp>[0] = {}) => {
  const app = await buildApp({ ...options, config: { auth, ...options.config } })
  const open = (path: string, cookie = '', method = 'GET') =>
    app.send(path, { method, headers: { accept, cookie } })
  const post = (path: string, fields: Record<string, string>, headers = {}) =>
    app.send(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept, origin, ...headers },
    })
  const logIn = async (fields: Record<string, string> = right) =>
    cookieOf(await post(LOGIN, fields))
  return { ...app, open, post, logIn }
}

/** What a browser would send along from now on; empty where nothing was set. */
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('a browser without a session', () => {
  test('gets the login instead of whatever it asked for, and the browser’s own dialogue never', async () => {
    const { open } = await build()
    for (const path of ['/', PAGE, LOGIN, `${PAGE}/paths`, '/metrics', '/nowhere']) {
      const response = await open(path)
      expect([path, response.status]).toEqual([path, 401])
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.has('www-authenticate')).toBe(false)
      expect(await response.text()).toContain('<title>Log in – torrent-notifier</title>')
    }
    expect((await open('/', '', 'HEAD')).status).toBe(401)
  })

  test('gets what dresses the login, and no other file', async () => {
    const { send } = await build()
    for (const path of [assetUrls.css, assetUrls.mark]) {
      expect([path, (await send(path)).status]).toEqual([path, 200])
    }
    for (const path of [assetUrls.htmx, `${PAGE}/assets/`, `${PAGE}/assets/../paths`]) {
      expect([path, (await send(path)).status]).toEqual([path, 401])
    }
  })

  test('loads nothing else with it', async () => {
    const { open, send } = await build()
    const html = await (await open('/')).text()
    const urls = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url ?? '')
    expect(urls.length).toBeGreaterThan(1)
    for (const url of urls) expect((await send(url)).status).toBe(200)
  })

  test('that sends a form is told that nothing was done', async () => {
    const { post, open } = await build()
    const sent = await post(`${PAGE}/servers/jellyfin`, { 'jellyfin.url': 'http://typed:1' })
    expect(sent.status).toBe(401)
    const lost = 'What you sent was not done'
    expect(textOf(await sent.text())).toContain(lost)
    expect(textOf(await (await open('/')).text())).not.toContain(lost)
  })

  test('is not a program, which gets an envelope and its challenge', async () => {
    const { send } = await build()
    for (const path of ['/', PAGE, LOGIN, `${PAGE}/paths`, '/nowhere']) {
      const response = await send(path)
      expect([path, response.status]).toEqual([path, 401])
      expect(response.headers.get('www-authenticate')).toStartWith('Bearer ')
      expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } })
    }
  })

  test('that has the page open is told so as a program is: what to do about it knows the page', async () => {
    const { send } = await build()
    const headers = { accept: 'text/html', 'hx-request': 'true' }
    const response = await send(`${PAGE}/activity`, { headers })
    expect(response.status).toBe(401)
    expect(response.headers.has('hx-refresh')).toBe(false)
    expect(response.headers.get('content-type')).toStartWith('application/json')
  })
})

describe('a login', () => {
  test('leads to what was asked for, and opens everything but the emulated API', async () => {
    const { open, post, send } = await build()
    const asked = await (await open(`${PAGE}?a=1`)).text()
    expect(asked).toContain(`name="next" value="${PAGE}?a=1"`)
    const response = await post(LOGIN, { ...right, next: `${PAGE}?a=1` })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`${PAGE}?a=1`)
    expect(response.headers.get('set-cookie')).toMatch(
      /^torrent_notifier_session=[\w-]{72}; HttpOnly; SameSite=Lax; Path=\/; Max-Age=2592000$/
    )
    const cookie = cookieOf(response)
    expect((await open(`${PAGE}?a=1`, cookie)).status).toBe(200)
    expect((await open('/', cookie)).status).toBe(200)
    expect((await send(PAGE, { headers: { cookie } })).status).toBe(200)
    expect((await send(VERSION, { headers: { cookie } })).status).toBe(403)
    const renamed = cookie.replace('torrent_notifier_session', 'SID')
    expect((await send(VERSION, { headers: { cookie: renamed } })).status).toBe(403)
  })

  test('of a program does not open the page', async () => {
    const { open, post, send } = await build()
    const sid = cookieOf(await post('/api/v2/auth/login', right))
    expect((await send(VERSION, { headers: { cookie: sid } })).status).toBe(200)
    for (const cookie of [sid, sid.replace('SID', 'torrent_notifier_session')]) {
      expect((await open('/', cookie)).status).toBe(401)
      expect((await send(PAGE, { headers: { cookie } })).status).toBe(401)
    }
  })

  test('with wrong words shows the form again, with the name and without the password', async () => {
    const { post } = await build()
    const username = '"><img src=x>'
    const response = await post(LOGIN, { username, password: 'canary-7d1', next: '/' })
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toStartWith('text/html')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(cookieOf(response)).toBe('')
    const html = await response.text()
    expect(html).toContain('role="alert"')
    expect(html).toContain('name="next" value="/"')
    expect(html).toContain('value="&quot;>&lt;img src=x>"')
    expect(html).not.toContain('canary-7d1')
  })

  test('with wrong words often costs a second, one with the right ones nothing', async () => {
    const clock = createManualClock()
    const sessions = createSessions({
      store: { sessions: createMemorySessionStore() },
      auth,
      clock,
      log: silentLog,
    })
    const { post } = await build({ clock, sessions })
    for (let count = 0; count < 10; count += 1) {
      expect((await post(LOGIN, wrong)).status).toBe(422)
    }
    const before = clock.sleepers()
    const eleventh = post(LOGIN, wrong).then(({ status }) => [status, clock.monotonic()])
    await eventually(() => clock.sleepers() > before)
    expect((await post(LOGIN, right)).status).toBe(303)
    const from = clock.monotonic()
    await clock.pass(2000)
    expect(await eleventh).toEqual([422, from + 1000])
  })

  test('never leads away from here', async () => {
    const { post } = await build()
    for (const next of [
      '//evil.com',
      '/\\evil.com',
      'https://evil.com',
      '/\t/evil.com',
      '%2F%2Fevil.com',
    ]) {
      const response = await post(LOGIN, { ...right, next })
      expect([next, response.headers.get('location')]).toEqual([next, PAGE])
    }
  })

  test('is taken from our own page alone', async () => {
    const { post, send } = await build()
    for (const foreign of ['http://evil.com', 'http://nas:8096', 'null']) {
      const response = await post(LOGIN, right, { origin: foreign })
      expect([foreign, response.status, cookieOf(response)]).toEqual([foreign, 403, ''])
      expect((await post(LOGOUT, {}, { origin: foreign })).status).toBe(403)
    }
    const body = new URLSearchParams(right)
    expect((await send(LOGIN, { method: 'POST', body })).status).toBe(403)
  })

  test('is taken as a form of 64 KiB at most', async () => {
    const { send, post } = await build()
    const json = await send(LOGIN, { method: 'POST', ...jsonOf(right) })
    expect(json.status).toBe(415)
    const long = await post(LOGIN, { ...right, next: 'x'.repeat(65 * 1024) })
    expect(long.status).toBe(413)
    expect((await send(LOGIN, { method: 'POST' })).status).toBe(422)
  })

  test('where only a key is set takes the key', async () => {
    const keyOnly = { username: 'admin', password: null, apiKey: 'key' } as const
    const { open, post, logIn } = await build({ config: { auth: keyOnly } })
    const html = await (await open('/')).text()
    expect(html).toContain('API key')
    expect(html).not.toContain('name="username"')
    expect((await post(LOGIN, { password: 'wrong' })).status).toBe(422)
    expect((await open('/', await logIn({ password: 'key' }))).status).toBe(200)
  })

  test('leads straight on for whoever is known, or where nothing is to be proved', async () => {
    const { open, logIn, send } = await build()
    const known = [
      await open(LOGIN, await logIn()),
      await send(LOGIN, { headers: { authorization: `Basic ${btoa('admin:secret')}` } }),
    ]
    const nobody: Config['auth'] = { username: 'admin', password: null, apiKey: null }
    const free = await build({ config: { auth: nobody } })
    for (const response of [...known, await free.open(LOGIN), await free.post(LOGIN, {})]) {
      expect([response.status, response.headers.get('location')]).toEqual([303, PAGE])
    }
  })

  test('knows no other method', async () => {
    const { send, logIn } = await build()
    const headers = { cookie: await logIn() }
    const response = await send(LOGIN, { method: 'DELETE', headers })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toContain('POST')
    expect((await send(LOGOUT, { headers })).status).toBe(405)
  })
})

describe('a session of the page', () => {
  const jar = (cookie: string) => ({ headers: { cookie } })

  test('ends with a logout, which leads to the login', async () => {
    const { open, post, logIn } = await build()
    const [cookie, other] = [await logIn(), await logIn()]
    const response = await post(LOGOUT, {}, { cookie })
    expect([response.status, response.headers.get('location')]).toEqual([303, LOGIN])
    const ended = Bun.Cookie.parse(response.headers.getSetCookie().at(-1) ?? '')
    expect(ended).toMatchObject({ name: 'torrent_notifier_session', value: '', path: '/' })
    expect(ended.isExpired()).toBe(true)
    expect((await open('/', cookie)).status).toBe(401)
    expect((await open('/', other)).status).toBe(200)
    expect((await post(LOGOUT, {}, { cookie })).status).toBe(303)
  })

  test('begun by https has a cookie that plain http never carries, which is renewed as such', async () => {
    const clock = createManualClock()
    const store = { sessions: createMemorySessionStore() }
    const sessions = createSessions({ store, auth, clock, log: silentLog })
    const { post, open, send } = await build({ clock, sessions })
    const secure = { host: 'nas', origin: 'https://nas' }
    const response = await post(LOGIN, right, secure)
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-torrent_notifier_session=[\w-]{72}; Secure; HttpOnly; SameSite=Lax; Path=\/; Max-Age=2592000$/
    )
    const cookie = cookieOf(response)
    expect((await open('/', cookie)).status).toBe(200)
    clock.advance(20 * 24 * 3_600_000)
    expect(cookieOf(await open('/', cookie))).toStartWith('__Host-torrent_notifier_session=')
    const ended = await send(LOGOUT, { method: 'POST', headers: { accept, ...secure, cookie } })
    expect(ended.headers.getSetCookie()).toHaveLength(2)
    expect((await open('/', cookie)).status).toBe(401)
  })

  test('that is ended while the store is away says so, and ends here all the same', async () => {
    const store = { sessions: createMemorySessionStore() }
    const sessions = createSessions({ store, auth, clock: systemClock, log: silentLog })
    const { post, open, logIn } = await build({ sessions })
    const cookie = await logIn()
    store.sessions.state = 'away'
    const response = await post(LOGOUT, {}, { cookie })
    expect(response.status).toBe(202)
    expect(response.headers.getSetCookie().every((one) => Bun.Cookie.parse(one).isExpired())).toBe(
      true
    )
    expect(textOf(await response.text())).toContain('You are logged out in this browser.')
    expect((await open('/', cookie)).status).toBe(401)
    store.sessions.state = 'up'
    expect((await post(LOGOUT, {}, { cookie: await logIn() })).status).toBe(303)
    await sessions.stop()
  })

  test('may change things as Basic and Bearer may, under the same rules of Origin', async () => {
    const { send, logIn } = await build()
    const cookie = await logIn()
    const patch = (headers: Record<string, string>) =>
      send(PAGE, { method: 'PATCH', ...jsonOf({}, headers) })
    expect((await patch({ cookie })).status).toBe(200)
    expect((await patch({ cookie, origin })).status).toBe(200)
    expect((await patch({ cookie, origin: 'http://nas:8096' })).status).toBe(403)
    expect((await patch({ authorization: `Basic ${btoa('admin:secret')}` })).status).toBe(200)
    expect((await patch({})).status).toBe(401)
  })

  test('survives a restart, and ends with another password', async () => {
    const store = { sessions: createMemorySessionStore() }
    const start = async (password: string) => {
      const held = { ...auth, password }
      const sessions = createSessions({ store, auth: held, clock: systemClock, log: silentLog })
      sessions.start()
      // Whoever has ended a session has met the store.
      await sessions.revoke(sessions.issue('page'), 'page')
      return { sessions, app: await build({ sessions, config: { auth: held } }) }
    }
    const first = await start('secret')
    const cookie = await first.app.logIn()
    const second = await start('secret')
    expect((await second.app.send('/', jar(cookie))).status).toBe(200)
    const third = await start('other')
    expect((await third.app.send('/', jar(cookie))).status).toBe(401)
    for (const { sessions } of [first, second, third]) await sessions.stop()
  })
})

const jsonOf = (body: unknown, headers: Record<string, string> = {}) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})
