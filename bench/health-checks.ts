const EVERY_MS = 10_000

/** Asks as the container's health check does: every 10 s, each time on a new connection. */
export const checkHealth = async (url: string, seconds: number): Promise<void> => {
  const endsAt = performance.now() + seconds * 1000
  while (performance.now() < endsAt) {
    const { ok, status } = await fetch(`${url}/health`, { keepalive: false })
    if (!ok) throw new Error(`/health answered ${status}`)
    await Bun.sleep(Math.max(Math.min(EVERY_MS, endsAt - performance.now()), 0))
  }
}
