import type { Config } from '../config.ts'
import type { Log } from '../lib/log.ts'
import { type Tracer, untraced } from './tracer.ts'

/** A tracer with its end. */
export type Tracing = Tracer & {
  /** Sends what is left, for half a second at most. Never rejects. */
  close(): Promise<void>
}

/** Opens the traces. While they are off nothing of OpenTelemetry is loaded. */
export const openTracing = async ({
  telemetry,
  log,
}: {
  telemetry: Config['telemetry']
  log: Log
}): Promise<Tracing> => {
  if (telemetry === null) return { ...untraced, async close() {} }
  const { createOtlpTracing } = await import('./otlp.ts')
  return createOtlpTracing({ ...telemetry, log })
}
