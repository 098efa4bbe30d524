import { describe, expect, test } from 'bun:test'
import { createAdmission } from '../../../src/security/admission.ts'
import { readCall } from '../../../src/security/call.ts'
import { createCredentials } from '../../../src/security/credentials.ts'
import { createFailureDelay } from '../../../src/security/failure-delay.ts'
import { createProof } from '../../../src/security/proof.ts'
import { createSessions, SESSION_LIFETIME_MS } from '../../../src/security/sessions.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import {
  createMemorySessionStore,
  type MemorySessionStore,
} from '../../support/memory-session-store.ts'
import { silentLog } from '../../support/silent-log.ts'

const configs = {
  open: { username: 'admin', password: null, apiKey: null },
  password: { username: 'admin', password: 'secret', apiKey: null },
  key: { username: 'admin', password: null, apiKey: 'key' },
  both: { username: 'admin', password: 'secret', apiKey: 'key' },
}
type Auth = keyof typeof configs

const build = async (
  auth: Auth,
  {
    state = 'up',
    answer = () => new Response('passed'),
  }: { state?: MemorySessionStore['state']; answer?: () => Response } = {}
) => {
  const clock = createManualClock()
  const store = { sessions: createMemorySessionStore() }
  store.sessions.state = state
  const sessions = createSessions({ store, auth: configs[auth], clock, log: silentLog })
  sessions.start()
  await clock.pass(0)
  const credentials = createCredentials(configs[auth])
  const admit = createAdmission({
    credentials,
    sessions,
    prove: createProof({ credentials, sessions }),
    failures: createFailureDelay({ clock, log: silentLog }),
    isWidgetPublic: true,
    onRefused() {},
    showLogin: ({ path }) => new Response(`login before ${path}`, { status: 401 }),
  })
  const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    admit(readCall(new Request(`http://nas${path}`, { method, headers })), async () => answer())
  return { clock, sessions, send }
}

const basic = (text: string) => `Basic ${btoa(text)}`
const VERSION = '/api/v2/app/version'
const PAGE = 'torrent_notifier_session'
const FOREIGN = 'SID=Y18pAyh+XPDsfOZDE5f3G1WbeyPdL4nQ'

