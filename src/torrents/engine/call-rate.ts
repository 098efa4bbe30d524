import type { Clock } from '../../lib/clock.ts'
import { Unavailable } from '../../upstream-error.ts'

/** What is waited after a 429 that does not say how long, in milliseconds. */
const UNNAMED_HOLD_MS = 1000
/** And at most: a slip in what it says would keep us away until a restart. */
const LONGEST_HOLD_MS = 10 * 60_000

/** Spreads calls in time, for a neighbour that serves others as well. */
export type CallRate = {
  /**
   * Resolves when the next call may be made.
   *
   * @throws {Unavailable} `rate-limited`, at once, when that is longer than the longest wait.
   */
  turn(signal?: AbortSignal): Promise<void>
  /** The neighbour asked to be left alone for so long; ten minutes of it are kept. */
  hold(ms?: number): void
}

/** Makes a limit of so many calls in any second. */
export const createCallRate = ({
  perSecond,
  longestWaitMs,
  clock,
}: {
  perSecond: number
  longestWaitMs: number
  clock: Clock
}): CallRate => {
  /** When the last calls were made or will be, oldest first. */
  let turns: number[] = []
  let heldUntil = Number.NEGATIVE_INFINITY

  return {
    async turn(signal) {
      const now = clock.monotonic()
      const isFull = turns.length >= perSecond
      const at = Math.max(now, heldUntil, isFull ? (turns.at(-perSecond) ?? now) + 1000 : now)
      if (at - now > longestWaitMs) {
        throw new Unavailable('engine: too many calls for now', {
          code: 'rate-limited',
          retryAfterMs: at - now,
        })
      }
      turns = [...turns, at].slice(-perSecond)
      if (at > now) await clock.sleep(at - now, signal)
    },
    hold(ms = UNNAMED_HOLD_MS) {
      heldUntil = Math.max(heldUntil, clock.monotonic() + Math.min(ms, LONGEST_HOLD_MS))
    },
  }
}
