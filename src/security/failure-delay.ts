import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createStandingFault } from '../lib/standing-fault.ts'

/** So many failures in a minute are somebody's mistakes, and cost nothing. */
const FREE_FAILURES = 10
const WINDOW_MS = 60_000
const DELAY_MS = 1000

/** What slows down whoever tries one password after the other. */
export type FailureDelay = {
  /** Counts a failure. Resolves when it may be answered: at once, or after a second. */
  fail(): Promise<void>
}

/** Makes the count. It is one for all: behind Docker's own proxy every caller has one address. */
export const createFailureDelay = ({ clock, log }: { clock: Clock; log: Log }): FailureDelay => {
  const fault = createStandingFault({ log, clock })
  const newest: number[] = []
  let manyAt = Number.NEGATIVE_INFINITY
  return {
    async fail() {
      const at = clock.monotonic()
      const [first = 0] = newest
      const areMany = newest.length === FREE_FAILURES && at - first < WINDOW_MS
      newest.push(at)
      if (newest.length > FREE_FAILURES) newest.shift()
      if (!areMany) {
        // Between two of many there may be a few that are none: those are no end of it.
        if (at - manyAt >= WINDOW_MS) fault.forget()
        return
      }
      manyAt = at
      fault.raise('many wrong credentials, each is answered a second later')
      await clock.sleep(DELAY_MS)
    },
  }
}