describe('who may call what', () => {
  type Tokens = { session: string; page: string }
  const proofs: Record<string, (tokens: Tokens) => Record<string, string>> = {
    nothing: () => ({}),
    session: ({ session }) => ({ cookie: `SID=${session}` }),
    'session between others': ({ session }) => ({
      cookie: `lang=de; ${FOREIGN}; SID=${session}; HttpOnly; SameSite=Strict; path=/`,
    }),
    'session and blank Basic': ({ session }) => ({
      cookie: `SID=${session}`,
      authorization: basic(':'),
    }),
    'session and wrong Bearer': ({ session }) => ({
      cookie: `SID=${session}`,
      authorization: 'Bearer wrong',
    }),
    'person’s session': ({ page }) => ({ cookie: `${PAGE}=${page}` }),
    'both sessions': ({ session, page }) => ({ cookie: `SID=${session}; ${PAGE}=${page}` }),
    'sessions in each other’s place': ({ session, page }) => ({
      cookie: `SID=${page}; ${PAGE}=${session}`,
    }),
    'foreign session': () => ({ cookie: FOREIGN }),
    'no session in words': () => ({ cookie: 'undefined' }),
    Basic: () => ({ authorization: basic('admin:secret') }),
    'Basic and foreign session': () => ({
      authorization: basic('admin:secret'),
      cookie: FOREIGN,
    }),
    'wrong Basic': () => ({ authorization: basic('admin:wrong') }),
    Bearer: () => ({ authorization: 'Bearer key' }),
    'wrong Bearer': () => ({ authorization: 'Bearer wrong' }),
  }
  const bySession: Record<401 | 403, string[]> = {
    401: ['person’s session', 'both sessions'],
    403: ['session', 'session between others', 'session and blank Basic'].concat(
      'session and wrong Bearer',
      'both sessions'
    ),
  }
  const byBasic = ['Basic', 'Basic and foreign session']
  const byHeader: Record<Auth, string[]> = {
    open: Object.keys(proofs),
    password: byBasic,
    key: ['Bearer'],
    both: [...byBasic, 'Bearer'],
  }
  const routes: [path: string, refusal: 'none' | 401 | 403][] = [
    ['/health', 'none'],
    ['/health/ready', 'none'],
    ['/widget', 'none'],
    ['/version/api', 'none'],
    ['/api/v2/auth/login', 'none'],
    ['/settings/integrations/login', 'none'],
    ['/settings/integrations/logout', 'none'],
    ['/settings/integrations/assets/page.css', 'none'],
    ['/settings/integrations/assets/mark.svg', 'none'],
    ['/api/v2/auth/logout', 403],
    ['/api/v2/auth/login/x', 403],
    ['/api/v2', 403],
    [VERSION, 403],
    ['/api/v2/torrents/info', 403],
    ['/', 401],
    ['/settings/integrations', 401],
    ['/settings/integrations/test-emby', 401],
    ['/settings/integrations/login/x', 401],
    ['/settings/integrations/assets/htmx.min.js', 401],
    ['/settings/integrations/assets/page.css/x', 401],
    ['/version', 401],
    ['/nowhere', 401],
  ]
  for (const auth of ['open', 'password', 'key', 'both'] as const) {
    for (const [path, refusal] of routes) {
      test(`at ${path} with ${auth} set`, async () => {
        const { send, sessions } = await build(auth)
        for (const [name, headersOf] of Object.entries(proofs)) {
          const tokens = { session: sessions.issue('program'), page: sessions.issue('page') }
          const { status } = await send(path, headersOf(tokens), 'POST')
          const isPassed =
            refusal === 'none' || byHeader[auth].includes(name) || bySession[refusal].includes(name)
          expect([name, status]).toEqual([name, isPassed ? 200 : refusal])
        }
      })
    }
  }

  test('at the emulated API is said as qBittorrent says it', async () => {
    const { send } = await build('password')
    const response = await send(VERSION)
    expect(response.status).toBe(403)
    expect(await response.text()).toBe('Forbidden')
    expect(response.headers.get('content-type')).toStartWith('text/plain')
    expect(response.headers.has('www-authenticate')).toBe(false)
    expect(response.headers.has('set-cookie')).toBe(false)
  })
})

describe('a person', () => {
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

  test('who proves nothing is shown the login, whatever was asked for or sent', async () => {
    const { send } = await build('password')
    for (const path of ['/', '/settings/integrations/login', '/metrics', '/nowhere']) {
      for (const method of ['GET', 'HEAD']) {
        const response = await send(path, { accept: browser }, method)
        expect([response.status, await response.text()]).toEqual([401, `login before ${path}`])
      }
    }
    const posted = await send('/settings/integrations/save', { accept: browser }, 'POST')
    expect(await posted.text()).toBe('login before /settings/integrations/save')
  })

  test('with wrong credentials is shown it, too, and a second later once they are many', async () => {
    const { clock, send } = await build('password')
    const wrong = () => send('/', { accept: browser, authorization: basic('admin:wrong') })
    for (let count = 0; count < 10; count += 1) expect((await wrong()).status).toBe(401)
    const from = clock.monotonic()
    const answering = wrong().then((answer) => [answer.status, clock.monotonic() - from])
    await clock.pass(5000)
    expect(await answering).toEqual([401, 1000])
  })

  test('has an open page that is told when the session has ended, and is not led to the login', async () => {
    const { clock, send, sessions } = await build('password')
    const cookie = `${PAGE}=${sessions.issue('page')}`
    // As htmx 4 and its extension for events send it.
    for (const accept of ['text/html', 'text/html, text/event-stream']) {
      const headers = { accept, 'hx-request': 'true' }
      expect((await send('/', { ...headers, cookie })).status).toBe(200)
      const response = await send('/', headers)
      expect(response.status).toBe(401)
      expect(response.headers.has('hx-refresh')).toBe(false)
      expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } })
    }
    clock.advance(SESSION_LIFETIME_MS)
    const over = await send('/', { accept: 'text/html', 'hx-request': 'true', cookie })
    expect(over.status).toBe(401)
  })

  test('who logs in is not asked for the login, which takes no other method without a session', async () => {
    const { send, sessions } = await build('password')
    const path = '/settings/integrations/login'
    const cookie = `${PAGE}=${sessions.issue('page')}`
    expect((await send(path, { accept: browser, cookie })).status).toBe(200)
    expect((await send(path, {}, 'POST')).status).toBe(200)
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await send(path, {}, method)).status).toBe(401)
    }
  })
})

