import type { MediaServerKind } from '../domain.ts'
import type { OwedCompletion } from '../store/store.ts'
import type { Span, SpanStart } from '../tracing/tracer.ts'
import type { Asked } from './ask.ts'
import type { AskedRefresh } from './asked-refresh.ts'

type Debts = readonly OwedCompletion[]

/** One try of a refresh. It goes on with the trace of its first debt, and names those of the others. */
export const spanOfTry = (kind: MediaServerKind, due: Debts): SpanStart => ({
  name: `refresh ${kind}`,
  kind: 'internal',
  attributes: { 'refresh.completions': due.length },
  after: tracesOf(due),
})

/** Says in its span how the try went. */
export const tellTry = (span: Span, asked: Asked): void => {
  span.set({ 'refresh.result': asked.result })
  if (asked.result === 'failed') span.fail(asked.failure.code)
}

/** What came of a refresh: a part of the try, or, once that is over, of the same trace. */
export const spanOfOutcome = ({ server, debts }: AskedRefresh): SpanStart => ({
  name: `outcome ${server.kind}`,
  kind: 'internal',
  after: tracesOf(debts),
})

/** Where they began, this process or an earlier one. */
const tracesOf = (debts: Debts): string[] => debts.flatMap(({ trace }) => trace ?? [])
