import { InvalidInput, type MediaServerKind, mediaServerNames } from '../domain.ts'
import { isRecord } from '../lib/record.ts'
import type { MediaServerAddress } from '../mediaserver/server.ts'
import type { Library, Verdict, VerdictCode } from '../mediaserver/verdict.ts'
import { keyMenu, USUAL_PORT, verdictWords } from '../mediaserver/verdict-words.ts'
import { originOf, parseAddress } from './address.ts'
import { type Advise, choosePaths, type ProposedMapping } from './path-advice.ts'
import type { IntegrationSettings, MediaServerSettings } from './schema.ts'
import { isMask, parseKey } from './secret.ts'
import type { TestRate } from './test-rate.ts'

/** A whole Test takes no longer than this, in milliseconds. */
const LONGEST_TEST_MS = 5000

/** Looks at a media server, for 5 s unless told less: asks only, starts and changes nothing. */
export type Diagnose = (server: {
  kind: MediaServerKind
  address: MediaServerAddress
  timeoutMs?: number
}) => Promise<Verdict>

/**
 * What a Test answers, without what is not known. `error` says what is wrong, `hint` what to do: of
 * a server that works, why it would find nothing all the same, and `proposal` what would help.
 */
export type TestResult = {
  ok: boolean
  error?: string
  code: VerdictCode
  hint?: string
  product?: MediaServerKind
  version?: string
  serverName?: string
  libraries: Library[]
  warnings: string[]
  /** The URL to enter instead. */
  address?: string
  proposal?: ProposedMapping
}

/**
 * Tests a media server as it is stored, or as it stands on somebody's screen.
 *
 * @param body Nothing, or a whole or partial settings document, of which only this server's part
 *   is looked at. A key that is absent or masked means the stored one, which goes to no other
 *   server than the one that it was entered for.
 * @param settings What is stored.
 * @throws {InvalidInput} When the body is not such a document.
 */
export const testMediaServer = async ({
  kind,
  body,
  settings,
  diagnose,
  advise,
  rate,
}: {
  kind: MediaServerKind
  body: unknown
  settings: IntegrationSettings
  diagnose: Diagnose
  advise: Advise
  rate: TestRate
}): Promise<TestResult> => {
  const given = readGiven(kind, body)
  const waitMs = rate.take(kind)
  const target =
    waitMs > 0
      ? { code: 'rate_limited' as const, detail: `${Math.ceil(waitMs / 1000)} s` }
      : chooseTarget(kind, { given, stored: settings[kind] })
  if ('code' in target) return withoutAsking(kind, target)
  const signal = AbortSignal.timeout(LONGEST_TEST_MS)
  const verdict = await diagnose({ kind, address: target })
  if (!verdict.ok) return toResult(verdict)
  const { pathMap, after, warnings } = choosePaths(kind, { given, stored: settings[kind] })
  const { libraries } = verdict
  const server = { kind, address: target, libraries, pathMap, after, settings, signal }
  const { hint, proposal, ...advice } = await advise(server)
  return {
    ...toResult({
      ...verdict,
      hint: hint ?? verdict.hint,
      warnings: [...verdict.warnings, ...advice.warnings, ...warnings],
    }),
    ...(proposal === null ? {} : { proposal }),
  }
}

type Given = {
  url?: string
  apiKey?: string | null
  verifyTls?: boolean
  pathMap?: unknown
  after?: unknown
}
/** Why no server is asked. */
type Hindrance = { code: VerdictCode; detail: string; hint?: string }

const readGiven = (kind: MediaServerKind, body: unknown): Given => {
  const refuse = (field: string, wanted: string): never => {
    throw new InvalidInput([{ field, message: `wanted is ${wanted}` }])
  }
  if (body === undefined) return {}
  if (!isRecord(body)) return refuse('body', 'nothing, or a JSON object')
  const section = Object.hasOwn(body, kind) ? body[kind] : {}
  if (!isRecord(section)) return refuse(kind, 'an object')
  const { url, apiKey, verifyTls, pathMap, after } = section
  const given: Given = { pathMap, after }
  if (typeof url === 'string') given.url = url
  else if (url !== undefined) return refuse(`${kind}.url`, 'a text')
  if (typeof apiKey === 'string' || apiKey === null) given.apiKey = apiKey
  else if (apiKey !== undefined) return refuse(`${kind}.apiKey`, 'a text')
  if (typeof verifyTls === 'boolean') given.verifyTls = verifyTls
  else if (verifyTls !== undefined) return refuse(`${kind}.verifyTls`, 'true or false')
  return given
}

const chooseTarget = (
  kind: MediaServerKind,
  { given, stored }: { given: Given; stored: MediaServerSettings }
): MediaServerAddress | Hindrance => {
  const name = mediaServerNames[kind]
  const typed = given.url ?? stored.url
  if (typed.trim() === '') {
    const hint = `Enter it, then test again. In the same Docker network it is usually http://${kind}:${USUAL_PORT}.`
    return { code: 'incomplete', detail: `${name} needs a URL.`, hint }
  }
  const parsed = parseAddress(typed)
  if ('problem' in parsed) return { code: 'invalid_url', detail: `The URL ${parsed.problem}.` }
  const isKept = given.apiKey === undefined || isMask(given.apiKey)
  if (isKept && stored.apiKey !== '' && originOf(parsed.address) !== originOf(stored.url)) {
    const owner = originOf(stored.url) ?? 'no address'
    const detail = `Enter the key again: the stored one belongs to ${owner}.`
    return {
      code: 'incomplete',
      detail,
      hint: 'Test again with it. The stored one is sent to no other server.',
    }
  }
  const apiKey = isKept ? stored.apiKey : parseKey(given.apiKey ?? '')
  if (apiKey === null) {
    const detail = 'This cannot be a key: it has blanks in it, or is longer than 200 characters.'
    return { code: 'bad_key', detail }
  }
  if (apiKey === '') {
    const hint = `Enter one that was made in ${keyMenu[kind]}, then test again.`
    return { code: 'incomplete', detail: `${name} needs an API key.`, hint }
  }
  return { url: parsed.address, apiKey, verifyTls: given.verifyTls ?? stored.verifyTls }
}

const withoutAsking = (kind: MediaServerKind, hindrance: Hindrance): TestResult => {
  const { code, detail } = hindrance
  const words = verdictWords(code, {
    kind,
    host: '',
    hostname: '',
    detail,
    waitedMs: 0,
  })
  const hint = hindrance.hint ?? words.hint
  return {
    ok: false,
    error: words.message,
    code,
    ...(hint === null ? {} : { hint }),
    libraries: [],
    warnings: [],
  }
}

const toResult = (verdict: Verdict): TestResult => ({
  ok: verdict.ok,
  ...(verdict.ok ? {} : { error: verdict.message }),
  code: verdict.code,
  ...(verdict.hint === null ? {} : { hint: verdict.hint }),
  ...(verdict.product === null ? {} : { product: verdict.product }),
  ...(verdict.version === null ? {} : { version: verdict.version }),
  ...(verdict.serverName === null ? {} : { serverName: verdict.serverName }),
  libraries: verdict.libraries,
  warnings: verdict.warnings,
  ...(verdict.address === undefined ? {} : { address: verdict.address }),
})
