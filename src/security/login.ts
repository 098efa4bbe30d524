import type { Credentials } from './credentials.ts'
import type { FailureDelay } from './failure-delay.ts'
import type { NoteRefusal } from './refusal-reason.ts'
import { cameByHttps } from './scheme.ts'
import { expiredCookies, readTokens, sessionCookie } from './session-cookie.ts'
import type { Audience } from './session-keys.ts'
import type { Sessions } from './sessions.ts'

/** How the programs of the emulated API, or the people at the page, come in and go out. */
export type Login = {
  /**
   * Begins a session.
   *
   * @param from The request that brings them. A browser that came by https gets a cookie for that.
   * @returns The `Set-Cookie` of it; `null` for wrong credentials, a second later once they are many.
   */
  logIn(
    given: { username: string; password: string },
    from: { request: Request }
  ): Promise<string | null>
  /** Ends every session that the request names. */
  logOut(request: Request): Promise<LoggedOut>
}

export type LoggedOut = {
  /** Each `Set-Cookie` that takes them away. */
  cookies: string[]
  /** Whether the store has it: only then have they ended for good, and for every replica. */
  isKept: boolean
}

/** Makes the login of an audience over the same parts that the guard looks with. */
export const createLogin = ({
  credentials,
  sessions,
  failures,
  audience,
  onRefused,
}: {
  credentials: Credentials
  sessions: Sessions
  failures: FailureDelay
  audience: Audience
  onRefused: NoteRefusal
}): Login => ({
  async logIn(given, { request }) {
    if (credentials.mayLogIn(given, audience)) {
      const kind = audience === 'page' && cameByHttps(request) ? 'securePage' : audience
      return sessionCookie(sessions.issue(audience), kind)
    }
    onRefused({ request, reason: 'wrong-credentials' })
    await failures.fail()
    return null
  },
  async logOut({ headers }) {
    // Where everything is open no session counts, and none need be ended.
    const tokens = credentials.isClosed ? readTokens(headers.get('cookie'), audience) : []
    const ends = await Promise.all(tokens.map((token) => sessions.revoke(token, audience)))
    return { cookies: expiredCookies(audience), isKept: ends.every(Boolean) }
  },
})
