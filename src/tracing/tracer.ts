/** What a span says beside its name: plain values, never a query, a key, or a torrent's name. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

/** What names one span in the logs: lower-case hexadecimal, of 32 and of 16 digits. */
export type SpanIds = Readonly<{ traceId: string; spanId: string }>

export type SpanStart = {
  /** One of a few: what varies stands in the attributes. */
  name: string
  /** Whose work it is: an answer, a call, what somebody else has caused, or our own. */
  kind: 'server' | 'client' | 'consumer' | 'internal'
  attributes?: SpanAttributes
  /** When it began, where that was earlier. Unix milliseconds. */
  startedAt?: number
  /** The headers of a call that came in; the trace that they name is gone on with. */
  incoming?: Headers
  /**
   * Earlier traces, each as the `traceparent` that was kept of it: it goes on with the first, and
   * names the others. Only where it is in no other span.
   */
  after?: readonly string[]
}

/** A piece of work that runs. */
export type Span = {
  /** Gives it a better name than it began with. Asked only where it is told, if that has a cost. */
  describe(better: () => Pick<SpanStart, 'name' | 'attributes'>): void
  set(attributes: SpanAttributes): void
  /** It has failed, for a reason of one fixed word. What it throws counts as that by itself. */
  fail(reason: string): void
}

/** Tells which work belongs together, and how long each part took. */
export type Tracer = {
  /** Whether anybody is told. Where not, what has a cost can be left out. */
  readonly isOn: boolean
  /** Does a piece of work as a span, within the span that runs already, if any. */
  span<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T>
  /** The span that runs here. */
  current(): SpanIds | null
  /** Says more in the span that runs here. */
  set(attributes: SpanAttributes): void
  /** Gives the span that runs here a better name than was known when it began. */
  rename(name: string, attributes: SpanAttributes): void
  /** The headers that carry the trace of this span into a call (W3C Trace Context). */
  headers(): Readonly<Record<string, string>>
  /** This span's trace as a `traceparent`, to be kept for work that comes later. */
  trace(): string | undefined
}

/** Tells nobody. */
export const silentSpan: Span = { describe() {}, set() {}, fail() {} }
const noHeaders = {}

/** Where traces are off: does the work, and nothing else. */
export const untraced: Tracer = {
  isOn: false,
  span: (_, work) => work(silentSpan),
  current: () => null,
  set() {},
  rename() {},
  headers: () => noHeaders,
  trace: () => undefined,
}
