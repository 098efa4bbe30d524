import type { Audience } from './session-keys.ts'
import { SESSION_LIFETIME_MS } from './sessions.ts'

/** One value is enough; more than these few are nobody's, and each costs a look. */
const MOST_TOKENS = 8

/**
 * Never `Secure`: this is plain http. Cookies ignore ports, so a person's cookie has a name that
 * neither another program of the host nor an emulated one has.
 */
const cookies = {
  // As qBittorrent 4.6 writes it.
  program: { name: 'SID', attributes: 'HttpOnly; SameSite=Strict; path=/' },
  // Not Strict, which a link to the page, as Homepage has it, would not send along. What comes in
  // from elsewhere can only look: the guard holds every other method against its Origin.
  page: {
    name: 'torrent_notifier_session',
    attributes: `HttpOnly; SameSite=Lax; Path=/; Max-Age=${SESSION_LIFETIME_MS / 1000}`,
  },
} as const satisfies Record<Audience, { name: string; attributes: string }>

/**
 * The sessions that a request's `Cookie` names, each once. Clients send back what they were sent
 * with its attributes (`HttpOnly`, `path=/`), and other programs' cookies: all that is passed over.
 * So is their own `SID` if they share our host, which is why there can be several.
 */
export const readTokens = (cookie: string | null, audience: Audience): string[] => {
  const { name } = cookies[audience]
  const values = (cookie ?? '').split(/[;,]/).flatMap((pair) => {
    const [, given, value] = /^\s*(\w+)="?([^"\s]+)"?\s*$/.exec(pair) ?? []
    return value === undefined || given !== name ? [] : [value]
  })
  return [...new Set(values)].slice(0, MOST_TOKENS)
}

/** The `Set-Cookie` of a session. */
export const sessionCookie = (token: string, audience: Audience): string =>
  `${cookies[audience].name}=${token}; ${cookies[audience].attributes}`

/** The `Set-Cookie` that takes the session away again. */
export const expiredCookie = (audience: Audience): string =>
  `${cookies[audience].name}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/`
