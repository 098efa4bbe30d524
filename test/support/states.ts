import type { WatcherState } from '../../src/completions/state.ts'
import type { DependencyState } from '../../src/lib/dependency.ts'
import type { RefreshState } from '../../src/refresh/state.ts'

/** A dependency that has been there since 1970. */
export const up: DependencyState = { status: 'up', since: 0, hasAnswered: true }

/** A watcher that follows the change stream, but for what `changes` say. */
export const watcherState = (changes: Partial<WatcherState> = {}): WatcherState => ({
  mode: 'stream',
  reason: null,
  since: 0,
  isFailing: false,
  hasBaseline: true,
  malformedRecords: 0,
  ...changes,
})

/** A media server to which nothing is owed, but for what `changes` say. */
export const refreshState = (changes: Partial<RefreshState> = {}): RefreshState => ({
  phase: 'settled',
  owed: 0,
  owedSince: null,
  lastAcceptedAt: null,
  fault: null,
  nextTryAt: null,
  lastScan: null,
  isScanAwaited: false,
  scanFault: null,
  missing: 0,
  ...changes,
})
