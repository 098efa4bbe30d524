import { type OpenMetricsContentType, Registry } from 'prom-client'

/** Where the numbers of one service are kept. */
export type MetricsRegistry = Registry<OpenMetricsContentType>

/** Makes an empty registry, which tells its numbers as OpenMetrics 1.0 has it. */
export const createRegistry = (): MetricsRegistry => {
  const registry: MetricsRegistry = new Registry()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  return registry
}
