import type { Clock } from '../lib/clock.ts'

/** How far a scan is, in percent, where the server tells. */
type ScanProgress = { isRunning: false } | { isRunning: true; percentage: number | null }

/** Tells a library scan that makes progress from one that stands still. */
export type ScanWatch = {
  /** What the latest look means: may the server be asked now? */
  observe(scan: ScanProgress): 'idle' | 'running' | 'stuck'
  /** Forgets the scan: after a refresh of our own another one runs. */
  forget(): void
}

/**
 * Makes the watch over one server's scan. A scan whose percentage has not moved for
 * `stallLimitMs` counts as stuck; no percentage at all counts as standing still.
 */
export const createScanWatch = ({
  stallLimitMs,
  clock,
}: {
  stallLimitMs: number
  clock: Clock
}): ScanWatch => {
  let progress: { percentage: number | null; since: number } | null = null
  return {
    observe(scan) {
      if (!scan.isRunning) {
        progress = null
        return 'idle'
      }
      if (progress === null || progress.percentage !== scan.percentage) {
        progress = { percentage: scan.percentage, since: clock.monotonic() }
      }
      return clock.monotonic() - progress.since >= stallLimitMs ? 'stuck' : 'running'
    },
    forget() {
      progress = null
    },
  }
}
