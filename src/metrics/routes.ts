import { Elysia } from 'elysia'
import { createGauges, type GaugeSources } from './gauges.ts'
import { createProcessGauges } from './process-gauges.ts'
import type { MetricsRegistry } from './registry.ts'
import { renewTorrents } from './torrent-gauges.ts'

export type MetricsDeps = GaugeSources & { metrics: MetricsRegistry }

/** `GET /metrics`: numbers for monitors, as OpenMetrics. None of them names anybody's torrents. */
export const metricsRoutes = ({ metrics, ...sources }: MetricsDeps) => {
  createGauges(metrics, sources)
  createProcessGauges(metrics)
  return new Elysia().get('/metrics', async () => {
    await renewTorrents(sources)
    return await answer(metrics)
  })
}

const answer = async (metrics: MetricsRegistry): Promise<Response> =>
  new Response(await metrics.metrics(), {
    headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
  })
