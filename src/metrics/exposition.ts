import { prometheusContentType } from 'prom-client'
import { prefers } from '../security/accept.ts'
import type { MetricsRegistry } from './registry.ts'

/** All numbers in one of the two formats of text. */
export type Exposition = { type: string; text: string }

/**
 * Tells all numbers as OpenMetrics, but for who gives plain text more weight: Prometheus names both
 * and prefers OpenMetrics, some older programs name the other alone.
 *
 * @param accept The `Accept` of the request.
 */
export const expose = async (
  metrics: MetricsRegistry,
  accept: string | null
): Promise<Exposition> => {
  const text = await metrics.metrics()
  return prefers(accept, 'text/plain', 'application/openmetrics-text')
    ? { type: prometheusContentType, text: toPlain(text) }
    : { type: metrics.contentType, text }
}

/**
 * The older format calls a counter as its samples are called, and marks no end. The library itself
 * would tell it without `_total` once it has told OpenMetrics.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
const toPlain = (text: string): string =>
  text
    .replace(
      /^# HELP (\S+) (.*)\n# TYPE \1 counter$/gm,
      '# HELP $1_total $2\n# TYPE $1_total counter'
    )
    .replace(/^# EOF\n$/m, '')
