/**
 * Waits for `work`, but not beyond the moment when `signal` aborts. Nothing is left behind on
 * either: one promise for all waits, raced again and again, would keep every result alive.
 *
 * @returns What `work` resolves to, or `null` when `signal` aborted first.
 * @throws What `work` rejects with.
 */
export const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> => {
  const { promise: aborted, resolve } = Promise.withResolvers<null>()
  const stop = () => resolve(null)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
