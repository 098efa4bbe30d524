/**
 * Runs `work` under a signal that aborts after `timeoutMs` milliseconds, or with `outer`. Nothing
 * is left behind on `outer`, which lives as long as the service.
 *
 * @throws What `work` throws; after the time that is a `DOMException` named `TimeoutError` for
 *   work that honours the signal.
 */
export const withDeadline = async <T>(
  { timeoutMs, outer }: { timeoutMs: number; outer?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> => {
  const controller = new AbortController()
  const stop = () => controller.abort(outer?.reason)
  const expire = () => controller.abort(new DOMException('the deadline has passed', 'TimeoutError'))
  const timer = setTimeout(expire, timeoutMs)
  if (outer?.aborted) stop()
  outer?.addEventListener('abort', stop)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', stop)
  }
}
