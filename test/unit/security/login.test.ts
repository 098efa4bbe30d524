import { describe, expect, test } from 'bun:test'
import type { Config } from '../../../src/config.ts'
import { createCredentials } from '../../../src/security/credentials.ts'
import { createFailureDelay } from '../../../src/security/failure-delay.ts'
import { createLogin } from '../../../src/security/login.ts'
import type { Audience } from '../../../src/security/session-keys.ts'
import { createSessions } from '../../../src/security/sessions.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createMemorySessionStore } from '../../support/memory-session-store.ts'
import { silentLog } from '../../support/silent-log.ts'

const right = { username: 'admin', password: 'secret' }
const wrong = { username: 'admin', password: 'wrong' }

const build = (
  auth: Config['auth'] = { ...right, apiKey: null },
  audience: Audience = 'program'
) => {
  const clock = createManualClock()
  const store = { sessions: createMemorySessionStore() }
  const sessions = createSessions({ store, auth, clock, log: silentLog })
  const { logIn, ...others } = createLogin({
    credentials: createCredentials(auth),
    sessions,
    failures: createFailureDelay({ clock, log: silentLog }),
    audience,
    onRefused() {},
  })
  const login = {
    ...others,
    logIn(given: typeof right, { isHttps } = { isHttps: false }) {
      const headers = { host: 'nas', origin: isHttps ? 'https://nas' : 'http://nas' }
      return logIn(given, { request: new Request('http://nas/', { headers }) })
    },
  }
  const logOut = (cookie: string) =>
    login.logOut(new Request('http://nas/api/v2/auth/logout', { headers: { cookie } }))
  return { clock, store, sessions, login, logOut }
}

/** The value of a `Set-Cookie`. */
const tokenOf = (cookie: string | null) => Bun.Cookie.parse(cookie ?? '').value

describe('a login', () => {
  test('with the right words begins a session', async () => {
    const { login, sessions } = build()
    const cookie = await login.logIn(right)
    expect(cookie).toStartWith('SID=')
    expect(await sessions.verify(tokenOf(cookie), 'program')).not.toBeNull()
  })

  test('with wrong ones fails, and the eleventh in a minute a second later', async () => {
    const { clock, login } = build()
    for (let count = 0; count < 10; count += 1) expect(await login.logIn(wrong)).toBeNull()
    const from = clock.monotonic()
    const failing = login.logIn(wrong).then((cookie) => ({ cookie, ms: clock.monotonic() - from }))
    await clock.pass(5000)
    expect(await failing).toEqual({ cookie: null, ms: 1000 })
  })

  test('with the right words never waits', async () => {
    const { login } = build()
    const failing = Array.from({ length: 50 }, () => login.logIn(wrong))
    expect(await login.logIn(right)).toStartWith('SID=')
    expect(failing).toHaveLength(50)
  })

  test('is anybody’s where nothing is set', async () => {
    const { login } = build({ username: 'admin', password: null, apiKey: null })
    expect(await login.logIn({ username: '', password: '' })).toStartWith('SID=')
    expect(await login.logIn(wrong)).toStartWith('SID=')
  })

  test('of a program always fails where only a key is set', async () => {
    const { login } = build({ username: 'admin', password: null, apiKey: 'key' })
    expect(await login.logIn({ username: 'admin', password: 'key' })).toBeNull()
  })

  test('of a person begins a session of theirs, by the key where that is all there is', async () => {
    for (const [auth, given] of [
      [{ ...right, apiKey: 'key' }, right],
      [
        { username: 'admin', password: null, apiKey: 'key' },
        { username: '', password: 'key' },
      ],
    ] as const) {
      const { login, sessions } = build(auth, 'page')
      const cookie = await login.logIn(given)
      expect(cookie).toStartWith('torrent_notifier_session=')
      expect(await sessions.verify(tokenOf(cookie), 'page')).not.toBeNull()
      expect(await login.logIn(wrong)).toBeNull()
    }
  })

  test('of a program is the same by https', async () => {
    expect(await build().login.logIn(right, { isHttps: true })).toStartWith('SID=')
  })
})

describe('a logout', () => {
  test('ends every session that its request names, and takes the cookie away', async () => {
    const { login, logOut, sessions } = build()
    const [one, two, other] = await Promise.all(
      [right, right, right].map((given) => login.logIn(given))
    )
    const { cookies, isKept } = await logOut(
      `SID=foreign; SID=${tokenOf(one ?? '')}; SID=${tokenOf(two ?? '')}`
    )
    expect(cookies).toHaveLength(1)
    expect(isKept).toBe(true)
    expect(Bun.Cookie.parse(cookies[0] ?? '')).toMatchObject({ name: 'SID', value: '' })
    expect(Bun.Cookie.parse(cookies[0] ?? '').isExpired()).toBe(true)
    expect(await sessions.verify(tokenOf(one ?? ''), 'program')).toBeNull()
    expect(await sessions.verify(tokenOf(two ?? ''), 'program')).toBeNull()
    expect(await sessions.verify(tokenOf(other ?? ''), 'program')).not.toBeNull()
  })

  test('of a person ends theirs, and leaves a program’s alone', async () => {
    const { login, logOut, sessions } = build(undefined, 'page')
    const program = sessions.issue('program')
    const page = tokenOf(await login.logIn(right))
    const { cookies } = await logOut(`SID=${program}; torrent_notifier_session=${page}`)
    expect(cookies.map((cookie) => Bun.Cookie.parse(cookie).name)).toEqual([
      '__Host-torrent_notifier_session',
      'torrent_notifier_session',
    ])
    expect(await sessions.verify(page, 'page')).toBeNull()
    expect(await sessions.verify(program, 'program')).not.toBeNull()
  })

  test('of a person ends those by https and by plain http, as far as the browser sent them', async () => {
    const { login, logOut, sessions } = build(undefined, 'page')
    const plain = await login.logIn(right)
    const secure = await login.logIn(right, { isHttps: true })
    expect(secure).toStartWith('__Host-torrent_notifier_session=')
    await logOut([plain, secure].map((cookie) => cookie?.split(';')[0]).join('; '))
    for (const cookie of [plain, secure]) {
      expect(await sessions.verify(tokenOf(cookie), 'page')).toBeNull()
    }
  })

  test('does not wait for a store that is away, and says that it does not know', async () => {
    const { login, logOut, sessions, store } = build()
    store.sessions.state = 'away'
    const cookie = (await login.logIn(right)) ?? ''
    expect((await logOut(cookie)).isKept).toBe(false)
    expect(await sessions.verify(tokenOf(cookie), 'program')).toBeNull()
  })

  test('where nothing is set leaves nothing behind', async () => {
    const { login, logOut, store } = build({ username: 'admin', password: null, apiKey: null })
    const cookie = (await login.logIn(wrong)) ?? ''
    const { cookies, isKept } = await logOut(cookie)
    expect([cookies[0]?.slice(0, 5), isKept]).toEqual(['SID=;', true])
    expect(store.sessions.revocations.size).toBe(0)
  })
})
