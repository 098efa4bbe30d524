import type { Clock } from '../lib/clock.ts'
import type { EngineClient } from '../torrents/engine/engine.ts'
import type { TorrentRecords } from '../torrents/records/records.ts'
import type { ChangeSource } from './source.ts'

/**
 * How far each look reaches back behind the newest change seen, in seconds: `updatedAt` is whole
 * seconds of the engine's clock, and that clock can be set back.
 */
const OVERLAP_SECONDS = 60
/** How many of the newest changes the engine is asked for. */
const NEWEST_CHANGES = 100

type PollingDeps = { intervalMs: number; clock: Clock; signal: AbortSignal }

/** The pace of a polling source: its first look is at once. */
const createPace = ({ intervalMs, clock, signal }: PollingDeps) => {
  let isFirst = true
  return async () => {
    if (!isFirst) await clock.sleep(intervalMs, signal)
    isFirst = false
  }
}

/**
 * Polls MongoDB's records by their `updatedAt`, which is indexed, from the newest one on.
 *
 * @throws {Unavailable} `store-down`.
 */
export const pollRecords = async (
  records: TorrentRecords,
  deps: PollingDeps
): Promise<ChangeSource> => {
  const nextLook = createPace(deps)
  let newest = (await records.newestChange()) ?? 0
  return {
    mode: 'polling',
    async next() {
      await nextLook()
      // A record from the future must not hide those of today.
      const from = Math.min(newest, deps.clock.now() / 1000)
      const changed = await records.changedSince(Math.floor(from) - OVERLAP_SECONDS)
      newest = Math.max(newest, ...changed.map((torrent) => torrent.updatedAt))
      return changed
    },
    async close() {},
  }
}

/** Polls the engine for its newest changes, where there is no MongoDB. */
export const pollEngine = (engine: EngineClient, deps: PollingDeps): ChangeSource => {
  const nextLook = createPace(deps)
  return {
    mode: 'engine',
    async next() {
      await nextLook()
      return (await engine.newest(NEWEST_CHANGES)).torrents
    },
    async close() {},
  }
}
