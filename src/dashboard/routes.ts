import { Elysia } from 'elysia'
import type { WatcherState } from '../completions/state.ts'
import type { MediaServerKind } from '../domain.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { RefreshState } from '../refresh/state.ts'
import { refuse } from '../security/refusal.ts'
import { type HealthFacts, toHealth, toReadiness } from './health.ts'
import { createNumbers, type NumbersDeps } from './numbers.ts'
import type { Widget } from './widget.ts'

/** What dashboards and monitors are told from. All but the catalog answers at once. */
export type DashboardDeps = NumbersDeps & {
  store: () => DependencyState
  watcher: () => WatcherState
  refresh: (kind: MediaServerKind) => RefreshState
  version: string
}

/** When a dashboard that got no numbers may ask again, in seconds. */
const RETRY_AFTER_SECONDS = 5

/** `GET /widget`, `/health` and `/health/ready`. The last two never wait for anybody. */
export const dashboardRoutes = (deps: DashboardDeps) => {
  const startedAt = deps.clock.now()
  const numbers = createNumbers(deps)
  const facts = (): HealthFacts => ({
    store: deps.store(),
    engine: deps.engine(),
    watcher: deps.watcher(),
    refresh: { jellyfin: deps.refresh('jellyfin'), emby: deps.refresh('emby') },
    startedAt,
    version: deps.version,
  })
  return new Elysia()
    .get('/widget', async () => answerWidget(await numbers()))
    .get('/health', () => answerHealth(200, toHealth(facts())))
    .get('/health/ready', () => answerReadiness(facts()))
}

const answerWidget = (widget: Widget | null): Response => {
  if (widget) return Response.json(widget, { headers: { 'cache-control': 'no-store' } })
  const message = 'No numbers are known yet: the T◎RRX engine cannot be read.'
  const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
  return refuse('envelope', { code: 'unavailable', message, headers })
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
