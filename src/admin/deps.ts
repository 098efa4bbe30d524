import type { Clients } from '../clients/clients.ts'
import type { WatcherState } from '../completions/state.ts'
import type { Category, MediaServerKind } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { Log } from '../lib/log.ts'
import type { RefreshState } from '../refresh/state.ts'
import type { RememberedTests } from '../settings/last-test.ts'
import type { Settings } from '../settings/settings.ts'
import type { HistoryDeps } from './activity/history.ts'
import type { Access } from './dashboards/access.ts'
import type { DashboardNumbers } from './dashboards/numbers.tsx'
import type { Formats } from './moment.ts'
import type { ServerActionDeps } from './servers/actions.ts'

/** Everything that the page tells of, and what its buttons do. What takes time may be away. */
export type AdminDeps = HistoryDeps &
  Omit<ServerActionDeps, 'settings'> & {
    store: () => DependencyState
    engine: () => DependencyState
    watcher: () => WatcherState
    refresh: (kind: MediaServerKind) => RefreshState
    lastTest: RememberedTests['lastTest']
    /** Has a media server asked as soon as that is polite. */
    refreshNow: (kind: MediaServerKind) => void
    settings: Pick<Settings, 'last' | 'current' | 'patch'>
    clients: Pick<Clients, 'all' | 'missing'>
    /** What programs use; rejects while the store is away. */
    categories: () => Promise<readonly Category[]>
    /** What dashboards are told; `null` while nothing is known. */
    numbers: () => Promise<DashboardNumbers | null>
    /** Another number after each change of the history. */
    historyRevision: () => number
    access: Omit<Access, 'base'>
    /** Whether whoever sent this request may see the page, as of now. */
    isWelcome: (request: Pick<Request, 'headers'>) => Promise<boolean>
    /** The port that this service listens on. */
    port: number
    usesMongo: boolean
    /** Kept for all pages. */
    formats: Formats
    clock: Clock
    /** Ends what stands open when the service stops. */
    stopping: AbortSignal
    version: string
    log: Log
  }
