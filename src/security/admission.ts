import { type Call, isHealthCheck } from './call.ts'
import type { Credentials } from './credentials.ts'
import { isEmulatedPath, LEGACY_VERSION_PATH } from './dialect.ts'
import type { FailureDelay } from './failure-delay.ts'
import { type Refusal, refuse } from './refusal.ts'
import { readSids, sidCookie } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'

const REALM = 'realm="torrent-notifier"'
const LOGIN_PATH = '/api/v2/auth/login'

export type AdmissionDeps = {
  credentials: Credentials
  sessions: Sessions
  failures: FailureDelay
  isWidgetPublic: boolean
  /** Told of a call to the emulated API with a wrong key or password: its owner should see that. */
  onWrongCredentials: (call: Call) => void
}

/**
 * Makes the door: refuses a call that does not prove itself, where the owner set a password or a
 * key. A session counts for the emulated API alone: a browser sends the cookie along to whatever
 * else is served here, and was never asked for it there.
 *
 * @returns The call's answer, with the session's cookie where one is due.
 */
export const createAdmission =
  ({ credentials, sessions, failures, isWidgetPublic, onWrongCredentials }: AdmissionDeps) =>
  async (call: Call, answer: (call: Call) => Promise<Response>): Promise<Response> => {
    const { headers } = call.request
    const isOpen =
      isHealthCheck(call) ||
      (isWidgetPublic && call.path === '/widget') ||
      call.path === LOGIN_PATH ||
      call.path === LEGACY_VERSION_PATH
    if (isOpen) return answer(call)
    const sids = isEmulatedPath(call.path) ? readSids(headers.get('cookie')) : null
    if (!credentials.isClosed) {
      // As qBittorrent does without a password: some programs take a missing cookie for a failure.
      const isWanting = sids?.length === 0
      return withCookie(await answer(call), isWanting ? sessions.issue() : null)
    }
    const authorization = headers.get('authorization')
    if (credentials.prove(authorization)) return answer(call)
    const found = await Promise.all((sids ?? []).map((sid) => sessions.verify(sid)))
    const session = found.find((one) => one !== null)
    if (session) return withCookie(await answer(call), session.renewed)
    if (authorization !== null && !NAMES_NOBODY.test(authorization)) {
      if (isEmulatedPath(call.path)) onWrongCredentials(call)
      await failures.fail()
    }
    return refuseStranger(call)
  }

/** What Sonarr and Radarr send where neither a name nor a password is set: no try at all. */
const NAMES_NOBODY = /^basic +Og==$/i

/** An answer that sets a cookie of its own, to begin or to end a session, knows better. */
const withCookie = (response: Response, token: string | null): Response => {
  if (token !== null && !response.headers.has('set-cookie')) {
    response.headers.set('set-cookie', sidCookie(token))
  }
  return response
}

/**
 * The emulated API says 403 and never 401, which its clients read as a fault. A person is asked
 * by the browser. Any other caller must not be: its challenge is Bearer, for which no browser asks.
 */
const refuseStranger = (call: Call): Response => {
  if (isEmulatedPath(call.path)) return refuse('text', { code: 'forbidden', message: 'Forbidden' })
  const scheme = call.dialect === 'page' ? 'Basic' : 'Bearer'
  const refusal: Refusal = {
    code: 'unauthorized',
    message: 'A name and password, or an API key, are wanted here.',
    headers: { 'www-authenticate': `${scheme} ${REALM}` },
  }
  return refuse(call.dialect, refusal)
}
