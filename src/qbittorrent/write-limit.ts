import { withTimeLimit } from '../lib/time-limit.ts'
import { Unavailable } from '../upstream-error.ts'

/**
 * No program waits longer for what it wants done, in milliseconds: a little longer than for one
 * neighbour that is away, since several may hang one after the other.
 */
const LONGEST_WRITE_MS = 5200

/**
 * Waits for a write no longer than programs do. What is done later all the same can be repeated.
 *
 * @throws {Unavailable} `timeout`, when the time is over.
 */
export const withinWriteLimit = <T>(work: Promise<T>): Promise<T> =>
  withTimeLimit(work, {
    limitMs: LONGEST_WRITE_MS,
    late: () => new Unavailable('this could not be done in time', { code: 'timeout' }),
  })
