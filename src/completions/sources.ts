import type { Timings } from '../config.ts'
import type { Clock } from '../lib/clock.ts'
import type { MongoConnection } from '../lib/mongo.ts'
import type { EngineClient } from '../torrents/engine/engine.ts'
import type { TorrentRecords } from '../torrents/records/records.ts'
import { pollEngine, pollRecords } from './polling.ts'
import type { TorrentCensus } from './source.ts'
import { openStream } from './stream.ts'
import type { ChangeSources } from './watcher.ts'

type SourceDeps = { timings: Timings; clock: Clock }

/** With MongoDB: its change stream, or its records polled; all torrents are its records. */
export const mongoSources = ({
  connection,
  records,
  timings,
  clock,
}: SourceDeps & { connection: MongoConnection; records: TorrentRecords }): {
  sources: ChangeSources
  census: TorrentCensus
} => ({
  sources: {
    stream: () => openStream({ connection, records, stallTimeoutMs: timings.streamStallTimeout }),
    polling: (signal) => pollRecords(records, { intervalMs: pollInterval(timings), clock, signal }),
  },
  census: { complete: () => records.complete(), ids: () => records.ids() },
})

/** Without MongoDB: the engine is polled, and lists all torrents. */
export const engineSources = ({
  engine,
  timings,
  clock,
}: SourceDeps & { engine: EngineClient }): {
  sources: ChangeSources
  census: TorrentCensus
} => ({
  sources: {
    stream: null,
    polling: async (signal) =>
      pollEngine(engine, { intervalMs: pollInterval(timings), clock, signal }),
  },
  census: {
    async *complete() {
      yield (await engine.list()).torrents
    },
    async *ids() {
      yield await engine.ids()
    },
  },
})

/** The comparison happens between two looks, so a look must not last longer than its interval. */
const pollInterval = (timings: Timings) => Math.min(timings.pollInterval, timings.reconcileInterval)
