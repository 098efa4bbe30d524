/**
 * Waits for work that cannot be stopped, but no longer than `limitMs` milliseconds. The work goes
 * on without us; what comes of it later is nobody's.
 *
 * @throws What `late` makes when the time is over; what `work` rejects with before.
 */
export const withTimeLimit = async <T>(
  work: Promise<T>,
  { limitMs, late }: { limitMs: number; late: () => Error }
): Promise<T> => {
  const { promise: expired, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), limitMs)
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}
