import type { Credentials } from './credentials.ts'
import type { FailureDelay } from './failure-delay.ts'
import { expiredCookie, readTokens, sessionCookie } from './session-cookie.ts'
import type { Audience } from './session-keys.ts'
import type { Sessions } from './sessions.ts'

/** How the programs of the emulated API, or the people at the page, come in and go out. */
export type Login = {
  /**
   * Begins a session.
   *
   * @returns The `Set-Cookie` of it; `null` for wrong credentials, a second later once they are many.
   */
  logIn(given: { username: string; password: string }): Promise<string | null>
  /** Ends every session that the request names. @returns The `Set-Cookie` that takes them away. */
  logOut(request: Request): Promise<string>
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
  async logIn(given) {
    if (credentials.mayLogIn(given, audience)) {
      return sessionCookie(sessions.issue(audience), audience)
    }
    await failures.fail()
    return null
  },
  async logOut({ headers }) {
    // Where everything is open no session counts, and none need be ended.
    const tokens = credentials.isClosed ? readTokens(headers.get('cookie'), audience) : []
    await Promise.all(tokens.map((token) => sessions.revoke(token, audience)))
    return expiredCookie(audience)
  },
})
