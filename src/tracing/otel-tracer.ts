import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  type Link,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import {
  parseTraceParent,
  TRACE_PARENT_HEADER,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { UpstreamError } from '../domain.ts'
import type { Span, SpanStart, Tracer } from './tracer.ts'

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanStart['kind'], SpanKind>

const fromHeaders = {
  get: (headers: Headers, name: string) => headers.get(name) ?? undefined,
  keys: (headers: Headers) => [...headers.keys()],
}
const toRecord = {
  set(headers: Record<string, string>, name: string, value: string) {
    headers[name] = value
  },
}

/**
 * Makes the tracer over one of OpenTelemetry. The span that runs is known by the asynchronous
 * context; nothing is registered globally.
 */
export const createOtelTracer = (tracer: OtelTracer): Tracer => {
  const running = new AsyncLocalStorage<Context>()
  const w3c = new W3CTraceContextPropagator()

  const origin = ({ incoming, after = [] }: SpanStart): { parent: Context; links: Link[] } => {
    if (incoming) return { parent: w3c.extract(ROOT_CONTEXT, incoming, fromHeaders), links: [] }
    const outer = running.getStore()
    if (outer !== undefined) return { parent: outer, links: [] }
    const [first, ...others] = onePerTrace(after)
    if (first === undefined) return { parent: ROOT_CONTEXT, links: [] }
    const links = others.map((context) => ({ context }))
    return { parent: trace.setSpanContext(ROOT_CONTEXT, first), links }
  }

  const headers = (): Record<string, string> => {
    const context = running.getStore()
    const written = {}
    if (context !== undefined) w3c.inject(context, written, toRecord)
    return written
  }

  const currentSpan = () => {
    const context = running.getStore()
    return context && trace.getSpan(context)
  }

  return {
    isOn: true,
    async span(start, work) {
      const { name, kind, attributes = {}, startedAt } = start
      const { parent, links } = origin(start)
      const options = { kind: kinds[kind], attributes, links }
      const began = startedAt === undefined ? {} : { startTime: startedAt }
      const span = tracer.startSpan(name, { ...options, ...began }, parent)
      const shown = show(span)
      try {
        return await running.run(trace.setSpan(parent, span), () => work(shown))
      } catch (error) {
        shown.fail(wordFor(error))
        throw error
      } finally {
        span.end()
      }
    },
    current: () => spanContextOf(running.getStore()) ?? null,
    set: (attributes) => void currentSpan()?.setAttributes(attributes),
    rename: (name, attributes) => void currentSpan()?.updateName(name).setAttributes(attributes),
    headers,
    trace: () => headers()[TRACE_PARENT_HEADER],
  }
}

/** What can be read of these, one of each trace, in their order. */
const onePerTrace = (traceparents: readonly string[]): SpanContext[] => {
  const spans = traceparents.flatMap((traceparent) => parseTraceParent(traceparent) ?? [])
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId)
  return [...byTrace.values()].flatMap(([first]) => first ?? [])
}

const spanContextOf = (context: Context | undefined) => context && trace.getSpanContext(context)

const show = (span: OtelSpan): Span => ({
  set(attributes) {
    span.setAttributes(attributes)
  },
  fail(reason) {
    span.setAttribute('error.type', reason)
    span.setStatus({ code: SpanStatusCode.ERROR })
  },
})

/** A message could name a file or an address. */
const wordFor = (error: unknown): string => {
  if (error instanceof UpstreamError) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
