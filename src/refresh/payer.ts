import type { Timings } from '../config.ts'
import {
  type MediaServerKind,
  Misconfigured,
  mediaServerNames,
  type UpstreamError,
} from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createStandingFault } from '../lib/standing-fault.ts'
import type { MediaServer } from '../mediaserver/server.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { OwedCompletion, Store } from '../store/store.ts'
import { askToRefresh } from './ask.ts'
import { type Connection, createConnections } from './connection.ts'
import { partDue } from './due.ts'
import { createPause } from './pause.ts'
import { createQuietTime } from './quiet.ts'
import { nextTry, type Trouble } from './retry.ts'
import { createScanWatch } from './scan-watch.ts'
import { type Locate, type Paid, refreshDue } from './scope.ts'
import type { RefreshPhase, RefreshState } from './state.ts'

/** Pays what one media server is owed, one step at a time. */
export type Payer = {
  /**
   * Looks at the debts and does what is due.
   *
   * @returns After how many milliseconds to step again, unless something happens before.
   * @throws {Unavailable} `store-down`. Nothing is lost: the next step goes on from here.
   */
  step(settings: MediaServerSettings): Promise<number>
  state(): RefreshState
}

export type PayerDeps = {
  kind: MediaServerKind
  store: Store
  connect: (settings: MediaServerSettings) => MediaServer
  locate: Locate
  /** Told of each refresh that the server has taken, to learn what comes of it. */
  onAsked: (asked: AskedRefresh) => void
  /** The settings of this very moment, as far as they are known. */
  latest: () => MediaServerSettings | null
  timings: Timings
  clock: Clock
  /** A number from 0 to 1. */
  random: () => number
  log: Log
}

/** A refresh that a server has taken. */
export type AskedRefresh = {
  server: MediaServer
  settings: MediaServerSettings
  /** Unix milliseconds; with the server what its settlements are known by. */
  at: number
  debts: readonly OwedCompletion[]
  paid: readonly Paid[]
  /** When the last scan before it began, by the server's own clock; `null` where it did not tell. */
  scanBefore: number | null
}

/** A refresh that the server has taken and the store does not know of yet. */
type Unrecorded = { asked: AskedRefresh; origin: string; isOverStuckScan: boolean }

