import { Elysia } from 'elysia'
import type { WatcherState } from '../completions/state.ts'
import { type MediaServerKind, Unavailable } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { RefreshState } from '../refresh/state.ts'
import { refuse } from '../security/refusal.ts'
import type { Catalog, CatalogView } from '../torrents/catalog/catalog.ts'
import { type HealthFacts, toHealth, toReadiness } from './health.ts'
import { toWidget } from './widget.ts'

/** What dashboards and monitors are told from. All but the catalog answers at once. */
export type DashboardDeps = {
  catalog: Pick<Catalog, 'list' | 'peek'>
  store: () => DependencyState
  engine: () => DependencyState
  watcher: () => WatcherState
  refresh: (kind: MediaServerKind) => RefreshState
  clock: Clock
  version: string
}

/** So long a dashboard waits for new numbers while older ones are there, in milliseconds. */
const NEW_NUMBERS_WAIT_MS = 1000
/** When a dashboard that got no numbers may ask again, in seconds. */
const RETRY_AFTER_SECONDS = 5

/** `GET /widget`, `/health` and `/health/ready`. The last two never wait for anybody. */
export const dashboardRoutes = (deps: DashboardDeps) => {
  const startedAt = deps.clock.now()
  const facts = (): HealthFacts => ({
    store: deps.store(),
    engine: deps.engine(),
    watcher: deps.watcher(),
    refresh: { jellyfin: deps.refresh('jellyfin'), emby: deps.refresh('emby') },
    startedAt,
    version: deps.version,
  })
  return new Elysia()
    .get('/widget', () => answerWidget(deps))
    .get('/health', () => answerHealth(200, toHealth(facts())))
    .get('/health/ready', () => answerReadiness(facts()))
}

const answerWidget = async (deps: Pick<DashboardDeps, 'catalog' | 'clock'>): Promise<Response> => {
  const view = await lookNow(deps)
  if (view) return Response.json(toWidget(view), { headers: { 'cache-control': 'no-store' } })
  const message = 'No numbers are known yet: the T◎RRX engine cannot be read.'
  const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
  return refuse('envelope', { code: 'unavailable', message, headers })
}

/** The numbers of now, or after a second those of before; `null` when there never were any. */
const lookNow = async ({
  catalog,
  clock,
}: Pick<DashboardDeps, 'catalog' | 'clock'>): Promise<CatalogView | null> => {
  const answered = new AbortController()
  const listed = catalog.list()
  const late = clock.sleep(NEW_NUMBERS_WAIT_MS, answered.signal).then(() => catalog.peek())
  try {
    return (await Promise.race([listed, late])) ?? (await listed)
  } catch (error) {
    if (error instanceof Unavailable) return null
    throw error
  } finally {
    answered.abort()
  }
}

const answerReadiness = (facts: HealthFacts): Response => {
  const readiness = toReadiness(facts)
  return answerHealth(readiness.status === 'pass' ? 200 : 503, readiness)
}

const answerHealth = (status: number, document: object): Response =>
  new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/health+json', 'cache-control': 'no-store' },
  })
