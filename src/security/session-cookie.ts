import type { Audience } from './session-keys.ts'
import { SESSION_LIFETIME_MS } from './sessions.ts'

/** One value is enough; more than these few are nobody's, and each costs a look. */
const MOST_TOKENS = 8

/** The cookies that sessions stand in: one for programs, two for people. */
export type CookieKind = Audience | 'securePage'

const PAGE_NAME = 'torrent_notifier_session'
const PAGE_ATTRIBUTES = `HttpOnly; SameSite=Lax; Path=/; Max-Age=${SESSION_LIFETIME_MS / 1000}`

/**
 * Cookies ignore ports, so a person's have a name that neither another program of the host nor an
 * emulated one has. Whoever logs in by https gets a cookie that plain http never carries, under a
 * name of its own: a browser refuses a cookie by plain http where one of that name is `Secure`
 * (RFC 6265bis §5.7), and a home may reach one host by both, with and without its proxy. With this
 * prefix nobody else can set it either (§4.1.3.2).
 */
const cookies = {
  // As qBittorrent 4.6 writes it.
  program: { name: 'SID', attributes: 'HttpOnly; SameSite=Strict; path=/' },
  // Not Strict, which a link to the page, as Homepage has it, would not send along. What comes in
  // from elsewhere can only look: the guard holds every other method against its Origin.
  page: { name: PAGE_NAME, attributes: PAGE_ATTRIBUTES },
  securePage: { name: `__Host-${PAGE_NAME}`, attributes: `Secure; ${PAGE_ATTRIBUTES}` },
} as const satisfies Record<CookieKind, { name: string; attributes: string }>

/** The cookies of an audience, the one that is harder to get at first. */
const kinds: Record<Audience, readonly CookieKind[]> = {
  program: ['program'],
  page: ['securePage', 'page'],
}

/**
 * The sessions that a request's `Cookie` names, each once. Clients send back what they were sent
 * with its attributes (`HttpOnly`, `path=/`), and other programs' cookies: all that is passed over.
 * So is their own `SID` if they share our host, which is why there can be several.
 */
export const readTokens = (cookie: string | null, audience: Audience): string[] => {
  const values = kinds[audience].flatMap((kind) => valuesOf(cookie, kind))
  return [...new Set(values)].slice(0, MOST_TOKENS)
}

/** The cookie in which an audience's request goes on: the one that it came with. */
export const kindOf = (cookie: string | null, audience: Audience): CookieKind =>
  kinds[audience].find((kind) => valuesOf(cookie, kind).length > 0) ?? audience

const valuesOf = (cookie: string | null, kind: CookieKind): string[] =>
  (cookie ?? '').split(/[;,]/).flatMap((pair) => {
    const [, given, value] = /^\s*([\w-]+)="?([^"\s]+)"?\s*$/.exec(pair) ?? []
    return value === undefined || given !== cookies[kind].name ? [] : [value]
  })

/** The `Set-Cookie` of a session. */
export const sessionCookie = (token: string, kind: CookieKind): string =>
  `${cookies[kind].name}=${token}; ${cookies[kind].attributes}`

/** Each `Set-Cookie` that takes a session of this audience away again. */
export const expiredCookies = (audience: Audience): string[] =>
  kinds[audience].map(
    (kind) =>
      `${cookies[kind].name}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/${kind === 'securePage' ? '; Secure' : ''}`
  )

/** Whether an answer begins or ends a session by itself. */
export const setsSession = ({ headers }: Pick<Response, 'headers'>): boolean =>
  headers
    .getSetCookie()
    .some((one) => Object.values(cookies).some(({ name }) => one.startsWith(`${name}=`)))

/** Adds these `Set-Cookie` to an answer. */
export const withCookies = (response: Response, cookies: readonly string[]): Response => {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}