describe('the cookie', () => {
  const cookieOf = (response: Response) => response.headers.get('set-cookie')

  test('comes with every answer of the open emulated API to a call without one', async () => {
    const { send } = await build('open')
    expect(cookieOf(await send(VERSION))).toMatch(
      /^SID=[\w-]+; HttpOnly; SameSite=Strict; path=\/$/
    )
    expect(cookieOf(await send(VERSION, { cookie: 'undefined' }))).toStartWith('SID=')
    for (const cookie of [FOREIGN, cookieOf(await send(VERSION)) ?? '']) {
      expect(cookieOf(await send(VERSION, { cookie }))).toBeNull()
    }
    for (const path of ['/', '/settings/integrations', '/widget', '/health', '/version/api']) {
      expect(cookieOf(await send(path))).toBeNull()
    }
  })

  test('does not come where a password is set, and nothing but the proof counts', async () => {
    const { send, sessions } = await build('both')
    for (const headers of [
      { authorization: basic('admin:secret') },
      { authorization: 'Bearer key' },
      { cookie: `SID=${sessions.issue('program')}` },
    ]) {
      expect(cookieOf(await send(VERSION, headers))).toBeNull()
    }
  })

  test('is renewed along with an answer once half of its time has passed', async () => {
    const { clock, send, sessions } = await build('password')
    const headers = { cookie: `SID=${sessions.issue('program')}` }
    clock.advance(SESSION_LIFETIME_MS / 2 + 1)
    const renewed = cookieOf(await send(VERSION, headers)) ?? ''
    expect(renewed).toStartWith('SID=')
    clock.advance(SESSION_LIFETIME_MS / 2)
    expect((await send(VERSION, headers)).status).toBe(403)
    expect((await send(VERSION, { cookie: renewed })).status).toBe(200)
  })

  test('of a person is renewed in the same way, and by no emulated route', async () => {
    const { clock, send, sessions } = await build('password')
    const headers = { cookie: `${PAGE}=${sessions.issue('page')}` }
    expect(cookieOf(await send('/', headers))).toBeNull()
    clock.advance(SESSION_LIFETIME_MS / 2 + 1)
    expect((await send(VERSION, headers)).status).toBe(403)
    const renewed = cookieOf(await send('/settings/integrations/status', headers)) ?? ''
    expect(renewed).toMatch(
      /^torrent_notifier_session=[\w-]{72}; HttpOnly; SameSite=Lax; Path=\/; Max-Age=2592000$/
    )
    clock.advance(SESSION_LIFETIME_MS / 2)
    expect((await send('/', headers)).status).toBe(401)
    expect((await send('/', { cookie: renewed })).status).toBe(200)
    expect((await send(VERSION, { cookie: renewed.replace(PAGE, 'SID') })).status).toBe(403)
  })

  test('is renewed beside another cookie that a route sets', async () => {
    const answer = () => new Response('Ok.', { headers: { 'set-cookie': 'browser=1' } })
    const { clock, send, sessions } = await build('password', { answer })
    clock.advance(SESSION_LIFETIME_MS / 2 + 1)
    const cookie = `${PAGE}=${sessions.issue('page')}`
    clock.advance(SESSION_LIFETIME_MS / 2 + 1)
    const { headers } = await send('/', { cookie })
    expect(headers.getSetCookie().map((one) => one.split('=')[0])).toEqual(['browser', PAGE])
  })

  test('that a route sets itself stays as it is', async () => {
    const answer = () => new Response('Ok.', { headers: { 'set-cookie': 'SID=own' } })
    const open = await build('open', { answer })
    expect(cookieOf(await open.send('/api/v2/auth/logout', {}, 'POST'))).toBe('SID=own')
    const closed = await build('password', { answer })
    const headers = { cookie: `SID=${closed.sessions.issue('program')}` }
    closed.clock.advance(SESSION_LIFETIME_MS / 2 + 1)
    expect(cookieOf(await closed.send('/api/v2/auth/logout', headers, 'POST'))).toBe('SID=own')
  })
})

