import { mediaServerNames, type RefreshResult } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { untilStored } from '../lib/store-wait.ts'
import type { EndedScan } from '../mediaserver/server.ts'
import type { Store } from '../store/store.ts'
import { type Span, type Tracer, untraced } from '../tracing/tracer.ts'
import { UpstreamError } from '../upstream-error.ts'
import type { AskedRefresh } from './asked-refresh.ts'
import { createItemSearch } from './item-search.ts'
import type { RefreshObserver } from './observer.ts'
import { awaitScan } from './scan-end.ts'
import type { Locate } from './scope.ts'
import { spanOfOutcome } from './spans.ts'
import type { Outcome } from './state.ts'

/** Of so many refreshes of one server it is watched at once what comes of them. */
const MOST_WATCHED = 4
/** What was not there at first is looked for once more after this, in milliseconds. */
const SECOND_LOOK_MS = 60_000
/**
 * So long after it was asked for a place alone a server has looked there, in milliseconds: Jellyfin
 * at once, Emby after the delay of its library monitor.
 */
const PLACE_LOOKED_AT_MS = { jellyfin: 15_000, emby: 90_000 } as const

/** Before anything is known. */
export const nothingYet: Outcome = {
  lastScan: null,
  isScanAwaited: false,
  scanFault: null,
  missing: 0,
}

/**
 * Learns what came of refreshes, and writes it into the history: when the scan ended, and whether
 * the item is there. It asks only, and never holds up the next refresh.
 */
export type Outcomes = {
  /** @returns What tells what has come of it so far. */
  watch(asked: AskedRefresh): () => Outcome
  /** Resolves when nothing is asked any more, once the signal has ended it. */
  ended(): Promise<void>
}

/**
 * Makes it for one server.
 *
 * @param isManaged Whether a program moves a torrent into the library by itself.
 * @param signal Ends all watching; what is not known then stays unknown.
 */
export const createOutcomes = ({
  store,
  locate,
  isManaged,
  onOwedAgain,
  onFound,
  pollMs,
  clock,
  tracer = untraced,
  log,
  signal,
}: {
  store: Pick<Store, 'completions'>
  locate: Locate
  isManaged: (torrentId: string) => Promise<boolean>
  /** Told when a refresh is owed again. */
  onOwedAgain: () => void
  /** Told what is known of each completion in the end. */
  onFound: RefreshObserver['found']
  /** The pause between the first two looks at a scan, in milliseconds. */
  pollMs: number
  clock: Clock
  tracer?: Tracer
  log: Log
  signal: AbortSignal
}): Outcomes => {
  const watched = new Set<Promise<void>>()
  const search = createItemSearch({ locate, isManaged })

  const learn = async (
    asked: AskedRefresh,
    onLook: (failure: UpstreamError | null) => void
  ): ReturnType<typeof awaitScan> => {
    const { server, paid, scanBefore } = asked
    if (paid.some(({ scope }) => scope === 'full')) {
      return await awaitScan({ server, scanBefore, onLook, pollMs, clock, signal })
    }
    await clock.sleep(PLACE_LOOKED_AT_MS[server.kind], signal)
    return null
  }
  const conclude = async (
    { server, at }: AskedRefresh,
    found: ReadonlyMap<string, RefreshResult['item']>,
    scan: RefreshResult['scan']
  ) => {
    const byItem = Map.groupBy(found, ([, item]) => item)
    for (const [item, entries] of byItem) {
      const ids = entries.map(([id]) => id)
      const result = { at: clock.now(), scan, item }
      const of = { server: server.kind, at }
      await untilStored(() => store.completions.conclude(ids, of, result), { clock, signal })
    }
  }
  /** A scan that broke off, or was forgotten, at a restart of the server is not made up for by it. */
  const oweAgain = async ({ server, debts }: AskedRefresh) => {
    const ids = debts.map(({ id }) => id)
    const owed = await untilStored(() => store.completions.oweAgain(ids, server.kind), {
      clock,
      signal,
    })
    if (owed === 0) return
    log.warn(
      `${mediaServerNames[server.kind]}: its scan did not come to its end; it is owed a refresh again`
    )
    onOwedAgain()
  }
  const follow = async (
    asked: AskedRefresh,
    { note, span }: { note: (news: Partial<Outcome>) => void; span: Span }
  ) => {
    let since: number | null = null
    const learned = await learn(asked, (failure) => {
      since = failure === null ? null : (since ?? clock.now())
      note({ scanFault: failure && since !== null ? { code: failure.code, since } : null })
    })
    if (signal.aborted) return
    const scan = learned === 'lost' ? null : learned
    note({ isScanAwaited: false, scanFault: null, lastScan: scan && lastScanOf(scan) })
    span.set({ 'outcome.scan': learned === 'lost' ? 'lost' : (scan?.status ?? 'unknown') })
    // The owner asked for it by hand: there is nothing to look for, and no history to write it into.
    if (asked.debts.length === 0) return
    const isBroken = scan?.status === 'aborted' || scan?.status === 'failed'
    if (learned === 'lost' || isBroken) await oweAgain(asked)
    const look = async () => {
      const items = await search(asked)
      await conclude(asked, items, scan)
      note({ missing: [...items.values()].filter(isMissing).length })
      return items
    }
    let found = await look()
    if ([...found.values()].includes('not-found')) {
      await clock.sleep(SECOND_LOOK_MS, signal)
      if (signal.aborted) return
      found = await look()
    }
    span.set({ 'outcome.found': [...found.values()].filter((item) => item === 'found').length })
    for (const item of found.values()) onFound(asked.server.kind, item)
    tell(asked, found)
  }
  const tell = ({ server }: AskedRefresh, found: ReadonlyMap<string, RefreshResult['item']>) => {
    const name = mediaServerNames[server.kind]
    const missing = [...found.values()].filter((item) => item === 'in-no-library').length
    if (missing > 0) log.warn(`${name} has no library with what it was asked for`, { missing })
  }

  return {
    watch(asked) {
      let outcome = nothingYet
      const tellOutcome = () => outcome
      if (signal.aborted || watched.size >= MOST_WATCHED) return tellOutcome
      const note = (news: Partial<Outcome>) => {
        outcome = { ...outcome, ...news }
      }
      note({ isScanAwaited: asked.paid.some(({ scope }) => scope === 'full') })
      const watching = tracer
        .span(spanOfOutcome(asked), (span) => follow(asked, { note, span }))
        .catch((error) => {
          if (signal.aborted || error instanceof UpstreamError) return
          log.warn('what came of a refresh cannot be learned', { reason: String(error) })
        })
        .finally(() => {
          note({ isScanAwaited: false, scanFault: null })
          watched.delete(watching)
        })
      watched.add(watching)
      return tellOutcome
    },
    async ended() {
      await Promise.all(watched)
    },
  }
}

/** A scan as the state of its server tells it. */
export const lastScanOf = ({ startedAt, endedAt, status }: EndedScan) => ({
  endedAt,
  tookMs: endedAt - startedAt,
  status,
})

/** Whether a server lacks an item that it was asked to look for. */
export const isMissing = (item: RefreshResult['item']): boolean =>
  item === 'not-found' || item === 'in-no-library'
