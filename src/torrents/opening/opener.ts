import { isComplete } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { createStandingFault } from '../../lib/standing-fault.ts'
import { createWake } from '../../lib/wake.ts'
import { type FailureCode, Unavailable, UpstreamError } from '../../upstream-error.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { type InventoryTorrent, isOpen } from '../inventory/inventory-torrent.ts'
import { createNoteKeeping } from '../inventory/note-keeping.ts'
import type { Notebook } from '../inventory/notebook.ts'
import type { AddQueue } from './add-queue.ts'
import { createAudience } from './audience.ts'
import { type Candidate, createCandidates } from './candidates.ts'
import { createGiver, type Given } from './giver.ts'
import { createHolding } from './holding.ts'
import { createReopening } from './reopening.ts'
import type { SessionRoom } from './session-room.ts'
import type { Unwanted } from './unwanted.ts'

/** How often those that wait are tried, in milliseconds. */
const RETRY_MS = 10_000
/** How often it is looked whether any waits, while none is unfinished, in milliseconds. */
const LOOK_MS = 60_000
/** How often it is looked which torrents are gone, where nothing else asks for that. */
const NOTES_LOOK_MS = 60 * 60_000

/** What does not say that the engine never got the call. */
const MAY_BE_HEARD: ReadonlySet<FailureCode> = new Set(['reset', 'timeout', 'service-unavailable'])

/** What came of trying to have the engine open a torrent; an error says that it is away. */
export type Outcome = 'opened' | 'waiting' | 'refused' | UpstreamError

/**
 * Has the engine open what waits for it: adds that it had no session for, torrents of ours that
 * lost their session, and those that a program wants started. One at a time, in order, and only
 * while it has fewer busy sessions than it may, so that none is thrown out for it.
 */
export type Opener = {
  /** Tries at once. */
  nudge(): void
  /**
   * Tries at once.
   *
   * @returns What came of it for this torrent; `waiting` after `waitMs` at the latest.
   */
  open(torrentId: string, waitMs: number): Promise<Outcome>
  start(): void
  stop(): Promise<void>
}

type OpenerDeps = {
  engine: Pick<EngineClient, 'add' | 'start' | 'stop' | 'setTags' | 'session'>
  catalog: Pick<Catalog, 'invalidate'>
  inventory: Pick<Inventory, 'list' | 'closing'>
  notebook: Notebook
  queue: AddQueue
  room: SessionRoom
  unwanted: Unwanted
  clock: Clock
  log: Log
}

