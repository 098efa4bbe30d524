import type { Timings } from '../config.ts'
import type { Clock } from '../lib/clock.ts'
import { monotonicEnd } from '../lib/monotonic-end.ts'
import type { OwedCompletion } from '../store/store.ts'

/** Waits for a quiet moment, so that torrents that finish together share one refresh. */
export type QuietTime = {
  /** How long to wait from now, in milliseconds; 0 when it is quiet. */
  remaining(debts: readonly OwedCompletion[]): number
}

/**
 * Makes the quiet time of one server: `refreshQuiet` after the newest completion, and at most
 * `refreshQuietMax` after the oldest. Both count from the times in the records, so that a debt
 * found at start waits for nothing, but the wait itself runs on the monotonic clock: a clock that
 * is set back cannot stretch it.
 */
export const createQuietTime = ({
  timings,
  clock,
}: {
  timings: Pick<Timings, 'refreshQuiet' | 'refreshQuietMax'>
  clock: Clock
}): QuietTime => {
  let newest = { id: '', until: 0 }
  let oldest = { id: '', until: 0 }
  const until = (from: number, lengthMs: number) => monotonicEnd({ from, lengthMs }, clock)

  return {
    remaining(debts) {
      const first = debts.at(0)
      const last = debts.at(-1)
      if (first === undefined || last === undefined) return 0
      if (last.id !== newest.id) {
        newest = { id: last.id, until: until(last.seenAt, timings.refreshQuiet) }
      }
      if (first.id !== oldest.id) {
        oldest = { id: first.id, until: until(first.seenAt, timings.refreshQuietMax) }
      }
      return Math.max(0, Math.min(newest.until, oldest.until) - clock.monotonic())
    },
  }
}
