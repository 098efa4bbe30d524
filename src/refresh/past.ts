import type { Completion, MediaServerKind, Settlement } from '../domain.ts'
import type { Store } from '../store/store.ts'
import type { AskedRefresh } from './asked-refresh.ts'
import { isMissing, lastScanOf, nothingYet } from './outcome.ts'
import type { Outcome } from './state.ts'

/** So many of the newest completions are looked through. */
const MOST_COMPLETIONS = 500
/** What came of an older refresh is not learned any more, in milliseconds. */
const LONGEST_AGO_MS = 2 * 60 * 60 * 1000

/** What the history tells of a server's refreshes, before this process was there. */
export type Past = {
  /** Those of which it is not known yet what came of them, the newest first. */
  unfinished: Pick<AskedRefresh, 'at' | 'debts' | 'paid' | 'scanBefore'>[]
  /** What came of the newest of all; `at` is `null` where there is none. */
  newest: { at: number | null; outcome: Outcome }
}

type Asked = { completion: Completion; settlement: Settlement }

/**
 * Reads what the history tells of a server's refreshes.
 *
 * @param now Unix milliseconds.
 * @throws {Unavailable} `store-down`.
 */
export const readPast = async ({
  store,
  kind,
  now,
}: {
  store: Pick<Store, 'completions'>
  kind: MediaServerKind
  now: number
}): Promise<Past> => {
  const completions = await store.completions.recent({ limit: MOST_COMPLETIONS })
  const asked = completions.flatMap((completion) =>
    completion.settled
      .filter(({ server, outcome }) => server === kind && outcome === 'asked')
      .map((settlement) => ({ completion, settlement }))
  )
  const refreshes = [...Map.groupBy(asked, ({ settlement }) => settlement.at)].toSorted(
    ([one], [other]) => other - one
  )
  const unfinished = refreshes
    .filter(([at, of]) => now - at < LONGEST_AGO_MS && of.some(isOpen))
    .map(([at, of]) => ({ at, ...refreshOf(of.filter(isOpen)) }))
  const [[at, of] = [null, []]] = refreshes
  return { unfinished, newest: { at, outcome: outcomeOf(of) } }
}

const isOpen = ({ settlement }: Asked): boolean => settlement.result === undefined

const refreshOf = (of: readonly Asked[]): Omit<Past['unfinished'][number], 'at'> => ({
  debts: of.map(({ completion }) => completion),
  paid: of.map(({ completion, settlement: { scope } }) => ({
    ids: [completion.id],
    ...(scope === undefined ? {} : { scope }),
  })),
  scanBefore: of[0]?.settlement.scanBefore ?? null,
})

const outcomeOf = (of: readonly Asked[]): Outcome => {
  const results = of.flatMap(({ settlement }) => settlement.result ?? [])
  const scan = results.find((result) => result.scan !== null)?.scan ?? null
  return {
    ...nothingYet,
    lastScan: scan && lastScanOf(scan),
    missing: results.filter(({ item }) => isMissing(item)).length,
  }
}