/** Makes the payer of one server. The debts are in the store; what is here may be forgotten. */
export const createPayer = ({
  kind,
  store,
  connect,
  locate,
  onAsked,
  latest,
  timings,
  clock,
  random,
  log,
}: PayerDeps): Payer => {
  const name = mediaServerNames[kind]
  const fault = createStandingFault({ log, clock })
  const scanWatch = createScanWatch({ stallLimitMs: timings.scanStallLimit, clock })
  const pause = createPause({ kind, store, minIntervalMs: timings.refreshMinInterval, clock })
  const quiet = createQuietTime({ timings, clock })
  let unrecorded: Unrecorded | null = null
  let trouble: (Trouble & { phase: 'retry' | 'paused'; until: number }) | null = null
  let failure: UpstreamError | null = null
  let debts: OwedCompletion[] = []
  let phase: RefreshPhase = 'unknown'
  let nextTryAt: number | null = null

  /** Takes the phase, and how long it lasts at most. */
  const become = (next: RefreshPhase, waitMs: number) => {
    if (next === 'scan' && phase !== 'scan') log.info(`${name} is scanning; the refresh waits`)
    phase = next
    nextTryAt = debts.length > 0 && next !== 'off' ? clock.now() + waitMs : null
    return waitMs
  }

  /** Whatever failed before says nothing about what comes now. */
  const forgetTrouble = () => {
    trouble = null
    failure = null
    fault.forget()
  }

  const connections = createConnections({
    connect,
    // Changed settings are a new chance.
    onNew() {
      forgetTrouble()
      scanWatch.forget()
    },
  })

  const record = async ({ asked, origin, isOverStuckScan }: Unrecorded) => {
    const { at, paid, scanBefore } = asked
    const note = isOverStuckScan ? { note: 'scan-stuck' as const } : {}
    const settlement = { server: kind, outcome: 'asked' as const, at, scanBefore, ...note }
    for (const { ids, ...how } of paid) {
      await store.completions.settle(ids, { ...settlement, ...how })
    }
    await store.refreshes.accept(kind, { origin, at })
    unrecorded = null
    onAsked(asked)
  }

  const closeDebts = async () => {
    const paid = debts.map((debt) => debt.id)
    if (paid.length > 0) {
      const at = clock.now()
      await store.completions.settle(paid, { server: kind, outcome: 'switched-off', at })
      log.info(`${name} is switched off; nothing is owed any more`, { torrents: paid.length })
    }
    debts = []
    connections.forget()
    forgetTrouble()
    return become('off', timings.reconcileInterval)
  }

  /** @param leastMs It is left alone for so long at least. */
  const fail = (reason: UpstreamError, leastMs = 0) => {
    failure = reason
    const monotonic = clock.monotonic()
    const next = nextTry({ failure: reason, trouble, timings, monotonic, random: random() })
    const waitMs = Math.max(next.waitMs, leastMs)
    trouble = { ...next.trouble, phase: next.phase, until: monotonic + waitMs }
    if (reason.code !== 'stopped') {
      const event =
        next.phase === 'paused'
          ? 'refuses us; its settings need a look'
          : 'cannot be asked to refresh'
      fault.raise(`${name} ${event}`, {
        code: reason.code,
        status: reason.status,
        owed: debts.length,
      })
    }
    return become(next.phase, waitMs)
  }

  const ask = async (
    connection: Connection,
    { settings, due }: { settings: MediaServerSettings; due: readonly OwedCompletion[] }
  ) => {
    const { server, origin } = connection
    const isStillWanted = () => {
      const now = latest()
      return now === null || (now.enabled && connections.isOf(connection, now))
    }
    become('asking', 0)
    const refresh = () => refreshDue({ server, settings, due, locate })
    const asked = await askToRefresh({ server, scanWatch, trouble, isStillWanted, refresh })
    if (asked.result === 'failed') {
      return fail(asked.failure, asked.mayBeTaken ? timings.refreshMinInterval : 0)
    }
    fault.clear(`${name} can be asked again`)
    forgetTrouble()
    if (asked.result === 'scanning') return become('scan', timings.scanPollInterval)
    const { isOverStuckScan, paid, scanBefore } = asked
    const at = clock.now()
    const refreshed = { server, settings, at, debts: due, paid, scanBefore }
    unrecorded = { asked: refreshed, origin, isOverStuckScan }
    pause.begin({ origin, at })
    scanWatch.forget()
    if (isOverStuckScan) log.warn(`${name}: its own scan was stuck, and was not waited for`)
    log.info(`${name} was asked to refresh`, { torrents: due.length })
    await record(unrecorded)
    // Look again at once: something may have finished while the server was asked.
    return 0
  }

  return {
    async step(settings) {
      if (unrecorded !== null) await record(unrecorded)
      await pause.load()
      debts = await store.completions.owed(kind)
      if (!settings.enabled) return closeDebts()
      if (debts.length === 0) return become('settled', timings.reconcileInterval)
      // The page never stores this, but others write the document as well.
      if (settings.url === '' || settings.apiKey === '') {
        connections.forget()
        return fail(new Misconfigured(`${name} has no URL or no key`, { code: 'incomplete' }))
      }
      const current = connections.of(settings)
      const { due, nextInMs } = partDue(debts, {
        after: settings.after,
        importWaitMs: timings.importWait,
        clock,
      })
      if (due.length === 0) return become('import', nextInMs ?? timings.reconcileInterval)
      const waits: [RefreshPhase, number][] = [
        ['quiet', quiet.remaining(due)],
        ['pause', pause.remaining(current.origin)],
        [trouble?.phase ?? 'retry', trouble === null ? 0 : trouble.until - clock.monotonic()],
      ]
      const [reason, waitMs] = waits.reduce((longest, wait) =>
        wait[1] > longest[1] ? wait : longest
      )
      return waitMs > 0 ? become(reason, waitMs) : ask(current, { settings, due })
    },
    state: () => ({
      phase,
      owed: debts.length,
      owedSince: debts.at(0)?.seenAt ?? null,
      lastAcceptedAt: pause.lastAcceptedAt(),
      fault: failure === null ? null : { code: failure.code, since: fault.since() ?? clock.now() },
      nextTryAt,
    }),
  }
}
