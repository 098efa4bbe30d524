import { type FailureCode, type MediaServerKind, UpstreamError } from '../domain.ts'
import { createMediaServer } from './create.ts'
import type { MediaServerAddress, PublicInfo } from './server.ts'
import type { Verdict, VerdictCode } from './verdict.ts'
import { verdictWords } from './verdict-words.ts'

/** A whole Test takes no longer than this, in milliseconds: its calls go out side by side. */
const LONGEST_TEST_MS = 5000

/** What a failed call says of the server. */
const verdictOfFailure: Partial<Record<FailureCode, VerdictCode>> = {
  dns: 'dns',
  refused: 'refused',
  reset: 'refused',
  timeout: 'timeout',
  stopped: 'timeout',
  tls: 'tls',
  redirect: 'redirect',
  'not-json': 'not_a_media_server',
  'unexpected-answer': 'not_a_media_server',
  'too-large': 'not_a_media_server',
  unauthorized: 'bad_key',
  forbidden: 'not_admin',
  'not-found': 'not_found',
  'service-unavailable': 'starting',
}

/**
 * Looks at a media server and says what its owner should know: is it there, is it this product,
 * is the key valid and an administrator's, which libraries are there. Asks only: it starts no scan
 * and changes nothing.
 *
 * @returns A verdict, whatever the server does; rejects only for a fault of our own.
 */
export const diagnose = async ({
  kind,
  address,
  timeoutMs = LONGEST_TEST_MS,
  fetch,
}: {
  kind: MediaServerKind
  address: MediaServerAddress
  timeoutMs?: number
  fetch?: typeof globalThis.fetch
}): Promise<Verdict> => {
  // One deadline for all calls together: Emby may be looked for under two paths.
  const signal = AbortSignal.timeout(timeoutMs)
  const server = createMediaServer(kind, {
    address,
    timeoutMs,
    signal,
    ...(fetch ? { fetch } : {}),
  })
  const [info, scan, libraries] = await Promise.allSettled([
    server.publicInfo(),
    server.scanState(),
    server.libraries(),
  ])
  const found = info.status === 'fulfilled' ? info.value : null
  const finding = (code: VerdictCode, detail = '') =>
    toVerdict({ kind, address, found, code, detail, waitedMs: timeoutMs })

  if (info.status === 'rejected') return fromPublicFailure(info.reason, finding)
  if (info.value.product !== kind) return finding('wrong_product')
  // Until the first setup is done the libraries are shown to anybody, even with a wrong key.
  if (!info.value.isSetUp) return finding('setup_incomplete')
  if (scan.status === 'rejected') return fromFailure(scan.reason, finding)
  if (libraries.status === 'rejected') return fromFailure(libraries.reason, finding)
  const shown = libraries.value.map(({ name, paths }) => ({ name, paths }))
  return { ...finding('ok'), libraries: shown }
}

type Finding = (code: VerdictCode, detail?: string) => Verdict

const fromFailure = (failure: unknown, finding: Finding): Verdict => {
  if (!(failure instanceof UpstreamError)) throw failure
  return finding(verdictOfFailure[failure.code] ?? 'server_error', detailOf(failure))
}

/** This question needs no key: whoever refuses it is not the media server, but a login before it. */
const fromPublicFailure = (failure: unknown, finding: Finding): Verdict => {
  const isLogin = failure instanceof UpstreamError && [401, 403].includes(failure.status ?? 0)
  return isLogin ? finding('not_a_media_server') : fromFailure(failure, finding)
}

const detailOf = (failure: UpstreamError): string => {
  if (failure.code === 'redirect') return failure.location ?? 'another address'
  if (failure.code === 'tls') return certificateFault(failure.cause)
  if (failure.code === 'unauthorized') return ''
  return failure.status === undefined ? failure.code : String(failure.status)
}

const certificateFault = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || code.startsWith('SELF_SIGNED')) return 'self-signed'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'it is for another name'
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired'
  return code === 'EPROTO' ? 'the port speaks plain http' : code
}

const toVerdict = ({
  kind,
  address,
  found,
  code,
  detail,
  waitedMs,
}: {
  kind: MediaServerKind
  address: MediaServerAddress
  found: PublicInfo | null
  code: VerdictCode
  detail: string
  waitedMs: number
}): Verdict => {
  const { host, hostname } = URL.parse(address.url) ?? { host: address.url, hostname: address.url }
  return {
    ok: code === 'ok',
    code,
    ...verdictWords(code, { kind, host, hostname, detail, waitedMs }),
    product: found?.product ?? null,
    version: found?.version ?? null,
    serverName: found?.serverName ?? null,
    libraries: [],
    warnings: [],
  }
}
