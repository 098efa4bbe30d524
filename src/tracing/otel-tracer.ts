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
import { UpstreamError } from '../upstream-error.ts'
import { type Span, type SpanStart, silentSpan, type Tracer } from './tracer.ts'

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
 *
 * @param isTaken Whether a span that begins now would be taken by anybody. Where not, calls that
 *   come in, or go out for themselves, are no spans: they are many. A caller's trace is handed on as
 *   it came, and what a completion leads to, which may be told later, is a trace all the same.
 */
export const createOtelTracer = (
  tracer: OtelTracer,
  { isTaken = () => true }: { isTaken?: () => boolean } = {}
): Tracer => {
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

  const isLeftOut = (kind: SpanStart['kind'], parent: Context): boolean =>
    (kind === 'server' || kind === 'client') &&
    trace.getSpan(parent)?.isRecording() !== true &&
    !isTaken()

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
      const { parent, links } = origin(start)
      if (isLeftOut(start.kind, parent)) {
        // A context has a cost in all that is awaited: there is one only for a caller's trace.
        if (parent === ROOT_CONTEXT) return await work(silentSpan)
        return await running.run(parent, () => work(silentSpan))
      }
      const { name, kind, attributes = {}, startedAt } = start
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
  describe(better) {
    if (!span.isRecording()) return
    const { name, attributes = {} } = better()
    span.updateName(name).setAttributes(attributes)
  },
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
