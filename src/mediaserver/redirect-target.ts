/** What a redirect says of the server that sent it. `url` has neither query nor user name. */
export type RedirectTarget = {
  /**
   * - `base-url`: the API is on the same host, below the path of `url`.
   * - `moved`: the whole server is at `url`, by its own word.
   * - `login`: a login stands in front.
   * - `elsewhere`: none of these.
   */
  means: 'base-url' | 'moved' | 'login' | 'elsewhere'
  url: string
}

/** The calls of a Test, which a server that is only elsewhere repeats at the end of its address. */
const OWN_CALL =
  /(?:\/emby)?\/(?:System\/Info\/Public|ScheduledTasks|Library\/VirtualFolders(?:\/Query)?)\/?$/i
/** Jellyfin sends what is not below its base URL to its web page, or to its API's description. */
const OWN_PAGE = /\/(?:web(?:\/(?:index\.html)?)?|api-docs\/swagger\/?)$/i
const LOGIN = /log-?in|sign-?in|auth|sso|saml|outpost/i

/** Reads where a redirect leads to, away from a server's address. */
export const readRedirect = (location: string | undefined, address: string): RedirectTarget => {
  const target = URL.parse(location ?? '')
  const origin = URL.parse(address)
  if (target === null || origin === null || !target.protocol.startsWith('http')) {
    return { means: 'elsewhere', url: 'another address' }
  }
  const isSameHost = target.hostname === origin.hostname
  const [end] = OWN_CALL.exec(target.pathname) ?? OWN_PAGE.exec(target.pathname) ?? ['']
  const isOwnCall = OWN_CALL.test(target.pathname)
  const base = `${target.origin}${target.pathname.slice(0, target.pathname.length - end.length)}`
  const isNews = end !== '' && base !== address
  if (isNews && isSameHost && base !== target.origin) return { means: 'base-url', url: base }
  if (isNews && isOwnCall) return { means: 'moved', url: base }
  const url = `${target.origin}${target.pathname}`
  const isLogin = !isSameHost || LOGIN.test(target.pathname + target.search)
  return { means: isLogin ? 'login' : 'elsewhere', url }
}
