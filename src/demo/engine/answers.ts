import { EngineError, type EngineErrorKind } from './error.ts'

/** A JSON answer as the engine's encoder writes it, with a line break at its end. */
export const json = (body: unknown, status = 200): Response =>
  new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json' },
  })

/** The error envelope that all errors come in but two. */
export const refusal = (status: number, code: string, message: string): Response =>
  json({ error: { code, message } }, status)

/** 400 with the engine's own words. */
export const invalid = (message: string): Response => refusal(400, 'invalid_request', message)

/** The first exception: an unknown path. */
export const notFound = (): Response =>
  new Response('404 page not found\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })

/** The second exception: a wrong method, an empty body, and not even `Allow`. */
export const methodNotAllowed = (): Response => new Response(null, { status: 405 })

const statuses: Record<EngineErrorKind, { status: number; code: string }> = {
  source: { status: 400, code: 'invalid_request' },
  'not-found': { status: 404, code: 'not_found' },
  engine: { status: 500, code: 'engine_error' },
  repository: { status: 500, code: 'repository_error' },
  internal: { status: 500, code: 'internal_error' },
}

/** The envelope for what went wrong; what is no {@link EngineError} is thrown on. */
export const failure = (error: unknown): Response => {
  if (!(error instanceof EngineError)) throw error
  const { status, code } = statuses[error.kind]
  return refusal(status, code, error.kind === 'not-found' ? 'torrent not found' : error.message)
}
