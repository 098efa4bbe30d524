import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createSignal } from '../lib/signal.ts'
import { createStandingFault } from '../lib/standing-fault.ts'
import { createWake } from '../lib/wake.ts'
import type { SessionStore } from '../store/store.ts'
import { Unavailable, UpstreamError } from '../upstream-error.ts'
import { createRevocations } from './revocations.ts'
import { type Audience, deriveKeys, type SessionKeys } from './session-keys.ts'
import {
  createSessionId,
  isSignedWith,
  type PresentedToken,
  parseToken,
  signToken,
} from './session-token.ts'

/** How long a token counts, in milliseconds. In the second half of it its session gets another. */
export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000
/**
 * How long an ended session is remembered, in milliseconds. A younger token of it may be about, too,
 * and others give out more of them until they hear of its end. Programs log out by the minute, and
 * are forgotten first: they must not bring back the session of a person.
 */
const REMEMBERED_MS: Readonly<Record<Audience, number>> = {
  page: 2 * SESSION_LIFETIME_MS,
  program: SESSION_LIFETIME_MS + 24 * 3_600_000,
}
/** How long a token waits for the key that may have signed it, in milliseconds. */
const KEY_WAIT_MS = 5000
/** The pause before the store is asked again that did not answer, in milliseconds. */
const RETRY_MS = 1000
/** How often we ask which sessions other replicas have ended, in milliseconds. */
const LOOK_MS = 60_000

/** A session that counts. */
export type Session = {
  /** A token to go on with, where the presented one has passed half of its time. */
  renewed: string | null
}

/**
 * Sessions that cost no memory: each is a signed token in its client's hands. They outlive this
 * process and count for every replica, because the key lies in the store.
 */
export type Sessions = {
  /** Begins a session. Before the store has given its key, one that ends with this process. */
  issue(audience: Audience): string
  /**
   * Looks whether a token counts. Waits up to 5 s for a store that has not given its key yet.
   *
   * @returns `null` for any other token.
   * @throws {Unavailable} `store-down`, where nobody can tell without that key.
   */
  verify(token: string, audience: Audience): Promise<Session | null>
  /**
   * Ends a token's session, with its other tokens. Never rejects: the store is told until it knows,
   * or this process ends.
   *
   * @returns Whether there is nothing left to tell; `false` as well where nobody knows yet whether
   *   the token counts.
   */
  revoke(token: string, audience: Audience): Promise<boolean>
  /** Begins to ask the store; does nothing where nothing has to be proved. */
  start(): void
  stop(): Promise<void>
}

/** Makes the sessions of these credentials: with another name, password or key all have ended. */
export const createSessions = ({
  store,
  auth,
  clock,
  log,
}: {
  store: { sessions: SessionStore }
  auth: Config['auth']
  clock: Clock
  log: Log
}): Sessions => {
  const stopping = new AbortController()
  const fault = createStandingFault({ log, clock })
  const wake = createWake(clock)
  const keyCame = createSignal<void>()
  const revocations = createRevocations({ store, clock })
  const ownKeys = deriveKeys(randomBytes(32), auth)
  let storedKeys: SessionKeys | null = null
  let running = Promise.resolve()

  const newestKey = (audience: Audience) => (storedKeys ?? ownKeys)[audience]
  const sign = (id: string, audience: Audience) =>
    signToken({ id, until: clock.now() + SESSION_LIFETIME_MS }, newestKey(audience))

  const untilKeyCame = async () => {
    const waiting = new AbortController()
    const end = () => waiting.abort()
    if (stopping.signal.aborted) end()
    const forget = keyCame.listen(end)
    await clock.sleep(KEY_WAIT_MS, waiting.signal)
    forget()
  }

  const isOver = ({ until, id }: PresentedToken) => until <= clock.now() || revocations.has(id)

  /** @returns The key of ours that has signed a token which counts; `unknown` without the store's. */
  const keyOf = async (
    token: PresentedToken,
    audience: Audience
  ): Promise<Uint8Array | 'unknown' | null> => {
    if (isOver(token) || isSignedWith(token, ownKeys[otherThan(audience)])) return null
    const find = () =>
      [newestKey(audience), ownKeys[audience]].find((key) => isSignedWith(token, key)) ?? null
    let key = find()
    if (key === null && storedKeys === null) {
      await untilKeyCame()
      key = find()
    }
    // It may be over since the wait.
    if (isOver(token)) return null
    return key ?? (storedKeys === null ? 'unknown' : null)
  }

  /** @returns Whether the store knows all that we know. */
  const meetStore = async (): Promise<boolean> => {
    try {
      const keys = storedKeys ?? deriveKeys(await store.sessions.key(), auth)
      await revocations.exchange()
      storedKeys = keys
      keyCame.announce()
      fault.clear('sessions are kept again')
      return true
    } catch (error) {
      const code = error instanceof UpstreamError ? error.code : 'unexpected'
      fault.raise('sessions cannot be kept', { code })
      return false
    }
  }

  const keepMeeting = async () => {
    while (!stopping.signal.aborted) {
      const isMet = await meetStore()
      await wake.sleep(isMet ? LOOK_MS : RETRY_MS, stopping.signal)
    }
  }

  return {
    issue: (audience) => sign(createSessionId(), audience),
    async verify(text, audience) {
      const token = parseToken(text)
      const key = token && (await keyOf(token, audience))
      if (key === 'unknown') {
        throw new Unavailable('the key of the sessions is not known yet', { code: 'store-down' })
      }
      if (token === null || key === null) return null
      // A key that a restart loses is given up as soon as there is the other one.
      const isHalfOver = token.until - clock.now() < SESSION_LIFETIME_MS / 2
      const isAgeing = isHalfOver || key !== newestKey(audience)
      return { renewed: isAgeing ? sign(token.id, audience) : null }
    },
    async revoke(text, audience) {
      const token = parseToken(text)
      const key = token && (await keyOf(token, audience))
      if (key === 'unknown') return false
      if (token === null || key === null) return true
      revocations.add(token.id, clock.now() + REMEMBERED_MS[audience])
      const isMet = await meetStore()
      if (!isMet) wake.call()
      return isMet
    },
    start() {
      if (auth.password !== null || auth.apiKey !== null) running = keepMeeting()
    },
    async stop() {
      stopping.abort()
      keyCame.announce()
      await running
    },
  }
}

const otherThan = (audience: Audience): Audience => (audience === 'page' ? 'program' : 'page')
