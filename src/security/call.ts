import { type Dialect, dialectOf } from './dialect.ts'

/** The address under which every route is served inside, whatever name the caller used. */
const INSIDE = 'http://torrent-notifier.internal'

/** A request as the guard looks at it: every part of it is the caller's word. */
export type Call = {
  request: Request
  method: string
  /** Normalised, without the query; empty where the request line holds no path (`CONNECT`). */
  path: string
  /** Path and query under a fixed host. Elysia looks for the path behind a long enough host. */
  inside: string
  /** The raw Host; `null` where there is none. Bun joins two of them to `a, b`. */
  host: string | null
  origin: string | null
  dialect: Dialect
}

/**
 * Looks at a request without ever throwing. What stands before the path is left behind: with a
 * strange Host, Bun's `request.url` is a bare path or no URL at all.
 */
export const readCall = (request: Request): Call => {
  const [, authority, target] =
    /^(?:https?:\/\/([^/?#]*))?(\/[^#]*)(?:#.*)?$/i.exec(request.url) ?? []
  const inside = target === undefined ? null : URL.parse(INSIDE + target)
  const path = inside?.pathname ?? ''
  const { method, headers } = request
  return {
    request,
    method,
    path,
    inside: inside?.href ?? INSIDE,
    // On the wire a URL has an authority only where there is a Host; a request made by hand has no Host.
    host: headers.get('host') ?? authority ?? null,
    origin: headers.get('origin'),
    dialect: dialectOf({ method, path, accept: headers.get('accept') }),
  }
}

/** Whether the call is a health check: open to everybody, under whatever name they have for us. */
export const isHealthCheck = ({ path }: Call): boolean =>
  path === '/health' || path === '/health/ready'

/** Methods that must change nothing (RFC 9110 §9.2.1). */
export const isSafe = ({ method }: Call): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
