import { afterEach, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { systemClock } from '../../../src/lib/clock.ts'
import type { Audience } from '../../../src/security/session-keys.ts'
import { createSessionId, signToken } from '../../../src/security/session-token.ts'
import {
  createSessions,
  SESSION_LIFETIME_MS,
  type Sessions,
} from '../../../src/security/sessions.ts'
import { captureLog } from '../../support/captured-log.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createMemorySessionStore } from '../../support/memory-session-store.ts'
import { silentLog } from '../../support/silent-log.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const auth = { username: 'admin', password: 'secret', apiKey: 'key' }
const DAY_MS = 24 * 3_600_000
const audiences = ['program', 'page'] as const

const started: Sessions[] = []
afterEach(() => Promise.all(started.splice(0).map((sessions) => sessions.stop())))

/** The sessions of one audience alone. */
const sessionsOf = (audience: Audience, sessions: Sessions) => ({
  issue: () => sessions.issue(audience),
  verify: (token: string) => sessions.verify(token, audience),
  revoke: (token: string) => sessions.revoke(token, audience),
  stop: sessions.stop,
})

/** A house in which the service starts again and again over one store. */
const build = (audience: Audience) => {
  const clock = createManualClock()
  const store = createMemorySessionStore()
  const { log, lines } = captureLog()
  const startBoth = (changes: Partial<typeof auth> = {}) => {
    const held = { ...auth, ...changes }
    const sessions = createSessions({ store: { sessions: store }, auth: held, clock, log })
    sessions.start()
    started.push(sessions)
    return sessions
  }
  const start = (changes: Partial<typeof auth> = {}) => sessionsOf(audience, startBoth(changes))
  /** A service whose sessions outlive it: it has the store's key. */
  const startWithKey = async (changes: Partial<typeof auth> = {}) => {
    const sessions = start(changes)
    await clock.pass(0)
    return sessions
  }
  return { clock, store, lines, startBoth, start, startWithKey }
}

/** The token in the place of another, where one is due. */
const renewed = async (sessions: ReturnType<typeof sessionsOf>, token: string) =>
  (await sessions.verify(token))?.renewed ?? null

describe.each(audiences)('a session of a %s', (audience) => {
  test('counts, and no two are the same', async () => {
    const { startWithKey } = build(audience)
    const sessions = await startWithKey()
    const tokens = Array.from({ length: 100 }, () => sessions.issue())
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(await sessions.verify(token)).toEqual({ renewed: null })
  })

  test('outlives a restart, and counts for every replica', async () => {
    const { startWithKey } = build(audience)
    const token = (await startWithKey()).issue()
    const other = await startWithKey()
    expect(await other.verify(token)).toEqual({ renewed: null })
    expect(await (await startWithKey()).verify(other.issue())).toEqual({ renewed: null })
  })

  test('ends with the name, the password or the key that was set', async () => {
    const { startWithKey } = build(audience)
    const token = (await startWithKey()).issue()
    for (const changes of [
      { username: 'root' },
      { password: 'other' },
      { apiKey: 'other' },
      { password: 'key', apiKey: 'secret' },
    ]) {
      expect(await (await startWithKey(changes)).verify(token)).toBeNull()
    }
    expect(await (await startWithKey()).verify(token)).not.toBeNull()
  })

  test('of another house does not count, nor does anything that is none', async () => {
    const sessions = await build(audience).startWithKey()
    const foreign = (await build(audience).startWithKey()).issue()
    const own = sessions.issue()
    const changed = (own.startsWith('A') ? 'B' : 'A') + own.slice(1)
    for (const token of [foreign, changed, '', 'undefined', 'Y18pAyh+XPDsfOZDE5f3G1WbeyPdL4nQ']) {
      expect(await sessions.verify(token)).toBeNull()
    }
  })

  test('ends after thirty days', async () => {
    const { clock, startWithKey } = build(audience)
    const sessions = await startWithKey()
    const token = sessions.issue()
    clock.advance(SESSION_LIFETIME_MS - 1)
    expect(await sessions.verify(token)).not.toBeNull()
    clock.advance(1)
    expect(await sessions.verify(token)).toBeNull()
  })

  test('gets another token in the second half of its time, and keeps the old one', async () => {
    const { clock, startWithKey } = build(audience)
    const sessions = await startWithKey()
    const token = sessions.issue()
    clock.advance(15 * DAY_MS)
    expect(await renewed(sessions, token)).toBeNull()
    clock.advance(1)
    const next = (await renewed(sessions, token)) ?? ''
    expect(await sessions.verify(next)).toEqual({ renewed: null })
    clock.advance(15 * DAY_MS - 2)
    expect(await sessions.verify(token)).not.toBeNull()
    clock.advance(DAY_MS)
    expect(await sessions.verify(token)).toBeNull()
    expect(await sessions.verify(next)).not.toBeNull()
  })
})

describe.each(audiences)('a session of a %s that was ended', (audience) => {
  test('counts no more, here at once and after a restart', async () => {
    const { startWithKey } = build(audience)
    const sessions = await startWithKey()
    const [token, other] = [sessions.issue(), sessions.issue()]
    await sessions.revoke(token)
    expect(await sessions.verify(token)).toBeNull()
    expect(await sessions.verify(other)).not.toBeNull()
    expect(await (await startWithKey()).verify(token)).toBeNull()
  })

  test('has ended with every token that it ever got, to their last day', async () => {
    const { clock, startWithKey } = build(audience)
    const sessions = await startWithKey()
    const token = sessions.issue()
    clock.advance(20 * DAY_MS)
    const next = (await renewed(sessions, token)) ?? ''
    await sessions.revoke(token)
    expect(await sessions.verify(next)).toBeNull()
    await clock.pass(11 * DAY_MS)
    expect(await sessions.verify(next)).toBeNull()
    expect(await (await startWithKey()).verify(next)).toBeNull()
  })

  test('is heard of by the other replicas within a minute', async () => {
    const { clock, startWithKey } = build(audience)
    const [one, other] = [await startWithKey(), await startWithKey()]
    const token = one.issue()
    await one.revoke(token)
    expect(await other.verify(token)).not.toBeNull()
    await clock.pass(60_000)
    await clock.pass(0)
    expect(await other.verify(token)).toBeNull()
  })

  test('has ended with a token, too, that another replica gave out before it heard of it', async () => {
    const { clock, startWithKey } = build(audience)
    const [one, other] = [await startWithKey(), await startWithKey()]
    const token = one.issue()
    await clock.pass(20 * DAY_MS)
    await one.revoke(token)
    await clock.pass(30_000)
    const late = (await renewed(other, token)) ?? expect.unreachable()
    for (const sessions of [one, other]) await sessions.stop()
    clock.advance(SESSION_LIFETIME_MS - 20_000)
    expect(await (await startWithKey()).verify(late)).toBeNull()
  })

  test('while the store was away is told to it when it is back', async () => {
    const { clock, store, startWithKey } = build(audience)
    const sessions = await startWithKey()
    const token = sessions.issue()
    store.state = 'away'
    await sessions.revoke(token)
    expect(await sessions.verify(token)).toBeNull()
    store.state = 'up'
    await clock.pass(2000)
    await clock.pass(0)
    expect(await (await startWithKey()).verify(token)).toBeNull()
  })

  test('must have counted before', async () => {
    const { store, startWithKey } = build(audience)
    const sessions = await startWithKey()
    for (const token of ['', 'undefined', (await build(audience).startWithKey()).issue()]) {
      await sessions.revoke(token)
    }
    expect(store.revocations.size).toBe(0)
  })
})

describe.each(audiences)('for a %s, while the store has not given its key', (audience) => {
  test('a new session counts, and gets one that outlives us when the key is there', async () => {
    const { clock, store, start, startWithKey } = build(audience)
    store.state = 'away'
    const sessions = start()
    const token = sessions.issue()
    expect(await sessions.verify(token)).toEqual({ renewed: null })
    store.state = 'up'
    await clock.pass(1000)
    await clock.pass(0)
    const next = (await renewed(sessions, token)) ?? ''
    const restarted = await startWithKey()
    expect(await restarted.verify(token)).toBeNull()
    expect(await restarted.verify(next)).toEqual({ renewed: null })
  })

  test('an older session waits for it', async () => {
    const { clock, store, start, startWithKey } = build(audience)
    const token = (await startWithKey()).issue()
    store.state = 'away'
    const verifying = start().verify(token)
    await clock.pass(3000)
    store.state = 'up'
    await clock.pass(1000)
    expect(await verifying).toEqual({ renewed: null })
  })

  test('an older session that was ended or is over counts no more once it is there', async () => {
    const { clock, store, start, startWithKey } = build(audience)
    const before = await startWithKey()
    const over = before.issue()
    clock.advance(SESSION_LIFETIME_MS)
    const ended = before.issue()
    await before.revoke(ended)
    store.state = 'away'
    const sessions = start()
    const verifying = Promise.all([ended, over].map((token) => sessions.verify(token)))
    await clock.pass(3000)
    store.state = 'up'
    await clock.pass(1000)
    expect(await verifying).toEqual([null, null])
    for (const token of [ended, over]) expect(await sessions.verify(token)).toBeNull()
  })

  test('an older session waits for five seconds, and nobody knows of it then', async () => {
    for (const state of ['away', 'silent'] as const) {
      const { clock, store, start, startWithKey } = build(audience)
      const token = (await startWithKey()).issue()
      store.state = state
      const from = clock.monotonic()
      const waited = start()
        .verify(token)
        .catch((error: unknown) => ({ error, ms: clock.monotonic() - from }))
      await clock.pass(10_000)
      expect(await waited).toMatchObject({ error: { code: 'store-down' }, ms: 5000 })
      store.state = 'up'
    }
  })

  test('an older session that ends during the wait counts no more', async () => {
    const { clock, store, start, startWithKey } = build(audience)
    const token = (await startWithKey()).issue()
    clock.advance(SESSION_LIFETIME_MS - 1000)
    store.state = 'away'
    const verifying = start().verify(token)
    await clock.pass(3000)
    store.state = 'up'
    await clock.pass(1000)
    expect(await verifying).toBeNull()
  })

  test('nothing else waits', async () => {
    const { clock, store, start, startWithKey } = build(audience)
    const old = (await startWithKey()).issue()
    clock.advance(SESSION_LIFETIME_MS)
    store.state = 'silent'
    const sessions = start()
    for (const token of ['', 'Y18pAyh+XPDsfOZDE5f3G1WbeyPdL4nQ', old, sessions.issue()]) {
      await sessions.verify(token)
    }
    store.state = 'up'
  })

  test('a stop ends the wait', async () => {
    const { store, start, startWithKey } = build(audience)
    const token = (await startWithKey()).issue()
    store.state = 'away'
    const sessions = start()
    const verifying = sessions.verify(token)
    const failure = verifying.catch((error: unknown) => error)
    await sessions.stop()
    expect(await failure).toMatchObject({ code: 'store-down' })
    await expect(sessions.verify(token)).rejects.toMatchObject({ code: 'store-down' })
  })

  test('it is said once, and that it is over', async () => {
    const { clock, store, lines, start } = build(audience)
    store.state = 'away'
    start()
    await clock.pass(60_000)
    store.state = 'up'
    await clock.pass(2000)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', code: 'store-down' },
      { level: 'info' },
    ])
  })
})

