import { Unavailable } from '../upstream-error.ts'
import type { Clock } from './clock.ts'

/** How long a request waits for a store that is away, in milliseconds. */
const STORE_WAIT_MS = 5000
/** The pause between two tries on a store that says at once that it is away, in milliseconds. */
const RETRY_PAUSE_MS = 250

/**
 * Waits for a store that is away, and for one that does not answer, but no longer than 5 s.
 *
 * @param signal Ends the wait early, when the service stops.
 * @param operation May be tried several times. Once the wait is over its result reaches nobody:
 *   `isOver` lets it leave the store as it was.
 * @throws {Unavailable} `store-down` when the wait is over; what else `operation` throws, at once.
 */
export const waitForStore = async <T>(
  operation: (isOver: () => boolean) => Promise<T>,
  { clock, signal }: { clock: Clock; signal?: AbortSignal }
): Promise<T> => {
  const waiting = new AbortController()
  const isOver = () => waiting.signal.aborted
  const end = () => waiting.abort()
  if (signal?.aborted) end()
  signal?.addEventListener('abort', end)
  const attempts = () =>
    untilStored(() => operation(isOver), {
      pauseMs: RETRY_PAUSE_MS,
      clock,
      signal: waiting.signal,
    })
  const timeUp = async (): Promise<never> => {
    await clock.sleep(STORE_WAIT_MS, waiting.signal)
    throw new Unavailable('the store does not answer', { code: 'store-down' })
  }
  try {
    return await Promise.race([attempts(), timeUp()])
  } finally {
    end()
    signal?.removeEventListener('abort', end)
  }
}

/** The pause between two tries where nobody waits for the answer, in milliseconds. */
const PATIENT_PAUSE_MS = 5000

/**
 * Has something kept that nobody waits for: tries until the store is there again.
 *
 * @param pauseMs Between two tries, in milliseconds.
 * @throws What else `operation` throws, at once; and `Unavailable` where `signal` has ended it.
 */
export const untilStored = async <T>(
  operation: () => Promise<T>,
  {
    pauseMs = PATIENT_PAUSE_MS,
    clock,
    signal,
  }: { pauseMs?: number; clock: Clock; signal: AbortSignal }
): Promise<T> => {
  for (;;) {
    try {
      return await operation()
    } catch (error) {
      if (signal.aborted || !isStoreDown(error)) throw error
      await clock.sleep(pauseMs, signal)
    }
  }
}

const isStoreDown = (error: unknown): boolean =>
  error instanceof Unavailable && error.code === 'store-down'
