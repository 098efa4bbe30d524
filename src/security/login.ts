import type { Credentials } from './credentials.ts'
import type { FailureDelay } from './failure-delay.ts'
import { expiredSidCookie, readSids, sidCookie } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'

/** How the programs of the emulated API come in and go out. */
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

/** Makes the login over the same parts that the guard looks with. */
export const createLogin = ({
  credentials,
  sessions,
  failures,
}: {
  credentials: Credentials
  sessions: Sessions
  failures: FailureDelay
}): Login => ({
  async logIn(given) {
    if (credentials.mayLogIn(given)) return sidCookie(sessions.issue())
    await failures.fail()
    return null
  },
  async logOut({ headers }) {
    // Where everything is open no session counts, and none need be ended.
    const sids = credentials.isClosed ? readSids(headers.get('cookie')) : []
    await Promise.all(sids.map((sid) => sessions.revoke(sid)))
    return expiredSidCookie()
  },
})
