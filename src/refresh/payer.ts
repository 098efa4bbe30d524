import type { Timings } from '../config.ts'
import { type MediaServerKind, mediaServerNames } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { MediaServer } from '../mediaserver/server.ts'
import { originOf } from '../settings/address.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { OwedCompletion, Store } from '../store/store.ts'
import type { Span, Tracer } from '../tracing/tracer.ts'
import { type FailureCode, Misconfigured, type UpstreamError } from '../upstream-error.ts'
import { askToRefresh } from './ask.ts'
import type { AskedRefresh } from './asked-refresh.ts'
import { createBackOff } from './back-off.ts'
import { type Connection, createConnections, leadAlike } from './connection.ts'
import { createDemand } from './demand.ts'
import { createPartDue } from './due.ts'
import { createPause } from './pause.ts'
import { createQuietTime } from './quiet.ts'
import { recordRefresh, type TakenRefresh } from './record.ts'
import { createScanWatch } from './scan-watch.ts'
import { type Locate, refreshDue } from './scope.ts'
import { spanOfTry, tellTry } from './spans.ts'
import type { Outcome, RefreshPhase, RefreshState, Wait } from './state.ts'

/** Pays what one media server is owed, one step at a time. */
export type Payer = {
  /**
   * Looks at the debts and does what is due.
   *
   * @returns After how many milliseconds to step again, unless something happens before.
   * @throws {Unavailable} `store-down`. Nothing is lost: the next step goes on from here.
   */
  step(settings: MediaServerSettings): Promise<number>
  /**
   * The owner wants all libraries looked at now. The next step asks for that whatever is owed, and
   * waits for nothing but a scan that runs; what awaits its import stays owed for after it.
   */
  refreshNow(): void
  state(): Omit<RefreshState, keyof Outcome>
}

export type PayerDeps = {
  kind: MediaServerKind
  store: Store
  connect: (settings: MediaServerSettings) => MediaServer
  locate: Locate
  /** Told of each refresh that the server has taken, to learn what comes of it. */
  onAsked: (asked: AskedRefresh) => void
  /** Told why the server could not be asked. */
  onFailed: (code: FailureCode) => void
  /** The settings of this very moment, as far as they are known. */
  latest: () => MediaServerSettings | null
  timings: Timings
  clock: Clock
  /** A number from 0 to 1. */
  random: () => number
  tracer: Tracer
  log: Log
}

type Asking = { settings: MediaServerSettings; due: readonly OwedCompletion[]; span: Span }

