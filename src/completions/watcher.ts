import type { Timings } from '../config.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import { createStandingFault } from '../lib/standing-fault.ts'
import { untilAborted } from '../lib/until-aborted.ts'
import { UpstreamError } from '../upstream-error.ts'
import type { Comparison } from './comparison.ts'
import type { Ledger } from './ledger.ts'
import type { ChangeSource } from './source.ts'
import type { NoStream, WatcherMode, WatcherState } from './state.ts'
import { StreamUnsupported } from './stream.ts'

/** After a source that failed, in milliseconds. Short: what finishes meanwhile waits for us. */
const REOPEN_MS = 1000

/** Opens the ways in which changes can be heard of. */
export type ChangeSources = {
  /** `null` where there is no MongoDB. Fails with {@link StreamUnsupported} where it is refused. */
  stream: (() => Promise<ChangeSource>) | null
  polling: (signal: AbortSignal) => Promise<ChangeSource>
}

/** Notices finished torrents, by whatever source there is, and writes them into the ledger. */
export type Watcher = {
  start(): void
  stop(): Promise<void>
  state(): WatcherState
  /** Announced when new completions are in the store. */
  recorded: Signal<void>
}

/**
 * Makes the watcher. A source only wakes: the order is always to open it, to compare all torrents
 * with the ledger, and to follow it; on any error the same again, and a comparison once every
 * `reconcileInterval` in any case.
 *
 * @param malformed How many unreadable records were skipped so far.
 */
export const createWatcher = ({
  sources,
  ledger,
  comparison,
  malformed,
  timings,
  clock,
  log,
}: {
  sources: ChangeSources
  ledger: Ledger
  comparison: Comparison
  malformed: () => number
  timings: Timings
  clock: Clock
  log: Log
}): Watcher => {
  const stopping = new AbortController()
  const recorded = createSignal<void>()
  const fault = createStandingFault({ log, clock })
  let running = Promise.resolve()
  let mode: WatcherMode | null = null
  let reason: NoStream | null = null
  let since = clock.now()

  /** Tries the stream first; `null` says that there is none to be had, and why is in `reason`. */
  const openStream = async () => {
    try {
      return (await sources.stream?.()) ?? null
    } catch (error) {
      return refused(error)
    }
  }
  const refused = (error: unknown) => {
    if (!(error instanceof StreamUnsupported)) throw error
    reason = error.reason
    return null
  }

  const become = (source: ChangeSource) => {
    fault.clear('torrents can be watched again')
    if (source.mode === 'stream') reason = null
    if (mode === source.mode) return
    mode = source.mode
    since = clock.now()
    log.info('watching torrents', { mode, reason: reason ?? undefined })
  }

  const count = (added: number) => {
    if (added > 0) recorded.announce()
  }

  /** Follows a source until it breaks, or until it is time to look for a better one. */
  const follow = async (source: ChangeSource) => {
    const openedAt = clock.monotonic()
    const isDone = () =>
      stopping.signal.aborted ||
      (source.mode === 'polling' && clock.monotonic() - openedAt >= timings.streamProbeInterval)
    try {
      count(await comparison.run())
      let comparedAt = clock.monotonic()
      do {
        // A server that is frozen would hold up the stop until it counts as stalled.
        const changed = await untilAborted(source.next(), stopping.signal)
        if (changed === null) return
        become(source)
        count(await ledger.record(changed, source.mode))
        if (clock.monotonic() - comparedAt >= timings.reconcileInterval) {
          count(await comparison.run())
          comparedAt = clock.monotonic()
        }
      } while (!isDone())
    } finally {
      await source.close()
    }
  }

  const round = async () => {
    const stream = await openStream()
    if (stream === null) return follow(await sources.polling(stopping.signal))
    // Without the privilege the stream says so only when it is read.
    await follow(stream).catch(async (error) => {
      refused(error)
      await follow(await sources.polling(stopping.signal))
    })
  }

  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await round()
      } catch (error) {
        if (stopping.signal.aborted) return
        fault.raise('torrents cannot be watched', describe(error))
        // A write that failed may have been done all the same, and would count as known later.
        recorded.announce()
        await clock.sleep(REOPEN_MS, stopping.signal)
      }
    }
  }

  return {
    recorded,
    start() {
      running = run()
    },
    async stop() {
      stopping.abort()
      await running
    },
    state: () => ({
      mode,
      reason,
      since: fault.since() ?? since,
      isFailing: fault.since() !== null,
      hasBaseline: comparison.hasBaseline(),
      malformedRecords: malformed(),
    }),
  }
}

const describe = (error: unknown) =>
  error instanceof UpstreamError
    ? { code: error.code }
    : { code: 'unexpected', reason: error instanceof Error ? error.message : String(error) }
