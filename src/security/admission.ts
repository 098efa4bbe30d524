import { UpstreamError } from '../upstream-error.ts'
import { prefersHtml } from './accept.ts'
import type { Call } from './call.ts'
import type { Credentials } from './credentials.ts'
import { isEmulatedPath } from './dialect.ts'
import type { FailureDelay } from './failure-delay.ts'
import { isNavigation } from './navigation.ts'
import { isOpen } from './open-call.ts'
import type { Prove } from './proof.ts'
import { refuse } from './refusal.ts'
import type { NoteRefusal, RefusalReason } from './refusal-reason.ts'
import {
  type CookieKind,
  kindOf,
  readTokens,
  sessionCookie,
  setsSession,
  withCookies,
} from './session-cookie.ts'
import type { Sessions } from './sessions.ts'

export type AdmissionDeps = {
  credentials: Pick<Credentials, 'isClosed'>
  sessions: Pick<Sessions, 'issue'>
  prove: Prove
  failures: FailureDelay
  isWidgetPublic: boolean
  onRefused: NoteRefusal
  /** The login, in the place of what a person has asked for. */
  showLogin: (call: Call) => Response
}

/**
 * Makes the door: refuses a call that does not prove itself, where the owner set a password or a
 * key. A program's session counts for the emulated API alone, and a person's for everything else:
 * a browser sends both cookies to all that is served here, whichever of them it was asked for.
 *
 * @returns The call's answer, with the session's cookie where one is due.
 */
export const createAdmission =
  ({ credentials, sessions, prove, failures, isWidgetPublic, ...deps }: AdmissionDeps) =>
  async (call: Call, answer: (call: Call) => Promise<Response>): Promise<Response> => {
    if (isOpen(call, { isWidgetPublic })) return answer(call)
    const { request } = call
    const { headers } = request
    const note = (reason: RefusalReason) => deps.onRefused({ request, reason })
    const audience = isEmulatedPath(call.path) ? 'program' : 'page'
    const kind = kindOf(headers.get('cookie'), audience)
    if (!credentials.isClosed) {
      // As qBittorrent does without a password: some programs take a missing cookie for a failure.
      const isWanting =
        audience === 'program' && readTokens(headers.get('cookie'), audience).length === 0
      const token = isWanting ? sessions.issue(audience) : null
      return withCookie(await answer(call), token, kind)
    }
    const session = await prove(headers, audience).catch(unknownWithoutStore)
    if (session === 'unknown' && audience === 'page') {
      note('session-unknown')
      return refuseForNow(call)
    }
    if (session && session !== 'unknown') {
      return withCookie(await answer(call), session.renewed, kind)
    }
    const authorization = headers.get('authorization')
    const isTry = authorization !== null && !NAMES_NOBODY.test(authorization)
    note(isTry ? 'wrong-credentials' : 'no-credentials')
    if (isTry) await failures.fail()
    return audience === 'program' ? refuseProgram() : refuseStranger(call, deps)
  }

const unknownWithoutStore = (error: unknown): 'unknown' => {
  if (error instanceof UpstreamError) return 'unknown'
  throw error
}

/**
 * A person's session may well count: it is not lost by a login. A program is refused instead, and
 * logs in again by itself.
 */
const refuseForNow = (call: Call): Response => {
  const isPerson = prefersHtml(call.request.headers.get('accept'))
  return refuse(isPerson ? 'page' : 'envelope', {
    code: 'unavailable',
    message:
      'The database does not answer yet, and without it nobody knows whether your session counts. Try again in a moment.',
    headers: { 'retry-after': '5' },
  })
}

/** What Sonarr and Radarr send where neither a name nor a password is set: no try at all. */
const NAMES_NOBODY = /^basic +Og==$/i

/** An answer that begins or ends a session by itself knows better. */
const withCookie = (response: Response, token: string | null, kind: CookieKind): Response =>
  token === null || setsSession(response)
    ? response
    : withCookies(response, [sessionCookie(token, kind)])

/** The emulated API says 403 and never 401, which its clients read as a fault. */
const refuseProgram = (): Response => refuse('text', { code: 'forbidden', message: 'Forbidden' })

/**
 * A person gets the login, whether a link was followed or a form sent. Any other caller gets a
 * challenge for which no browser asks; so does an open page whose session has ended, since there
 * may be something typed in it that is not to be lost.
 */
const refuseStranger = (call: Call, { showLogin }: Pick<AdmissionDeps, 'showLogin'>): Response => {
  if (isNavigation(call.request)) return showLogin(call)
  return refuse('envelope', {
    code: 'unauthorized',
    message: 'A name and password, or an API key, are wanted here.',
    headers: { 'www-authenticate': 'Bearer realm="torrent-notifier"' },
  })
}