test('several old sessions wait together for a store that is away', async () => {
  const before = await build('password')
  const olds = Array.from({ length: 8 }, () => `SID=${before.sessions.issue('program')}`)
  const { clock, send } = await build('password', { state: 'away' })
  const from = clock.monotonic()
  const answering = send(VERSION, { cookie: olds.join('; ') }).then((answer) => ({
    status: answer.status,
    ms: clock.monotonic() - from,
  }))
  await clock.pass(60_000)
  expect(await answering).toEqual({ status: 403, ms: 5000 })
})

test('a person whose session only the store knows is not asked to log in while that is away', async () => {
  const before = await build('password')
  const cookie = `${PAGE}=${before.sessions.issue('page')}`
  const { clock, send } = await build('password', { state: 'away' })
  for (const accept of ['text/html', 'application/json']) {
    const answering = send('/settings/integrations', { cookie, accept })
    await clock.pass(5000)
    const answer = await answering
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.text()).toContain('The database does not answer yet')
  }
  expect((await send('/settings/integrations', { accept: 'text/html' })).status).toBe(401)
})

describe('a refusal', () => {
  const many = async (send: () => Promise<Response>) => {
    for (let count = 0; count < 10; count += 1) await send()
  }

  test('of wrong credentials waits for a second after ten of them, on every face', async () => {
    for (const [path, status] of [
      ['/settings/integrations', 401],
      [VERSION, 403],
    ] as const) {
      const { clock, send } = await build('both')
      const wrong = () => send(path, { authorization: 'Bearer wrong' })
      await many(wrong)
      const from = clock.monotonic()
      const answering = wrong().then((answer) => [answer.status, clock.monotonic() - from])
      await clock.pass(5000)
      expect(await answering).toEqual([status, 1000])
    }
  })

  test('of a call without credentials, or with an old session, is no failure', async () => {
    const { clock, send } = await build('both')
    await many(() => send(VERSION))
    await many(() => send(VERSION, { cookie: FOREIGN }))
    // As Sonarr and Radarr send it where neither a name nor a password is set.
    await many(() => send(VERSION, { authorization: basic(':') }))
    await many(() => send('/settings/integrations'))
    const before = clock.sleepers()
    await send(VERSION, { authorization: 'Bearer wrong' })
    expect(clock.sleepers()).toBe(before)
  })

  test('never holds up what is right', async () => {
    const { send, sessions } = await build('both')
    const wrong = () => send(VERSION, { authorization: basic('admin:wrong') })
    const refusing = Array.from({ length: 50 }, wrong)
    const cookie = `SID=${sessions.issue('program')}`
    for (const headers of [
      { authorization: 'Bearer key' },
      { cookie },
      { cookie, authorization: basic('admin:wrong') },
    ]) {
      expect((await send(VERSION, headers)).status).toBe(200)
    }
    expect((await send(VERSION)).status).toBe(403)
    expect(refusing).toHaveLength(50)
  })
})
