import type { SpanContext } from '@opentelemetry/api'

/** So many keys are kept; the oldest go first. */
const MOST_KEPT = 2000

/** Which trace something belongs to that is gone on with later. */
export type KeptSpans = {
  keep(keys: readonly string[], span: SpanContext): void
  /** One span of each trace that is known of these, in the order of the keys. */
  of(keys: readonly string[]): SpanContext[]
}

/** Makes it, with nothing kept. What is forgotten begins a new trace. */
export const createKeptSpans = (): KeptSpans => {
  const kept = new Map<string, SpanContext>()
  return {
    keep(keys, span) {
      for (const key of keys) {
        // Set anew, it is the youngest.
        kept.delete(key)
        kept.set(key, span)
      }
      for (const key of kept.keys()) {
        if (kept.size <= MOST_KEPT) break
        kept.delete(key)
      }
    },
    of(keys) {
      const byTrace = new Map<string, SpanContext>()
      for (const key of keys) {
        const span = kept.get(key)
        if (span !== undefined && !byTrace.has(span.traceId)) byTrace.set(span.traceId, span)
      }
      return [...byTrace.values()]
    },
  }
}
