import type { Clock } from './clock.ts'

/**
 * When a wait that began at a recorded moment is over, on the monotonic clock. A wait that is over
 * by the record is over now, and a wall clock that was set back cannot stretch it beyond its length.
 *
 * @param from When it began, in Unix milliseconds.
 * @returns Monotonic milliseconds.
 */
export const monotonicEnd = (
  { from, lengthMs }: { from: number; lengthMs: number },
  clock: Clock
): number => clock.monotonic() + Math.min(Math.max(from + lengthMs - clock.now(), 0), lengthMs)
