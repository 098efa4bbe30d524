import type { QueuedAdd } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import { type InventoryTorrent, isInEngine } from '../inventory/inventory-torrent.ts'

/** How long one that was started and is not open all the same is left alone, in milliseconds. */
const LEFT_ALONE_MS = 60_000
/** And one at which the engine failed: twice as long after each failure, from this to that. */
const FAILURE_PAUSE_MS = { first: 10_000, longest: 10 * 60_000 }

/** What is to be opened: an add, or a torrent that the engine has. */
export type Candidate = { id: string } & ({ queued: QueuedAdd } | { torrent: InventoryTorrent })

/**
 * What waits to be opened, those first that were tried or added longest ago: however often magnets
 * without peers lose their sessions, they hold up nobody else.
 */
export type Candidates = {
  among(adds: Iterable<QueuedAdd>, torrents: readonly InventoryTorrent[]): Candidate[]
  noteTry(id: string): void
  /** One was tried and the engine failed at it. @returns How often it has failed in a row. */
  noteFailure(id: string): number
}

/** When one was tried last: `now` in Unix milliseconds, `at` in monotonic ones. */
type Try = { now: number; at: number; failures: number }

/** Makes candidates of which none was tried. */
export const createCandidates = (clock: Clock): Candidates => {
  const tries = new Map<string, Try>()

  const forgetOthers = (present: ReadonlySet<string>) => {
    for (const id of tries.keys()) if (!present.has(id)) tries.delete(id)
  }
  const isDue = (id: string, pauseOf: (last: Try) => number): boolean => {
    const last = tries.get(id)
    return last === undefined || clock.monotonic() - last.at >= pauseOf(last)
  }
  const note = (id: string, failures: number) =>
    tries.set(id, { now: clock.now(), at: clock.monotonic(), failures })
  return {
    among(adds, torrents) {
      const taken = new Set(torrents.filter(isInEngine).map(({ id }) => id))
      const present = new Set(taken)
      const waiting = new Map<string, { since: number; candidate: Candidate }>()
      const put = (candidate: Candidate, addedAt: number) => {
        const { id } = candidate
        waiting.set(id, { since: tries.get(id)?.now ?? addedAt, candidate })
      }
      for (const torrent of torrents) {
        const { id, wait, createdAt } = torrent
        const pauseOf = torrent.note.isStartOwed ? failurePause : restartPause
        if (wait === 'session' && isDue(id, pauseOf)) put({ id, torrent }, createdAt * 1000)
      }
      for (const queued of adds) {
        const { torrentId: id, refusal, addedAt } = queued
        present.add(id)
        // One that it has refused and has all the same, after a fault, is only to be finished.
        const mayBeTaken = refusal === null || taken.has(id)
        if (mayBeTaken && isDue(id, failurePause)) put({ id, queued }, addedAt)
      }
      forgetOthers(present)
      return [...waiting.values()]
        .sort((one, other) => one.since - other.since)
        .map(({ candidate }) => candidate)
    },
    noteTry(id) {
      note(id, 0)
    },
    noteFailure(id) {
      const failures = (tries.get(id)?.failures ?? 0) + 1
      note(id, failures)
      return failures
    },
  }
}

const failurePause = ({ failures }: Try): number =>
  failures === 0
    ? 0
    : Math.min(FAILURE_PAUSE_MS.first * 2 ** (failures - 1), FAILURE_PAUSE_MS.longest)

const restartPause = (last: Try): number => Math.max(failurePause(last), LEFT_ALONE_MS)
