import type { Clock } from './clock.ts'

/** A sleep that others can end. A call that comes while nobody sleeps ends the next sleep. */
export type Wake = {
  call(): void
  /** Resolves after `ms` milliseconds, when called, or when `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Makes a sleep that nobody has called yet. */
export const createWake = (clock: Clock): Wake => {
  let isCalled = false
  let end = () => {}
  return {
    call() {
      isCalled = true
      end()
    },
    async sleep(ms, signal) {
      const ended = new AbortController()
      end = () => ended.abort()
      if (isCalled || signal.aborted) end()
      signal.addEventListener('abort', end)
      await clock.sleep(ms, ended.signal)
      signal.removeEventListener('abort', end)
      isCalled = false
    },
  }
}
