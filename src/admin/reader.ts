import { isLoopbackName } from '../security/host.ts'
import { cameByHttps } from '../security/scheme.ts'

/** Who reads the page: their time zone, and the address under which their browser sees us. */
export type Reader = {
  /** A name of the IANA database; `UTC` while the browser has not told. */
  zone: string
  /** Whether the browser has told its zone. */
  isZoneKnown: boolean
  isHttps: boolean
  /** Without the port; an IPv6 address in its brackets. */
  hostname: string
  port: number
}

/** The cookie in which the page's script tells the zone. Cookies ignore ports: hence the long name. */
const ZONE_COOKIE = /(?:^|;)\s*torrent_notifier_zone=([\w%+./-]{1,80})/

/** Reads who asks. The address is what the Host and the browser's own headers say of it. */
export const readReader = ({ headers }: Pick<Request, 'headers'>): Reader => {
  const zone = readZone(headers.get('cookie') ?? '')
  const url = readAddress(headers)
  return {
    zone: zone ?? 'UTC',
    isZoneKnown: zone !== null,
    isHttps: url?.protocol === 'https:',
    hostname: url?.hostname.replace(/\.$/, '') ?? 'localhost',
    port: Number(url?.port || (url?.protocol === 'https:' ? 443 : 80)),
  }
}

/** Whether the browser has told more of the address than what its Host alone looks like. */
export const isAddressNews = (request: Pick<Request, 'headers'>): boolean => {
  const host = request.headers.get('host') ?? ''
  const guess = readReader({ headers: new Headers({ host }) })
  return addressOf(readReader(request)) !== addressOf(guess)
}

/** The address of this service as the reader's browser sees it, such as `http://nas.local:8070`. */
export const addressOf = ({ isHttps, hostname, port }: Reader): string => {
  const usual = isHttps ? 443 : 80
  return `${isHttps ? 'https' : 'http'}://${hostname}${port === usual ? '' : `:${port}`}`
}

/** Whether the reader sits at the machine itself: that name means another one to everybody else. */
export const isLoopback = ({ hostname }: Pick<Reader, 'hostname'>): boolean =>
  isLoopbackName(hostname) || NO_ADDRESSES.includes(hostname)

/** Every address of the machine at which one listens; who calls one reaches itself. */
const NO_ADDRESSES = ['0.0.0.0', '[::]']

const readAddress = (headers: Headers): URL | null => {
  const host = headers.get('host') ?? ''
  const isHttps = cameByHttps({ headers }) || /:443$/.test(host)
  return URL.parse(`${isHttps ? 'https' : 'http'}://${host}/`)
}

const readZone = (cookie: string): string | null => {
  const [, raw] = ZONE_COOKIE.exec(cookie) ?? []
  if (raw === undefined) return null
  try {
    const zone = decodeURIComponent(raw)
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null
  }
}
