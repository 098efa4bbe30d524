import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createStandingFault, type StandingFault } from '../lib/standing-fault.ts'
import { version } from '../version.ts'
import { watchAnswers } from './answer-watch.ts'
import type { Tracing } from './open.ts'
import { createOtelTracer } from './otel-tracer.ts'

/**
 * How long the last spans may take when the service stops, in milliseconds: a collector in the home
 * takes them in a few.
 */
const FLUSH_GRACE_MS = 500
/** Between two spans that a collector which takes nothing is tried with, in milliseconds. */
const PROBE_INTERVAL_MS = 10_000

/**
 * Sends traces to a collector, as OTLP over HTTP, in the background. At most 2048 spans wait; what
 * a collector that is away or too slow does not take is dropped.
 *
 * Headers, time limit, compression, resource, sampler and queue are set by OpenTelemetry's standard
 * variables, which its SDK reads by itself; `telemetry.ts` has found them right.
 *
 * @param url Of the collector's traces.
 * @param serviceName Where the environment says no other.
 */
export const createOtlpTracing = ({
  url,
  serviceName,
  clock = systemClock,
  log,
}: {
  url: string
  serviceName: string
  clock?: Clock
  log: Log
}): Tracing => {
  const fault = createStandingFault({ log, clock })
  const hasStrangeAnswer = watchAnswers()
  const exporter = new OTLPTraceExporter({ url })
  const own = resourceFromAttributes({ 'service.name': serviceName, 'service.version': version })
  const provider = new BasicTracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(withReports(exporter, { fault, hasStrangeAnswer }))],
  })
  let probedAt = Number.NEGATIVE_INFINITY
  /** Of a collector that takes nothing one span now and then finds out whether it does again. */
  const isTaken = (): boolean => {
    if (fault.since() === null) return true
    const at = clock.monotonic()
    if (at - probedAt < PROBE_INTERVAL_MS) return false
    probedAt = at
    return true
  }
  return {
    ...createOtelTracer(provider.getTracer('torrent-notifier', version), { isTaken }),
    async close() {
      const flushed = provider.shutdown().catch(() => {})
      // Who did not take the last spans is not waited for.
      if (fault.since() === null) await Promise.race([flushed, clock.sleep(FLUSH_GRACE_MS)])
    },
  }
}

const DROPPED = 'traces cannot be sent, and are dropped'

/** The SDK keeps it to itself when a collector takes nothing. */
const withReports = (
  exporter: SpanExporter,
  { fault, hasStrangeAnswer }: { fault: StandingFault; hasStrangeAnswer: () => boolean }
): SpanExporter => ({
  export(spans, done) {
    exporter.export(spans, (result) => {
      if (hasStrangeAnswer()) fault.raise(DROPPED, { reason: 'it answers as no collector does' })
      else if (result.code === ExportResultCode.SUCCESS) fault.clear('traces can be sent again')
      // No `code`: a collector that fails in changing ways is still one fault.
      else fault.raise(DROPPED, { reason: reasonOf(result) })
      done(result)
    })
  },
  shutdown: () => exporter.shutdown(),
})

/** The status or the network's word for it; a message could hold an address with a password. */
const reasonOf = ({ error }: ExportResult): string =>
  error !== undefined && 'code' in error && error.code ? String(error.code) : 'not taken in time'
