import { type FailureCode, Unavailable, UpstreamError } from '../upstream-error.ts'

/** What Bun's `fetch` puts into `code`, by what it means to us. Seen with Bun 1.4.5. */
const networkCodes: Readonly<Record<string, FailureCode>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ConnectionRefused: 'refused',
  FailedToOpenSocket: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ECONNRESET: 'reset',
  ConnectionClosed: 'reset',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
}

const TLS_CODE = /CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO_VERIFY|ISSUER/

/**
 * Maps what `fetch` threw onto one of our kinds, keeping the cause.
 *
 * @param call What was tried, such as `Jellyfin: POST /Library/Refresh`.
 * @param isStopping Whether our own stop ended the call.
 */
export const fromNetwork = (
  error: unknown,
  { call, isStopping }: { call: string; isStopping: boolean }
): UpstreamError => {
  if (error instanceof UpstreamError) return error
  if (isStopping) return new Unavailable(`${call} was ended`, { code: 'stopped', cause: error })
  const code = codeOf(error)
  return new Unavailable(`${call} failed: ${code}`, { code, cause: error })
}

const codeOf = (error: unknown): FailureCode => {
  if (!(error instanceof Error)) return 'reset'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return networkCodes[code] ?? (TLS_CODE.test(code) ? 'tls' : 'reset')
}
