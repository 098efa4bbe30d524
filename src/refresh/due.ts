import type { Clock } from '../lib/clock.ts'
import { monotonicEnd } from '../lib/monotonic-end.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { OwedCompletion } from '../store/store.ts'

/** Which debts may be paid now, and how long the first of the others waits, in milliseconds. */
export type Due = { due: OwedCompletion[]; nextInMs: number | null }

/** Parts the debts of one server; all that it is owed at the moment is to be given each time. */
export type PartDue = (
  debts: readonly OwedCompletion[],
  settings: Pick<MediaServerSettings, 'after'>
) => Due

/**
 * Makes what parts the debts that are due from those whose torrent a program is still to import, for
 * a server whose owner wants it refreshed after that. None waits longer than `importWaitMs`.
 */
export const createPartDue = ({
  importWaitMs,
  clock,
}: {
  importWaitMs: number
  clock: Clock
}): PartDue => {
  /** By the ids of debts. Reckoned once: a clock that is set back later would move them. */
  let ends = new Map<string, number>()

  return (debts, { after }) => {
    const due: OwedCompletion[] = []
    const waiting = new Map<string, number>()
    let nextInMs: number | null = null
    for (const debt of debts) {
      const { id, seenAt: from, awaitsImport } = debt
      const end = ends.get(id) ?? monotonicEnd({ from, lengthMs: importWaitMs }, clock)
      waiting.set(id, end)
      const waitMs = after === 'import' && awaitsImport ? end - clock.monotonic() : 0
      if (waitMs <= 0) due.push(debt)
      else nextInMs = Math.min(nextInMs ?? waitMs, waitMs)
    }
    ends = waiting
    return { due, nextInMs }
  }
}
