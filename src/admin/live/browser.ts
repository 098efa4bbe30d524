import { randomBytes } from 'node:crypto'

/** Cookies ignore ports: hence the long name. */
const NAME = 'torrent_notifier_browser'
const COOKIE = new RegExp(`(?:^|;)\\s*${NAME}=([\\w-]{16})(?:;|$)`)

/**
 * Which browser asks, for counting its pages; it proves nothing. One that has no name yet is given
 * one.
 *
 * @returns Its name, and the `Set-Cookie` that gives it, or `null`.
 */
export const nameBrowser = ({
  headers,
}: Pick<Request, 'headers'>): { browser: string; cookie: string | null } => {
  const known = COOKIE.exec(headers.get('cookie') ?? '')?.[1]
  if (known !== undefined) return { browser: known, cookie: null }
  const browser = randomBytes(12).toString('base64url')
  return { browser, cookie: `${NAME}=${browser}; HttpOnly; SameSite=Lax; Path=/` }
}
