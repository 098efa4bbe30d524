import type { MediaServerKind, Settlement } from '../domain.ts'
import type { Store } from '../store/store.ts'
import type { AskedRefresh } from './asked-refresh.ts'

/** So many of the newest completions are looked through. */
const MOST_COMPLETIONS = 500
/** What came of an older refresh is not learned any more, in milliseconds. */
const LONGEST_AGO_MS = 2 * 60 * 60 * 1000

/**
 * The refreshes of a server of which it is not known yet what came of them: this service was ended
 * before it knew.
 *
 * @param now Unix milliseconds.
 * @throws {Unavailable} `store-down`.
 */
export const readUnfinished = async ({
  store,
  kind,
  now,
}: {
  store: Pick<Store, 'completions'>
  kind: MediaServerKind
  now: number
}): Promise<Pick<AskedRefresh, 'at' | 'debts' | 'paid' | 'scanBefore'>[]> => {
  const isOpen = ({ server, outcome, at, result }: Settlement) =>
    server === kind && outcome === 'asked' && result === undefined && now - at < LONGEST_AGO_MS
  const newest = await store.completions.recent({ limit: MOST_COMPLETIONS })
  const open = newest.flatMap((completion) => {
    const settlement = completion.settled.find(isOpen)
    return settlement ? [{ completion, settlement }] : []
  })
  return [...Map.groupBy(open, ({ settlement }) => settlement.at)].map(([at, entries]) => ({
    at,
    debts: entries.map(({ completion }) => completion),
    paid: entries.map(({ completion, settlement }) => ({
      ids: [completion.id],
      ...(settlement.scope === undefined ? {} : { scope: settlement.scope }),
    })),
    scanBefore: entries[0]?.settlement.scanBefore ?? null,
  }))
}
