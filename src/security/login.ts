import type { Credentials } from './credentials.ts'
import type { FailureDelay } from './failure-delay.ts'
import { expiredCookies, readTokens, sessionCookie } from './session-cookie.ts'
import type { Audience } from './session-keys.ts'
import type { Sessions } from './sessions.ts'

/** How the programs of the emulated API, or the people at the page, come in and go out. */
export type Login = {
  /**
   * Begins a session.
   *
   * @param isHttps Whether it is a browser that came by https; no program's cookie depends on it.
   * @returns The `Set-Cookie` of it; `null` for wrong credentials, a second later once they are many.
   */
  logIn(
    given: { username: string; password: string },
    options?: { isHttps: boolean }
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
}: {
  credentials: Credentials
  sessions: Sessions
  failures: FailureDelay
  audience: Audience
}): Login => ({
  async logIn(given, { isHttps } = { isHttps: false }) {
    if (credentials.mayLogIn(given, audience)) {
      const kind = isHttps && audience === 'page' ? 'securePage' : audience
      return sessionCookie(sessions.issue(audience), kind)
    }
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
