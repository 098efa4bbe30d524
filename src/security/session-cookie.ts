/** One value is enough; more than these few are nobody's, and each costs a look. */
const MOST_SIDS = 8

/**
 * The sessions that a request's `Cookie` names, each once. Clients send back what they were sent
 * with its attributes (`HttpOnly`, `path=/`), and other programs' cookies: all that is passed over.
 * So is their own `SID` if they share our host, which is why there can be several.
 */
export const readSids = (cookie: string | null): string[] => {
  const values = (cookie ?? '').split(/[;,]/).flatMap((pair) => {
    const [, value] = /^\s*SID="?([^"\s]+)"?\s*$/.exec(pair) ?? []
    return value === undefined ? [] : [value]
  })
  return [...new Set(values)].slice(0, MOST_SIDS)
}

/** The `Set-Cookie` of a session, as qBittorrent 4.6 writes it. Never `Secure`: this is plain http. */
export const sidCookie = (token: string): string =>
  `SID=${token}; HttpOnly; SameSite=Strict; path=/`

/** The `Set-Cookie` that takes the session away again. */
export const expiredSidCookie = (): string => 'SID=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/'
