import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { createOtelTracer } from '../../src/tracing/otel-tracer.ts'
import type { Tracer } from '../../src/tracing/tracer.ts'

/** A tracer whose spans can be looked at once they have ended. */
export const startTracer = (
  options: Parameters<typeof createOtelTracer>[1] = {}
): { tracer: Tracer; ended: ReadableSpan[] } => {
  const ended: ReadableSpan[] = []
  const provider = new BasicTracerProvider({
    spanProcessors: [
      {
        onStart() {},
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  })
  return { tracer: createOtelTracer(provider.getTracer('test'), options), ended }
}
