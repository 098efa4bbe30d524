import type { Credentials } from './credentials.ts'
import { readTokens } from './session-cookie.ts'
import type { Audience } from './session-keys.ts'
import type { Session, Sessions } from './sessions.ts'

/**
 * Looks whether somebody proves himself by these headers, at this moment: by a header for that, or
 * by a session. `null` where he does not.
 *
 * @throws {Unavailable} `store-down`, where only the store could tell, and does not answer.
 */
export type Prove = (headers: Headers, audience: Audience) => Promise<Session | null>

/** Makes the one look that lets calls in, and lets what stands open stay so. */
export const createProof =
  ({ credentials, sessions }: { credentials: Credentials; sessions: Sessions }): Prove =>
  async (headers, audience) => {
    if (!credentials.isClosed || credentials.prove(headers.get('authorization'))) return NO_SESSION
    const tokens = readTokens(headers.get('cookie'), audience)
    const looks = await Promise.allSettled(tokens.map((token) => sessions.verify(token, audience)))
    const found = looks.flatMap((look) => (look.status === 'fulfilled' ? (look.value ?? []) : []))
    const unknown = looks.find((look) => look.status === 'rejected')
    if (found.length === 0 && unknown !== undefined) throw unknown.reason
    return found[0] ?? null
  }

const NO_SESSION: Session = { renewed: null }
