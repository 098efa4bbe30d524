import type { Timings } from '../config.ts'
import { type MediaServerKind, mediaServerKinds } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Signal } from '../lib/signal.ts'
import { createStandingFault } from '../lib/standing-fault.ts'
import { createWake } from '../lib/wake.ts'
import { createMediaServer } from '../mediaserver/create.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import { traceCalls } from '../tracing/outgoing.ts'
import { type Tracer, untraced } from '../tracing/tracer.ts'
import { UpstreamError } from '../upstream-error.ts'
import { leadAlike } from './connection.ts'
import { type RefreshObserver, unobserved } from './observer.ts'
import { createOutcomes, nothingYet } from './outcome.ts'
import { readPast } from './past.ts'
import { createPayer } from './payer.ts'
import type { Locate } from './scope.ts'
import type { Outcome, RefreshState } from './state.ts'

/** After a step that failed for want of the store, in milliseconds. */
const STORE_RETRY_MS = 1000
/** How long a call in flight may still take when the service stops, in milliseconds. */
const STOP_GRACE_MS = 2500

/** A refresh that a server took last: with which settings, and what has come of it. */
type Newest = { at: number | null; settings: MediaServerSettings | null; tell: () => Outcome }

/** Has every media server refresh that is owed it, each on its own. */
export type Refresher = {
  start(): void
  /** Ends the waiting at once and a call in flight soon; what is owed stays in the store. */
  stop(): Promise<void>
  /**
   * The owner wants this server to look at all its libraries now: it is asked at once, after a scan
   * that runs. Does nothing where it is switched off.
   */
  refreshNow(kind: MediaServerKind): void
  state(kind: MediaServerKind): RefreshState
}

/**
 * Makes the refresher.
 *
 * @param recorded Announced whenever new completions are in the store.
 * @param imported Announced when a torrent was imported that this was waited for.
 * @param isManaged Whether a program moves a torrent into the library by itself.
 */
export const createRefresher = ({
  store,
  settings,
  recorded,
  imported,
  locate,
  isManaged,
  timings,
  clock,
  random = Math.random,
  observer = unobserved,
  tracer = untraced,
  log,
}: {
  store: Store
  settings: Settings
  recorded: Signal<void>
  imported: Signal<void>
  locate: Locate
  isManaged: (torrentId: string) => Promise<boolean>
  timings: Timings
  clock: Clock
  random?: () => number
  observer?: RefreshObserver
  tracer?: Tracer
  log: Log
}): Refresher => {
  const stopping = new AbortController()
  const cutting = new AbortController()
  const watchOutcomes = () =>
    createOutcomes({
      store,
      locate,
      isManaged,
      onOwedAgain: () => wakeAll(),
      onFound: observer.found,
      pollMs: timings.scanPollInterval,
      clock,
      tracer,
      log,
      signal: stopping.signal,
    })
  const outcomes = { jellyfin: watchOutcomes(), emby: watchOutcomes() }
  /** What came of the newest refresh of each, and when that was taken. */
  const newest: Record<MediaServerKind, Newest> = {
    jellyfin: { at: null, settings: null, tell: () => nothingYet },
    emby: { at: null, settings: null, tell: () => nothingYet },
  }
  const trace = traceCalls(tracer)
  const connect = (kind: MediaServerKind, address: MediaServerSettings) =>
    createMediaServer(kind, {
      address,
      timeoutMs: timings.refreshTimeout,
      signal: cutting.signal,
      trace,
    })
  const payers = mediaServerKinds.map((kind) => ({
    kind,
    wake: createWake(clock),
    payer: createPayer({
      kind,
      store,
      timings,
      clock,
      random,
      tracer,
      log,
      locate,
      onAsked(asked) {
        observer.asked(kind, asked)
        const { at, settings } = asked
        newest[kind] = { at, settings, tell: outcomes[kind].watch(asked) }
      },
      onFailed: (code) => observer.failed(kind, code),
      latest: () => settings.last()?.[kind] ?? null,
      connect: (address) => connect(kind, address),
    }),
  }))
  let running: Promise<unknown> = Promise.resolve()
  let deafen: (() => void)[] = []

  const fault = createStandingFault({ log, clock })
  const resumed = new Set<MediaServerKind>()
  /** What came of earlier refreshes is in the history, or still to be learned. */
  const resume = async (kind: MediaServerKind) => {
    if (resumed.has(kind)) return
    const own = (await settings.current())[kind]
    const past = await readPast({ store, kind, now: clock.now() })
    resumed.add(kind)
    newest[kind] = { at: past.newest.at, settings: own, tell: () => past.newest.outcome }
    if (!own.enabled || own.url === '' || own.apiKey === '') return
    const server = connect(kind, own)
    for (const asked of past.unfinished) {
      const tell = outcomes[kind].watch({ ...asked, server, settings: own })
      if (asked.at === past.newest.at) newest[kind] = { at: asked.at, settings: own, tell }
    }
  }
  const step = async ({ kind, payer }: (typeof payers)[number]) => {
    try {
      await resume(kind)
      return await payer.step((await settings.current())[kind])
    } catch (error) {
      // That the store is away is said by those who watch it.
      if (!(error instanceof UpstreamError)) {
        fault.raise('a refresh failed unexpectedly', { reason: String(error) })
      }
      return STORE_RETRY_MS
    }
  }
  const run = async (one: (typeof payers)[number]) => {
    while (!stopping.signal.aborted) await one.wake.sleep(await step(one), stopping.signal)
  }
  const wakeAll = () => {
    for (const { wake } of payers) wake.call()
  }

  const payerOf = (kind: MediaServerKind) => {
    const found = payers.find((one) => one.kind === kind)
    if (found === undefined) throw new Error(`there is no payer for ${kind}`)
    return found
  }

  return {
    start() {
      deafen = [recorded, imported, settings.changed].map((signal) => signal.listen(wakeAll))
      running = Promise.all(payers.map(run))
    },
    async stop() {
      for (const stopListening of deafen) stopListening()
      stopping.abort()
      const cut = setTimeout(() => cutting.abort(), STOP_GRACE_MS)
      await Promise.all([running, ...Object.values(outcomes).map(({ ended }) => ended())])
      clearTimeout(cut)
    },
    refreshNow(kind) {
      const { payer, wake } = payerOf(kind)
      payer.refreshNow()
      wake.call()
    },
    state(kind) {
      const state = payerOf(kind).payer.state()
      const { at, settings: asked, tell } = newest[kind]
      // One that was sent to another address, or is followed by another, says nothing of this one.
      const outcome = at === state.lastAcceptedAt ? tell() : nothingYet
      const isSameWay = leadAlike(asked, settings.last()?.[kind] ?? null)
      return { ...state, ...outcome, ...(isSameWay ? {} : { scanFault: null }) }
    },
  }
}
