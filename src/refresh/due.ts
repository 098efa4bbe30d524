import type { Clock } from '../lib/clock.ts'
import { monotonicEnd } from '../lib/monotonic-end.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { OwedCompletion } from '../store/store.ts'

/** Which debts may be paid now, and how long the first of the others waits, in milliseconds. */
export type Due = { due: OwedCompletion[]; nextInMs: number | null }

/**
 * Parts the debts that are due from those whose torrent a program is still to import, for a server
 * whose owner wants it refreshed after that. None waits longer than `importWaitMs`.
 */
export const partDue = (
  debts: readonly OwedCompletion[],
  {
    after,
    importWaitMs,
    clock,
  }: { after: MediaServerSettings['after']; importWaitMs: number; clock: Clock }
): Due => {
  const due: OwedCompletion[] = []
  let nextInMs: number | null = null
  for (const debt of debts) {
    const end = monotonicEnd({ from: debt.seenAt, lengthMs: importWaitMs }, clock)
    const waitMs = after === 'import' && debt.awaitsImport ? end - clock.monotonic() : 0
    if (waitMs <= 0) due.push(debt)
    else nextInMs = Math.min(nextInMs ?? waitMs, waitMs)
  }
  return { due, nextInMs }
}
