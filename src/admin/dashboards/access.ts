import { isLoopback } from '../reader.ts'

/** How a dashboard reaches this service, and with what it proves itself. */
export type Access = {
  /** This service as the reader's browser sees it, `http://nas.local:8070`; `null` if not known. */
  base: string | null
  /** What has to be proved; the key only where no password is set, `null` where nothing is. */
  closedBy: 'password' | 'key' | null
  isWidgetPublic: boolean
  username: string
  /** Whether the service listens on the machine itself alone. */
  isLocalOnly: boolean
}

/** Stand in snippets for what the page never shows. */
export const PASSWORD_PLACE = 'the value of AUTH_PASSWORD'
export const KEY_PLACE = 'the value of API_KEY'

/** Stands for a name that leads here from another machine. */
export const HOST_PLACE = 'server-ip'
const USUAL_BASE = `http://${HOST_PLACE}:8070`

/** Where a dashboard finds this service: the reader's address, unless nobody else can use it. */
export const serviceUrl = ({ base }: Pick<Access, 'base'>): string => {
  const url = URL.parse(base ?? USUAL_BASE) ?? new URL(USUAL_BASE)
  if (isLoopback(url)) url.hostname = HOST_PLACE
  return url.origin
}

/** Whether the reader's address leads nobody else here, so that a place for another one stands. */
export const isPlaceToFillIn = (access: Pick<Access, 'base'>): boolean =>
  new URL(serviceUrl(access)).hostname === HOST_PLACE

/** Where the numbers are. */
export const widgetUrl = (access: Pick<Access, 'base'>): string => `${serviceUrl(access)}/widget`

/**
 * Where T◎RRX itself is: at port 80 of the same host. Who comes by https comes through a proxy,
 * since this service speaks http only, and finds T◎RRX at the same address.
 */
export const torrxUrl = (access: Pick<Access, 'base'>): string => {
  const url = new URL(serviceUrl(access))
  if (url.protocol === 'http:') url.port = ''
  return url.origin
}

/** What has to be proved to read the numbers. */
export const widgetProof = ({
  closedBy,
  isWidgetPublic,
}: Pick<Access, 'closedBy' | 'isWidgetPublic'>): Access['closedBy'] =>
  isWidgetPublic ? null : closedBy
