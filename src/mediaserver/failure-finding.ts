import type { MediaServerKind } from '../domain.ts'
import { type FailureCode, UpstreamError } from '../upstream-error.ts'
import { certificateFaultOf } from './certificate-fault.ts'
import type { Nuance } from './nuance-words.ts'
import { readRedirect } from './redirect-target.ts'
import type { VerdictCode } from './verdict.ts'

/** What a Test found, before it is put into words. */
export type Finding = {
  code: VerdictCode
  detail?: string
  nuance?: Nuance
  /** Where the server is instead, as far as one can tell. */
  address?: string
}

/** What a failed call says of the server, where its code alone tells. */
const findingOfCode: Partial<Record<FailureCode, Finding>> = {
  dns: { code: 'dns' },
  refused: { code: 'refused' },
  reset: { code: 'refused', nuance: 'hung-up' },
  timeout: { code: 'timeout' },
  stopped: { code: 'timeout' },
  'unexpected-answer': { code: 'not_a_media_server' },
  'too-large': { code: 'not_a_media_server' },
  unauthorized: { code: 'bad_key' },
  forbidden: { code: 'not_admin' },
  'not-found': { code: 'not_found' },
  'service-unavailable': { code: 'starting' },
}

/** What a proxy answers in place of a server that it does not reach. */
const PROXY_STATUSES: readonly number[] = [502, 504]
/** Nginx and servers in Go say so, in their own ways, and with 400. */
const WANTS_HTTPS = /https (?:port|server)/i
/** What a browser shows, which people copy. */
const WEB_PATH = /\/web(?:\/index\.html)?$/
const USUAL_PAUSE_MS = 60_000
const LONGEST_TITLE = 60

/** What a failed call with a key says of the server at an address. */
export const findingOf = (failure: UpstreamError, address: string): Finding => {
  const { code, status, said = '', location, cause } = failure
  if (code === 'redirect') {
    const { means, url } = readRedirect(location, address)
    const isKnown = means === 'base-url' || means === 'moved'
    return {
      code: 'redirect',
      detail: url,
      ...(means === 'elsewhere' ? {} : { nuance: means }),
      ...(isKnown ? { address: url } : {}),
    }
  }
  if (code === 'tls') {
    const { fault, word } = certificateFaultOf(cause)
    const plain = fault === 'no-tls' ? { address: address.replace('https:', 'http:') } : {}
    return { code: 'tls', detail: word, ...(fault === null ? {} : { nuance: fault }), ...plain }
  }
  if (code === 'not-json') return pageFinding(said)
  const [webPath] = WEB_PATH.exec(address) ?? []
  if (code === 'not-found' && webPath) {
    const base = address.slice(0, -webPath.length)
    return { code: 'not_found', nuance: 'web-path', detail: webPath, address: base }
  }
  if (status === 400 && WANTS_HTTPS.test(said)) return tlsPort(address)
  if (code === 'rate-limited') {
    const seconds = Math.ceil((failure.retryAfterMs ?? USUAL_PAUSE_MS) / 1000)
    return { code: 'server_error', nuance: 'asked-too-often', detail: `${seconds} s` }
  }
  if (PROXY_STATUSES.includes(status ?? 0) || isOfProxy(failure)) {
    return { code: 'server_error', nuance: 'proxy-alone', detail: String(status) }
  }
  return findingOfCode[code] ?? { code: 'server_error', detail: String(status ?? code) }
}

/**
 * What a failed call without a key says, to a question that a media server answers to anybody.
 *
 * @param beside What came of the calls beside it, which had the key.
 */
export const findingOfPublic = (
  failure: UpstreamError,
  {
    kind,
    address,
    beside,
  }: { kind: MediaServerKind; address: string; beside: readonly PromiseSettledResult<unknown>[] }
): Finding => {
  const { status } = failure
  if (keepsOut(failure, kind)) {
    const isKeptOut = beside.every(
      (call) => call.status === 'rejected' && refuses(call.reason, kind)
    )
    if (isKeptOut) return { code: 'blocked' }
  }
  // Whoever refuses this question is not the media server, but a login before it.
  const isLogin = status === 401 || status === 403
  return isLogin
    ? { code: 'not_a_media_server', nuance: 'login-asked' }
    : findingOf(failure, address)
}

/**
 * Whether a server answers so to an address that it shuts out: Jellyfin with 503 and not a word, up
 * to 10.8 with 200 and not a word; Emby's last open source has 403. While it starts, Jellyfin can
 * answer the question without a key in the same way, but never all.
 */
const keepsOut = ({ code, status, said, retryAfterMs }: UpstreamError, kind: MediaServerKind) => {
  if (kind === 'emby') return status === 403 && said?.trim() === 'Forbidden'
  if (said !== '' || retryAfterMs !== undefined) return false
  return code === 'service-unavailable' || code === 'not-json'
}

/** A wrong key is refused before the address is looked at. */
const refuses = (reason: unknown, kind: MediaServerKind): boolean =>
  reason instanceof UpstreamError && (reason.status === 401 || keepsOut(reason, kind))

/** A port that speaks https, and was asked over http. */
export const tlsPort = (address: string): Finding => ({
  code: 'tls',
  nuance: 'tls-port',
  address: address.replace('http:', 'https:'),
})

/** A server that starts says whose start it is, or not a word; some proxies say 503 of one that is off. */
const isOfProxy = ({ code, said = '' }: UpstreamError): boolean =>
  code === 'service-unavailable' && said.trim() !== '' && !/jellyfin|emby/i.test(said)

const pageFinding = (said: string): Finding => {
  if (!said.trimStart().startsWith('<')) return { code: 'not_a_media_server' }
  const [, title = ''] = /<title[^>]*>([^<]*)<\/title>/i.exec(said) ?? []
  const plain = title.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return {
    code: 'not_a_media_server',
    nuance: 'web-page',
    detail: plain.length > LONGEST_TITLE ? `${plain.slice(0, LONGEST_TITLE)}…` : plain,
  }
}
