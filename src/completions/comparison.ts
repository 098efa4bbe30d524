import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import type { Ledger } from './ledger.ts'
import type { TorrentCensus } from './source.ts'

/** A record is kept this long after its torrent has gone: 30 days, in milliseconds. */
const KEEP_MS = 30 * 24 * 3_600_000
/** How often the torrents that are gone are looked for, in milliseconds. */
const PRUNE_INTERVAL_MS = 3_600_000

/** Compares all torrents with the ledger: what no event told of is found here. */
export type Comparison = {
  /**
   * Goes through every complete torrent once. The very first comparison that succeeds marks what
   * is complete as known, and nobody is owed a refresh for it.
   *
   * @returns How many completions were new.
   * @throws {UpstreamError} When torrents or store cannot be read; nothing is marked then.
   */
  run(): Promise<number>
  /** Whether a comparison has ever succeeded, as far as this process knows. */
  hasBaseline(): boolean
}

/** Makes the comparison. */
export const createComparison = ({
  store,
  ledger,
  census,
  clock,
  log,
}: {
  store: Store
  ledger: Ledger
  census: TorrentCensus
  clock: Clock
  log: Log
}): Comparison => {
  let hasBaseline = false
  let prunedAt = Number.NEGATIVE_INFINITY

  const takeBaseline = async () => {
    let known = 0
    for await (const torrents of census.complete()) {
      known += await ledger.recordAsKnown(torrents)
    }
    await store.completions.markBaseline()
    log.info('first comparison done; what is complete already is owed to nobody', { known })
  }

  const prune = async () => {
    if (clock.monotonic() - prunedAt < PRUNE_INTERVAL_MS) return
    const presentTorrentIds = new Set<string>()
    for await (const ids of census.ids()) for (const id of ids) presentTorrentIds.add(id)
    const now = clock.now()
    const dropped = await store.completions.prune({ presentTorrentIds, now, keepMs: KEEP_MS })
    if (dropped > 0) log.info('records of torrents that are long gone dropped', { dropped })
    prunedAt = clock.monotonic()
  }

  return {
    hasBaseline: () => hasBaseline,
    async run() {
      hasBaseline ||= await store.completions.hasBaseline()
      if (!hasBaseline) {
        await takeBaseline()
        hasBaseline = true
        return 0
      }
      let added = 0
      for await (const torrents of census.complete()) added += await ledger.record(torrents)
      await prune()
      return added
    },
  }
}
