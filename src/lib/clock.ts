/** Time as this service sees it: wall time for records, monotonic time for every wait. */
export type Clock = {
  /** Unix milliseconds. Can jump: for records and display only. */
  now(): number
  /** Milliseconds since some fixed point. Never jumps: for durations and deadlines. */
  monotonic(): number
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The longest delay that `setTimeout` takes; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.min(Math.max(ms, 0), LONGEST_TIMEOUT_MS))
      signal?.addEventListener('abort', done)
    }),
}
