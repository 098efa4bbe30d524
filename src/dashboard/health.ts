import type { WatcherMode, WatcherState } from '../completions/state.ts'
import type { MediaServerKind } from '../domain.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { RefreshState } from '../refresh/state.ts'

/** What health is judged by. */
export type HealthFacts = {
  store: DependencyState
  engine: DependencyState
  watcher: WatcherState
  refresh: Record<MediaServerKind, RefreshState>
  /** When this process started, in Unix milliseconds: since then whatever never changed is so. */
  startedAt: number
  version: string
}

type Status = 'pass' | 'warn' | 'fail'

/** One check. Fixed words only: no host, no key, no version of somebody else. */
export type HealthCheck = {
  status: Status
  /** RFC 3339, UTC. */
  since: string
  detail: string
}

/** In the shape of draft-inadarei-api-health-check. */
export type HealthDocument = {
  status: Status
  version: string
  checks: { [Name in 'store' | 'engine' | MediaServerKind]: HealthCheck } & {
    /** `malformedRecords` counts the torrents that had to be skipped since the start. */
    watcher: HealthCheck & { mode: WatcherMode | null; malformedRecords: number }
  }
}

/** What this service still waits for before it should be sent requests. */
export type ReadinessDocument = {
  status: Status
  version: string
  waitingFor: ('store' | 'engine' | 'comparison')[]
}

/**
 * Judges the health. As a whole it is `pass` or `warn`, never `fail`: whatever is away, this
 * process repairs itself when it is back, and a restart would help nothing.
 */
export const toHealth = (facts: HealthFacts): HealthDocument => {
  const { store, engine, watcher, refresh, startedAt, version } = facts
  const checks = {
    store: checkDependency(store),
    engine: checkDependency(engine),
    watcher: {
      ...checkWatcher(watcher),
      mode: watcher.mode,
      malformedRecords: watcher.malformedRecords,
    },
    jellyfin: checkRefresh(refresh.jellyfin, startedAt),
    emby: checkRefresh(refresh.emby, startedAt),
  }
  const isFine = Object.values(checks).every(({ status }) => status === 'pass')
  return { status: isFine ? 'pass' : 'warn', version, checks }
}

/** Judges the readiness; it is ready when nothing is waited for. */
export const toReadiness = ({
  store,
  engine,
  watcher,
  version,
}: Pick<HealthFacts, 'store' | 'engine' | 'watcher' | 'version'>): ReadinessDocument => {
  const waitingFor: ReadinessDocument['waitingFor'] = []
  if (store.status !== 'up') waitingFor.push('store')
  if (!engine.hasAnswered) waitingFor.push('engine')
  if (!watcher.hasBaseline) waitingFor.push('comparison')
  return { status: waitingFor.length === 0 ? 'pass' : 'fail', version, waitingFor }
}

const check = (status: Status, detail: string, since: number): HealthCheck => ({
  status,
  since: new Date(since).toISOString(),
  detail,
})

const dependencyWords = { unknown: 'starting', up: 'up', down: 'away' } as const
const dependencyStatus = { unknown: 'warn', up: 'pass', down: 'fail' } as const

const checkDependency = ({ status, since }: DependencyState): HealthCheck =>
  check(dependencyStatus[status], dependencyWords[status], since)

const checkWatcher = ({ mode, since, isFailing, hasBaseline }: WatcherState): HealthCheck => {
  if (isFailing) return check('fail', 'failing', since)
  if (mode === null) return check('warn', 'starting', since)
  if (mode === 'standby') return check('pass', 'standby', since)
  return hasBaseline ? check('pass', 'watching', since) : check('warn', 'comparing', since)
}

const refreshWords: Record<RefreshState['phase'], string> = {
  unknown: 'unknown',
  off: 'off',
  settled: 'up-to-date',
  import: 'awaiting-import',
  quiet: 'owed',
  pause: 'owed',
  scan: 'scanning',
  store: 'owed',
  asking: 'asking',
  retry: 'retrying',
  paused: 'paused',
}

const checkRefresh = (
  { phase, owed, owedSince, fault, lastAcceptedAt, scanFault }: RefreshState,
  startedAt: number
): HealthCheck => {
  if (phase === 'off') return check('pass', refreshWords.off, startedAt)
  if (phase === 'settled' && scanFault !== null) return check('warn', 'away', scanFault.since)
  const isFailing = fault !== null && (owed > 0 || phase === 'retry' || phase === 'paused')
  const since = isFailing ? fault.since : (owedSince ?? lastAcceptedAt ?? startedAt)
  return check(isFailing ? 'warn' : 'pass', refreshWords[phase], since)
}
