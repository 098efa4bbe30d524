import { type MediaServerKind, mediaServerNames } from '../domain.ts'
import { UpstreamError } from '../upstream-error.ts'
import { createMediaServer } from './create.ts'
import { type Finding, findingOf, findingOfPublic, tlsPort } from './failure-finding.ts'
import type { MediaServerAddress, MediaServerDeps, PublicInfo } from './server.ts'
import type { Library, Verdict } from './verdict.ts'
import { verdictWords } from './verdict-words.ts'

/** A whole Test takes no longer than this, in milliseconds: its calls go out side by side. */
const LONGEST_TEST_MS = 5000
/** Nobody has more; what says so is looked at no further. */
const MOST_LIBRARIES = 1000

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
  trace,
}: {
  kind: MediaServerKind
  address: MediaServerAddress
  timeoutMs?: number
  fetch?: typeof globalThis.fetch
  trace?: MediaServerDeps['trace']
}): Promise<Verdict> => {
  const deps: MediaServerDeps = {
    address,
    timeoutMs,
    // One deadline for all calls together: Emby may be looked for under two paths.
    signal: AbortSignal.timeout(timeoutMs),
    trace,
    ...(fetch ? { fetch } : {}),
  }
  const server = createMediaServer(kind, deps)
  const [info, scan, libraries] = await Promise.allSettled([
    server.publicInfo(),
    server.scanState(),
    server.libraries(),
  ])
  const found = info.status === 'fulfilled' ? info.value : null
  const conclude = (finding: Finding, seen: Partial<Verdict> = {}): Verdict => ({
    ...toVerdict({ kind, asked: address, found, finding, waitedMs: timeoutMs }),
    ...seen,
  })

  if (info.status === 'rejected') {
    const failure = failureOf(info.reason)
    if (failure.code === 'reset' && (await speaksTls(kind, deps))) {
      return conclude(tlsPort(address.url))
    }
    const beside = [scan, libraries]
    return conclude(findingOfPublic(failure, { kind, address: address.url, beside }))
  }
  if (info.value.product !== kind) return conclude({ code: 'wrong_product' })
  // Until the first setup is done the libraries are shown to anybody, even with a wrong key.
  if (!info.value.isSetUp) return conclude({ code: 'setup_incomplete' })
  const failures = [scan, libraries].flatMap((call) =>
    call.status === 'rejected' ? [failureOf(call.reason)] : []
  )
  // Tasks that are not there, or not shown to a key that is an administrator's, are done without.
  const isAdmin = kind === 'jellyfin' && libraries.status === 'fulfilled'
  const [failure] = failures.filter(({ code }) => {
    if (libraries.status === 'rejected') return true
    return code !== 'not-found' && !(isAdmin && (code === 'unauthorized' || code === 'forbidden'))
  })
  if (failure !== undefined) {
    const isSlow = failure.code === 'timeout' || failure.code === 'stopped'
    return conclude(isSlow ? { code: 'timeout', nuance: 'slow' } : findingOf(failure, address.url))
  }
  const hide = hiding(address.apiKey)
  const all = libraries.status === 'fulfilled' ? libraries.value : []
  const shown = all.slice(0, MOST_LIBRARIES)
  const name = mediaServerNames[kind]
  return conclude(
    { code: 'ok', detail: description(info.value, all) },
    {
      libraries: shown.map(({ name, paths }) => ({ name: hide(name), paths: paths.map(hide) })),
      warnings: [
        ...(scan.status === 'fulfilled'
          ? []
          : [`${name} does not tell whether it scans: a refresh may cut one off.`]),
        ...(all.length > shown.length
          ? [`${name} tells of ${all.length} libraries; the first ${shown.length} were looked at.`]
          : []),
      ],
    }
  )
}

/** Whoever answers may repeat what it was sent, and the key is shown to nobody. */
const hiding = (apiKey: string) => (text: string) =>
  apiKey === '' ? text : text.replaceAll(apiKey, '…')

const failureOf = (reason: unknown): UpstreamError => {
  if (!(reason instanceof UpstreamError)) throw reason
  return reason
}

/** Whether a port that hangs up on http answers https; asks without the key. */
const speaksTls = async (kind: MediaServerKind, deps: MediaServerDeps): Promise<boolean> => {
  const { url } = deps.address
  if (!url.startsWith('http:')) return false
  const address = { url: url.replace('http:', 'https:'), apiKey: '', verifyTls: false }
  try {
    await createMediaServer(kind, { ...deps, address }).publicInfo()
    return true
  } catch (error) {
    return failureOf(error).status !== undefined
  }
}

const description = (info: PublicInfo, libraries: readonly Library[]): string => {
  const product = `${mediaServerNames[info.product]} ${info.version ?? ''}`.trim()
  const count = libraries.length === 1 ? '1 library' : `${libraries.length || 'no'} libraries`
  return [product, info.serverName && `“${info.serverName}”`, count].filter(Boolean).join(', ')
}

const toVerdict = ({
  kind,
  asked: { url, apiKey },
  found,
  finding: { code, detail = '', nuance, address },
  waitedMs,
}: {
  kind: MediaServerKind
  asked: MediaServerAddress
  found: PublicInfo | null
  finding: Finding
  waitedMs: number
}): Verdict => {
  const { host, hostname } = URL.parse(url) ?? { host: url, hostname: url }
  const hide = hiding(apiKey)
  return {
    ok: code === 'ok',
    code,
    ...verdictWords(code, { kind, host, hostname, detail: hide(detail), waitedMs, nuance }),
    product: found?.product ?? null,
    version: found?.version ? hide(found.version) : null,
    serverName: found?.serverName ? hide(found.serverName) : null,
    libraries: [],
    warnings: [],
    ...(address === undefined ? {} : { address: hide(address) }),
  }
}