describe('a token', () => {
  test('counts for the audience that it was made for, and for no other', async () => {
    const { clock, store, startBoth } = build('page')
    const sessions = startBoth()
    // Before the store's key is there and with it.
    for (const _ of ['own key', 'stored key']) {
      const [program, page] = [sessions.issue('program'), sessions.issue('page')]
      store.state = 'away'
      const strange = [sessions.verify(program, 'page'), sessions.verify(page, 'program')]
      await clock.pass(5000)
      expect(await Promise.all(strange)).toEqual([null, null])
      expect(await sessions.verify(program, 'program')).not.toBeNull()
      expect(await sessions.verify(page, 'page')).not.toBeNull()
      store.state = 'up'
      await clock.pass(1000)
      await clock.pass(0)
    }
  })

  test('is ended by its own audience alone', async () => {
    const { store, clock, startBoth } = build('page')
    const sessions = startBoth()
    await clock.pass(0)
    const token = sessions.issue('page')
    await sessions.revoke(token, 'program')
    expect(store.revocations.size).toBe(0)
    expect(await sessions.verify(token, 'page')).not.toBeNull()
  })

  test('of a program counts as it did when there was no page to log in to', async () => {
    const { clock, store, startWithKey } = build('program')
    const { username, password, apiKey } = auth
    const key = createHmac('sha256', await store.key())
      .update(JSON.stringify(['session', username, password, apiKey]))
      .digest()
    const token = signToken({ id: createSessionId(), until: clock.now() + 29 * DAY_MS }, key)
    expect(await (await startWithKey()).verify(token)).toEqual({ renewed: null })
  })
})

