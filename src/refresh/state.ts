import type { RefreshResult } from '../domain.ts'
import type { FailureCode } from '../upstream-error.ts'

/**
 * What a media server's debt is waiting for.
 *
 * - `unknown`: nobody has looked yet.
 * - `off`: the server is switched off.
 * - `settled`: nothing is owed.
 * - `import`: a program is still to import what has finished.
 * - `quiet`: more torrents may finish in the same moment.
 * - `pause`: the server took a refresh a short while ago.
 * - `scan`: the server's own library scan runs.
 * - `store`: the store does not answer, and without it nobody is asked.
 * - `asking`: it is being asked now.
 * - `retry`: it failed, and will be tried again soon.
 * - `paused`: key or address are wrong; tried again now and then, and when the settings change.
 */
export type RefreshPhase =
  | 'unknown'
  | 'off'
  | 'settled'
  | 'import'
  | 'quiet'
  | 'pause'
  | 'scan'
  | 'store'
  | 'asking'
  | 'retry'
  | 'paused'

/** What is waited for, and for how many milliseconds; none are left where they are not above 0. */
export type Wait = { phase: RefreshPhase; ms: number }

/** How the scan ended that a server made after it was asked. */
export type LastScan = {
  /** Unix milliseconds, by the server's own clock. */
  endedAt: number
  tookMs: number
  status: NonNullable<RefreshResult['scan']>['status']
}

/** What one media server is owed, for the page and for health checks. Times in Unix milliseconds. */
export type RefreshState = {
  phase: RefreshPhase
  /** How many completions are owed. None where only the owner himself has asked for a refresh. */
  owed: number
  owedSince: number | null
  lastAcceptedAt: number | null
  /** Why the last try failed; `null` once one has succeeded. */
  fault: { code: FailureCode; since: number } | null
  nextTryAt: number | null
} & Outcome

/** What came of the newest refresh, as far as this process knows. */
export type Outcome = {
  /** The scan that it began; `null` until that was seen to end. */
  lastScan: LastScan | null
  /** Whether the end of that scan is waited for. */
  isScanAwaited: boolean
  /** Since when that end cannot be seen, and why; `null` while it can. Unix milliseconds. */
  scanFault: { code: FailureCode; since: number } | null
  /** How many of its items the server does not have. */
  missing: number
}
