import type { Call } from './call.ts'
import { addVary } from './headers.ts'
import { isNamedOrigin, parseOrigin } from './origin.ts'

/** How long a browser may remember our answer to its preflight, in seconds. */
const PREFLIGHT_SECONDS = '600'

/** Whether the owner named the origin of the page that calls. */
export const isFromNamedOrigin = (call: Call, allowedOrigins: readonly string[]): boolean => {
  const origin = call.origin === null ? null : parseOrigin(call.origin)
  return origin !== null && isNamedOrigin(origin, allowedOrigins)
}

/**
 * Answers a named origin's question whether it may call (Fetch standard, CORS-preflight).
 *
 * @returns `null` for anything else; a stranger's question is a method that no route has.
 */
export const answerPreflight = (call: Call, allowedOrigins: readonly string[]): Response | null => {
  const isPreflight =
    call.method === 'OPTIONS' && call.request.headers.has('access-control-request-method')
  if (!isPreflight || !isFromNamedOrigin(call, allowedOrigins)) return null
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, PATCH',
      // Such a page proves itself by a key or a password: it reads nothing that cookies open.
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': PREFLIGHT_SECONDS,
    },
  })
}

/** Lets a named origin's page read an answer, without credentials. Nobody else gets a header. */
export const addCorsHeaders = (
  headers: Headers,
  call: Call,
  allowedOrigins: readonly string[]
): void => {
  if (allowedOrigins.length > 0) addVary(headers, 'Origin')
  if (call.origin !== null && isFromNamedOrigin(call, allowedOrigins)) {
    headers.set('access-control-allow-origin', call.origin)
  }
}
