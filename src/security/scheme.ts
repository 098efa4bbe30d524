import { isLoopbackName, parseHost } from './host.ts'
import { isSameHost, parseOrigin } from './origin.ts'

/** Where a browser says at which address it has the page that asks. */
const PAGE_HEADERS = ['origin', 'hx-current-url', 'referer'] as const

/**
 * Whether the browser came by https, as far as it tells that itself: what a proxy says of it is
 * believed nowhere. A form always tells; the navigation of an old browser, or to the machine itself,
 * may not, and then counts as plain http.
 */
export const cameByHttps = ({ headers }: Pick<Request, 'headers'>): boolean => {
  const called = parseHost(headers.get('host') ?? '')
  const site = headers.get('sec-fetch-site')
  // What it fetches for it tells by https and to the machine itself alone (Fetch Metadata §2).
  const isTold = site !== null && called !== null && !isLoopbackName(called.name)
  if (isTold && site !== 'same-origin') return true
  const page = PAGE_HEADERS.map((name) =>
    parseOrigin(URL.parse(headers.get(name) ?? '')?.origin ?? '')
  ).find(
    (origin) =>
      origin !== null && (site === 'same-origin' || (called !== null && isSameHost(origin, called)))
  )
  return page ? page.scheme === 'https' : isTold
}