/** Makes the opener; it begins with `start`. */
export const createOpener = (deps: OpenerDeps): Opener => {
  const { inventory, notebook, queue, room, unwanted, clock, log } = deps
  const stopping = new AbortController()
  const wake = createWake(clock)
  const fault = createStandingFault({ log, clock })
  const give = createGiver(deps)
  const reopen = createReopening(deps)
  const keepNotes = createNoteKeeping(deps)
  const holding = createHolding(deps)
  const audience = createAudience<Outcome>(clock)
  const candidates = createCandidates(clock)
  let isAnyUnfinished = true
  let lookedAt = clock.monotonic()
  let running = Promise.resolve()

  const tellEach = (ids: readonly string[], outcome: Outcome) => {
    for (const id of ids) audience.tell(id, outcome)
  }
  const attempt = async (candidate: Candidate): Promise<Given> => {
    try {
      return await ('queued' in candidate ? give(candidate.queued) : reopen(candidate.torrent))
    } catch (error) {
      // The engine is there, whatever it makes of this one.
      if (error instanceof Unavailable && error.status === 500) return { failure: error }
      // It may have heard the call, and may have ended of it: others come first then.
      if (error instanceof UpstreamError && MAY_BE_HEARD.has(error.code)) return { delay: error }
      throw error
    }
  }
  /** @returns Whether there may be room for the next. */
  const open = async (candidate: Candidate): Promise<boolean> => {
    const { id } = candidate
    const given = await attempt(candidate)
    if (given === 'no-session-free') return false
    if (typeof given === 'string') settle(id, 'opened')
    else if ('refusal' in given) await refuse(id, given)
    else if ('failure' in given) fail(id, given.failure, given.failure)
    else {
      fail(id, given.delay, 'waiting')
      // Without an answer the engine is away for all.
      if (given.delay.status === undefined) throw given.delay
    }
    return true
  }
  const settle = (id: string, outcome: Outcome) => {
    candidates.noteTry(id)
    audience.tell(id, outcome)
  }
  const refuse = async (id: string, refusal: { refusal: string }) => {
    log.warn('the engine refuses a torrent', { id, reason: refusal.refusal })
    // Once nobody waits for the answer it stays in sight as a fault, until it is deleted.
    if (!audience.has(id)) await queue.change([id], (add) => (add ? { ...add, ...refusal } : null))
    settle(id, 'refused')
  }
  const fail = (id: string, { code }: UpstreamError, outcome: Outcome) => {
    const isNews = candidates.noteFailure(id) === 1
    if (isNews) log.warn('the engine fails at a torrent', { id, code })
    audience.tell(id, outcome)
  }
  /** @returns Whether to go on with the next. */
  const openNext = async (tried: Set<string>): Promise<boolean> => {
    lookedAt = clock.monotonic()
    const { torrents, source } = await inventory.list()
    if (source === 'engine') {
      await unwanted.sweep(torrents)
      await holding.stopAgain(torrents)
    } else holding.noteAway()
    isAnyUnfinished = queue.all().size > 0 || unwanted.isAny() || torrents.some(isUnfinished)
    const started = torrents.filter(hasStarted).map(({ id }) => id)
    await notebook.notes.change(started, (note) => ({ ...note, isStartOwed: false }))
    const waiting = candidates.among(queue.all().values(), torrents)
    const next = waiting.find(({ id }) => !tried.has(id))
    if (next === undefined) {
      if (source === 'engine') await keepNotes(torrents)
      return false
    }
    if (source !== 'engine') throw new Unavailable('engine: cannot be read', { code: 'timeout' })
    if (stopping.signal.aborted || !(await room.isFree(inventory.closing()))) return false
    tried.add(next.id)
    return await open(next)
  }
  /** Where nothing waits somebody has to see all the same which torrents are gone, with their notes. */
  const isLookDue = () =>
    notebook.notes.all().size > 0 && clock.monotonic() - lookedAt >= NOTES_LOOK_MS
  const round = async () => {
    // Who comes later than the last look at what waits is answered by the next round.
    let heard: string[] = []
    try {
      await Promise.all([notebook.ready(), queue.ready()])
      const tried = new Set<string>()
      do heard = audience.ids()
      while ((mayWait(deps) || isLookDue()) && (await openNext(tried)))
      tellEach(heard, 'waiting')
      fault.clear('what waits can be given to the engine again')
    } catch (error) {
      if (stopping.signal.aborted) return
      const isKnown = error instanceof UpstreamError
      tellEach(heard, isKnown ? error : 'waiting')
      const code = isKnown ? error.code : 'unexpected'
      fault.raise('what waits cannot be given to the engine', { code })
    }
  }
  const run = async () => {
    while (!stopping.signal.aborted) {
      void room.learn()
      await round()
      await wake.sleep(isAnyUnfinished ? RETRY_MS : LOOK_MS, stopping.signal)
    }
  }

  return {
    nudge: wake.call,
    async open(torrentId, waitMs) {
      const heard = audience.hear(torrentId, waitMs)
      wake.call()
      return (await heard) ?? 'waiting'
    },
    start() {
      running = run()
    },
    async stop() {
      stopping.abort()
      await running
      tellEach(audience.ids(), 'waiting')
    },
  }
}

/** Without an add and without a torrent of a program there is nothing to look for. */
const mayWait = ({ notebook, queue, unwanted }: OpenerDeps): boolean =>
  queue.all().size > 0 ||
  unwanted.isAny() ||
  [...notebook.notes.all().values()].some(({ isOurs, isStartOwed }) => isOurs || isStartOwed)

const isUnfinished = (torrent: InventoryTorrent): boolean =>
  torrent.wait !== null ||
  (torrent.note.isOurs &&
    !isComplete(torrent) &&
    (torrent.status === 'active' || torrent.status === 'pending'))

const hasStarted = (torrent: InventoryTorrent): boolean =>
  torrent.note.isStartOwed && isOpen(torrent)
