const PAUSE_MS = 10

/**
 * Calls `check` every 10 ms until it returns something truthy without throwing.
 *
 * @returns What it returned then.
 * @throws At the deadline: what it threw last, or an error that says that it never became true.
 */
export const eventually = async <T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {}
): Promise<Awaited<T>> => {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    let reason: unknown
    try {
      const value = await check()
      if (value) return value
      reason = new Error(`not within ${timeoutMs} ms: it is ${JSON.stringify(value)}`)
    } catch (error) {
      reason = error
    }
    if (performance.now() >= deadline) throw reason
    await Bun.sleep(PAUSE_MS)
  }
}
