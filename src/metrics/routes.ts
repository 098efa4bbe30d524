import { Elysia } from 'elysia'
import { type Exposition, expose } from './exposition.ts'
import { createGauges, type GaugeSources } from './gauges.ts'
import { createProcessGauges } from './process-gauges.ts'
import type { MetricsRegistry } from './registry.ts'
import { renewTorrents } from './torrent-gauges.ts'

export type MetricsDeps = GaugeSources & { metrics: MetricsRegistry }

/**
 * `GET /metrics`: numbers for monitors, as OpenMetrics, or in Prometheus's older format for who
 * would rather have that. None of them names anybody's torrents.
 */
export const metricsRoutes = ({ metrics, ...sources }: MetricsDeps) => {
  createGauges(metrics, sources)
  createProcessGauges(metrics)
  return new Elysia().get('/metrics', async ({ request }) => {
    await renewTorrents(sources)
    return answer(await expose(metrics, request.headers.get('accept')))
  })
}

const answer = ({ type, text }: Exposition): Response =>
  new Response(text, {
    headers: { 'content-type': type, 'cache-control': 'no-store', vary: 'accept' },
  })
