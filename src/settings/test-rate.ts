import type { MediaServerKind } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'

const WINDOW_MS = 60_000

/** How often a media server may be tested: a stranger must not scan a network with our Tests. */
export type TestRate = {
  /** Counts one Test. @returns 0, or how many milliseconds to wait when this one is too many. */
  take(kind: MediaServerKind): number
}

/** Makes a rate of `perMinute` Tests in any 60 s, for each media server by itself. */
export const createTestRate = ({
  perMinute,
  clock,
}: {
  perMinute: number
  clock: Clock
}): TestRate => {
  const taken: Record<MediaServerKind, number[]> = { jellyfin: [], emby: [] }
  return {
    take(kind) {
      const now = clock.monotonic()
      const recent = taken[kind].filter((at) => now - at < WINDOW_MS)
      taken[kind] = recent
      const oldest = recent[0]
      if (oldest !== undefined && recent.length >= perMinute) return oldest + WINDOW_MS - now
      recent.push(now)
      return 0
    },
  }
}
