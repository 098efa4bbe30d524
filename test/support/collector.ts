import { eventually } from './eventually.ts'

/** A span as a collector has it. */
export type CollectedSpan = {
  name: string
  traceId: string
  spanId: string
  /** Empty for the first of a trace. */
  parentSpanId: string
  /** By OTLP's numbers: 1 internal, 2 server, 3 client, 5 consumer. */
  kind: number
  /** By OTLP's numbers: 2 is an error. */
  status: number
  attributes: Record<string, unknown>
  /** The traces that it names beside its own. */
  links: string[]
}

/** Takes traces as OTLP in JSON, as a collector does. */
export type Collector = {
  url: string
  /** What has come so far, the oldest first. */
  spans: CollectedSpan[]
  /** What the newest batch says of who has sent it. */
  resource(): Record<string, unknown>
  /** The headers of the newest batch. */
  headers(): Headers
  /** How often it was asked. */
  calls(): number
  /** What it does with the next batches. */
  mood: 'takes' | 'refuses' | 'hangs' | 'is a web page' | 'says nothing'
  /** Waits for a span of this name, and returns the first one. */
  span(name: string): Promise<CollectedSpan>
  stop(): Promise<void>
}

/** Starts it on the loopback interface. */
export const startCollector = ({ port = 0 }: { port?: number } = {}): Collector => {
  let calls = 0
  let headers = new Headers()
  let resource: Record<string, unknown> = {}
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port,
    async fetch(request) {
      calls += 1
      headers = request.headers
      if (collector.mood === 'hangs') await new Promise(() => {})
      if (collector.mood === 'refuses') return new Response(null, { status: 400 })
      if (collector.mood === 'is a web page') {
        return new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
      }
      if (new URL(request.url).pathname !== '/v1/traces') return new Response(null, { status: 404 })
      const { resourceSpans } = (await readJson(request)) as Batch // what OTLP says that it is
      for (const { resource: sender, scopeSpans } of resourceSpans) {
        resource = toRecord(sender.attributes)
        collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans.map(toSpan)))
      }
      return collector.mood === 'says nothing' ? new Response() : Response.json({})
    },
  })
  const collector: Collector = {
    url: server.url.origin,
    spans: [],
    mood: 'takes',
    calls: () => calls,
    headers: () => headers,
    resource: () => resource,
    span: async (name) =>
      eventually(() => collector.spans.find((span) => span.name === name)).then((found) => {
        if (found === undefined) throw new Error(`there is no span ${name}`)
        return found
      }),
    stop: () => server.stop(true),
  }
  return collector
}

const readJson = async (request: Request): Promise<unknown> => {
  if (request.headers.get('content-encoding') !== 'gzip') return request.json()
  return JSON.parse(new TextDecoder().decode(Bun.gunzipSync(await request.arrayBuffer())))
}

type Attributes = { key: string; value: Record<string, unknown> }[]

type OtlpSpan = Pick<CollectedSpan, 'name' | 'traceId' | 'spanId' | 'kind'> & {
  parentSpanId?: string
  attributes: Attributes
  links?: { traceId: string }[]
  status?: { code?: number }
}

type Batch = {
  resourceSpans: { resource: { attributes: Attributes }; scopeSpans: { spans: OtlpSpan[] }[] }[]
}

const toSpan = ({ parentSpanId = '', attributes, links = [], status, ...span }: OtlpSpan) => ({
  name: span.name,
  traceId: span.traceId,
  spanId: span.spanId,
  kind: span.kind,
  parentSpanId,
  status: status?.code ?? 0,
  attributes: toRecord(attributes),
  links: links.map(({ traceId }) => traceId),
})

/** A value is an object with its type's name for its only key. */
const toRecord = (attributes: Attributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
