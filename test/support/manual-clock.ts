import type { Clock } from '../../src/lib/clock.ts'

/** A clock that stands still until it is told to go on. */
export type ManualClock = Clock & {
  /** Moves both times on, and wakes whoever has slept for long enough. */
  advance(ms: number): void
  /** Lets time pass step by step: whoever wakes goes on, and may sleep again, before time does. */
  pass(ms: number): Promise<void>
  /** How many sleep at the moment. */
  sleepers(): number
}

/** Makes a clock whose wall time begins at `now`, in Unix milliseconds. */
export const createManualClock = (now = Date.UTC(2026, 10, 22, 20, 0)): ManualClock => {
  let passed = 0
  const sleeping = new Set<{ until: number; wake: () => void }>()
  const moveTo = (time: number) => {
    passed = Math.max(passed, time)
    for (const sleeper of [...sleeping]) if (sleeper.until <= passed) sleeper.wake()
  }
  return {
    now: () => now + passed,
    monotonic: () => passed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve()
        const sleeper = {
          until: passed + ms,
          wake() {
            sleeping.delete(sleeper)
            signal?.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleeping.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake)
      }),
    advance: (ms) => moveTo(passed + ms),
    async pass(ms) {
      const end = passed + ms
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        const next = Math.min(...[...sleeping].map(({ until }) => until))
        if (next > end) break
        moveTo(next)
      }
      moveTo(end)
    },
    sleepers: () => sleeping.size,
  }
}
