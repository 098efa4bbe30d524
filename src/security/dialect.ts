import { prefersHtml } from './accept.ts'

/** How a refusal is said: to a program of the emulated API, to a person, or to any other caller. */
export type Dialect = 'text' | 'page' | 'envelope'

/** Where older qBittorrents told their version. Programs ask it to hear that this one is not there. */
export const LEGACY_VERSION_PATH = '/version/api'

/** The dialect of a route, as the caller of it expects. */
export const dialectOf = ({
  method,
  path,
  accept,
}: {
  method: string
  path: string
  accept: string | null
}): Dialect => {
  if (isEmulatedPath(path) || path === LEGACY_VERSION_PATH) return 'text'
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && prefersHtml(accept) ? 'page' : 'envelope'
}

/** Whether a path belongs to the emulated API. */
export const isEmulatedPath = (path: string): boolean =>
  path === '/api/v2' || path.startsWith('/api/v2/')