test('where nothing has to be proved the store is never asked', async () => {
  const { clock, store } = build('page')
  store.state = 'away'
  const { log, lines } = captureLog()
  const open = { username: 'admin', password: null, apiKey: null }
  const sessions = createSessions({ store: { sessions: store }, auth: open, clock, log })
  sessions.start()
  await clock.pass(60_000)
  expect(clock.sleepers()).toBe(0)
  expect(lines).toEqual([])
  await sessions.stop()
})

test('a real store keeps sessions and their ends', async () => {
  const store = temporaryStore()
  const start = () => {
    const sessions = createSessions({ store, auth, clock: systemClock, log: silentLog })
    sessions.start()
    started.push(sessions)
    return sessionsOf('page', sessions)
  }
  const sessions = start()
  // Whoever has ended a session has met the store.
  await sessions.revoke(sessions.issue())
  const [token, ended] = [sessions.issue(), sessions.issue()]
  await sessions.revoke(ended)
  const restarted = start()
  expect(await restarted.verify(token)).toEqual({ renewed: null })
  expect(await restarted.verify(ended)).toBeNull()
  await Promise.all(started.splice(0).map((one) => one.stop()))
  await store.close()
})

test('the logouts of programs are forgotten before that of a person', async () => {
  const untilOf = async (audience: Audience) => {
    const { clock, startWithKey, store } = build(audience)
    const sessions = await startWithKey()
    await sessions.revoke(sessions.issue())
    const [ended] = await store.revoked(clock.now())
    return (ended?.until ?? 0) - clock.now()
  }
  expect(await untilOf('page')).toBe(2 * SESSION_LIFETIME_MS)
  expect(await untilOf('program')).toBe(SESSION_LIFETIME_MS + DAY_MS)
})
