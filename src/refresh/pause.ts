import type { MediaServerKind } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import { monotonicEnd } from '../lib/monotonic-end.ts'
import type { AcceptedRefresh, Store } from '../store/store.ts'

/** Keeps a minimum pause between two refreshes that one server has taken, across restarts. */
export type Pause = {
  /**
   * Reads once when the server last took a refresh, before this process was there.
   *
   * @throws {Unavailable} `store-down`; the next call tries again.
   */
  load(): Promise<void>
  /**
   * How long this origin is still left alone, in milliseconds. A server at another origin is
   * another server and waits for nothing.
   */
  remaining(origin: string): number
  /** The server has just taken a refresh. */
  begin(accepted: AcceptedRefresh): void
  /** When this origin last took a refresh, in Unix milliseconds; `null` when none is known. */
  lastAcceptedAt(origin: string | null): number | null
}

/** Makes the pause of one server. It runs on the monotonic clock, from the time in the store. */
export const createPause = ({
  kind,
  store,
  minIntervalMs,
  clock,
}: {
  kind: MediaServerKind
  store: Store
  minIntervalMs: number
  clock: Clock
}): Pause => {
  /** Until when each origin is left alone, on the monotonic clock. */
  const until = new Map<string, number>()
  let last: AcceptedRefresh | null = null
  let isLoaded = false

  const begin = (accepted: AcceptedRefresh) => {
    const end = monotonicEnd({ from: accepted.at, lengthMs: minIntervalMs }, clock)
    for (const [origin, over] of until) if (over <= clock.monotonic()) until.delete(origin)
    until.set(accepted.origin, end)
    last = accepted
    isLoaded = true
  }
  return {
    begin,
    lastAcceptedAt: (origin) => (last?.origin === origin ? (last?.at ?? null) : null),
    async load() {
      if (isLoaded) return
      const stored = await store.refreshes.lastAccepted(kind)
      isLoaded = true
      if (stored !== null) begin(stored)
    },
    remaining(origin) {
      return Math.max(0, (until.get(origin) ?? 0) - clock.monotonic())
    },
  }
}