/** Makes the payer of one server. The debts are in the store; what is here may be forgotten. */
export const createPayer = ({
  kind,
  store,
  connect,
  locate,
  onAsked,
  onFailed,
  latest,
  timings,
  clock,
  random,
  tracer,
  log,
}: PayerDeps): Payer => {
  const name = mediaServerNames[kind]
  const backOff = createBackOff({ name, timings, clock, random, log })
  const demand = createDemand({ kind, store, clock })
  const scanWatch = createScanWatch({ stallLimitMs: timings.scanStallLimit, clock })
  const partDue = createPartDue({ importWaitMs: timings.importWait, clock })
  const pause = createPause({ kind, store, minIntervalMs: timings.refreshMinInterval, clock })
  const quiet = createQuietTime({ timings, clock })
  let unrecorded: TakenRefresh | null = null
  let debts: OwedCompletion[] = []
  let phase: RefreshPhase = 'unknown'
  let nextTryAt: number | null = null
  let stepped: MediaServerSettings | null = null

  const isOwed = () => debts.length > 0 || demand.stands()

  /** Takes the phase, and how long it lasts at most. */
  const become = (next: RefreshPhase, waitMs: number) => {
    if (next === 'scan' && phase !== 'scan') log.info(`${name} is scanning; the refresh waits`)
    phase = next
    nextTryAt = isOwed() && next !== 'off' ? clock.now() + waitMs : null
    return waitMs
  }

  const connections = createConnections({
    connect,
    // Changed settings are a new chance.
    onNew() {
      backOff.forget()
      scanWatch.forget()
    },
  })

  const record = async (taken: TakenRefresh) => {
    await recordRefresh(store, taken)
    unrecorded = null
    onAsked(taken.asked)
  }

  const closeDebts = async () => {
    const paid = debts.map((debt) => debt.id)
    if (paid.length > 0) {
      const settlement = { server: kind, outcome: 'switched-off' as const, at: clock.now() }
      await store.completions.settle(paid, settlement)
      log.info(`${name} is switched off; nothing is owed any more`, { torrents: paid.length })
    }
    debts = []
    demand.drop()
    await demand.keep()
    connections.forget()
    backOff.forget()
    return become('off', timings.reconcileInterval)
  }

  const fail = (reason: UpstreamError, aloneMs = 0) => {
    demand.noteFailure()
    onFailed(reason.code)
    const { phase: next, ms } = backOff.fail(reason, { owed: debts.length, aloneMs })
    return become(next, ms)
  }

  /** Who presses the button wants all libraries looked at, however the debts are paid. */
  const wished = (settings: MediaServerSettings): MediaServerSettings =>
    demand.stands() ? { ...settings, refresh: 'full' } : settings

  /** What is to be waited for longest before these debts are paid. */
  const longestWait = (due: readonly OwedCompletion[], origin: string): Wait => {
    if (demand.isFresh()) return { phase: 'asking', ms: 0 }
    if (demand.stands()) return backOff.wait()
    const waits: Wait[] = [
      { phase: 'quiet', ms: quiet.remaining(due) },
      { phase: 'pause', ms: pause.remaining(origin) },
      backOff.wait(),
    ]
    return waits.reduce((longest, wait) => (wait.ms > longest.ms ? wait : longest))
  }

  const ask = async (connection: Connection, { settings, due, span }: Asking) => {
    const { server, origin } = connection
    // Where nobody sees whether a scan runs, time alone tells that ours has ended.
    const aloneMs = Math.max(pause.remaining(origin), backOff.aloneMs())
    become('asking', 0)
    const asked = await askToRefresh({
      server,
      scanWatch,
      trouble: backOff.trouble(),
      mayAskUnseen: aloneMs <= 0,
      isStillWanted: () => connections.isWanted(connection, latest()),
      refresh: () => refreshDue({ server, settings: wished(settings), due, locate }),
    })
    tellTry(span, asked)
    if (asked.result === 'failed') {
      return fail(asked.failure, asked.mayBeTaken ? timings.refreshMinInterval : 0)
    }
    if (asked.result === 'unseen') return become('pause', aloneMs)
    backOff.succeed()
    if (asked.result === 'scanning') return become('scan', timings.scanPollInterval)
    const { isOverStuckScan, paid, scanBefore } = asked
    const at = clock.now()
    const refreshed = { server, settings, at, debts: due, paid, scanBefore }
    unrecorded = { asked: refreshed, origin, isOverStuckScan }
    const isOfAll = paid.some(({ scope }) => scope === 'full')
    const isByHand = isOfAll && demand.stands()
    if (isOfAll) demand.fulfil()
    pause.begin({ origin, at })
    scanWatch.forget()
    if (isOverStuckScan) log.warn(`${name}: its own scan was stuck, and was not waited for`)
    log.info(`${name} was asked to refresh`, {
      torrents: due.length,
      ...(isByHand ? { byHand: true } : {}),
    })
    await record(unrecorded)
    // Look again at once: something may have finished while the server was asked.
    return 0
  }

  const catchUp = async () => {
    try {
      if (unrecorded !== null) await record(unrecorded)
      await pause.load()
      await demand.keep()
      debts = await store.completions.owed(kind)
    } catch (error) {
      if (isOwed()) become('store', 0)
      nextTryAt = null
      throw error
    }
  }

  return {
    async step(settings) {
      stepped = settings
      await catchUp()
      if (!settings.enabled) return closeDebts()
      if (!isOwed()) return become('settled', timings.reconcileInterval)
      // The page never stores this, but others write the document as well.
      if (settings.url === '' || settings.apiKey === '') {
        connections.forget()
        return fail(new Misconfigured(`${name} has no URL or no key`, { code: 'incomplete' }))
      }
      const current = connections.of(settings)
      const { due, nextInMs } = partDue(debts, settings)
      if (due.length === 0 && !demand.stands()) {
        return become('import', nextInMs ?? timings.reconcileInterval)
      }
      const wait = longestWait(due, current.origin)
      if (wait.ms > 0) return become(wait.phase, wait.ms)
      const work = (span: Span) => ask(current, { settings, due, span })
      return await tracer.span(spanOfTry(kind, due), work)
    },
    refreshNow: demand.press,
    state() {
      const settings = latest() ?? stepped
      // It is tried with them at the next step, which their change has brought about.
      const isNewChance = (phase === 'retry' || phase === 'paused') && !leadAlike(settings, stepped)
      return {
        phase: isNewChance ? 'asking' : phase,
        owed: debts.length,
        owedSince: debts.at(0)?.seenAt ?? null,
        lastAcceptedAt: pause.lastAcceptedAt(originOf(settings?.url ?? '')),
        fault: isNewChance ? null : backOff.fault(),
        nextTryAt: isNewChance ? clock.now() : nextTryAt,
      }
    },
  }
}
