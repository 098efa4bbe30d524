import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { startTracer } from '../../support/traced.ts'
import { type PayerBench, POST, startPayerBench } from './payer-bench.ts'

let bench: PayerBench
let ended: ReadableSpan[]
beforeEach(() => {
  bench = startPayerBench()
  const traced = startTracer()
  bench.tracer = traced.tracer
  ended = traced.ended
})
afterEach(() => bench.stop())

/** Has the torrents with these numbers finish in a trace of their own. */
const finish = (...numbers: number[]) =>
  bench.tracer.span({ name: 'completion', kind: 'consumer' }, async () => {
    for (const number of numbers) await bench.finish(number)
    return bench.tracer.current()?.traceId ?? ''
  })
const spansOf = (name: string) => ended.filter((span) => span.name === name)

describe('a refresh', () => {
  test('goes on with the trace of what finished, with each call of the server in it', async () => {
    const traceId = await finish(1, 2)
    await bench.startPayer().run(60_000)
    const [refresh, ...more] = spansOf('refresh jellyfin')
    expect(more).toEqual([])
    expect(refresh?.attributes).toEqual({
      'refresh.completions': 2,
      'refresh.result': 'accepted',
    })
    for (const name of ['GET /ScheduledTasks', POST]) {
      expect(spansOf(name)[0]?.parentSpanContext?.spanId).toBe(refresh?.spanContext().spanId)
    }
    expect(new Set(ended.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
  })

  test('for several names the traces of the others', async () => {
    const [first, second] = [await finish(1), await finish(2)]
    await bench.startPayer().run(60_000)
    const [refresh] = spansOf('refresh jellyfin')
    expect(refresh?.spanContext().traceId).toBe(first)
    expect(refresh?.links.map(({ context }) => context.traceId)).toEqual([second])
  })

  test('that fails is an error of one word, and its next try a span of the same trace', async () => {
    bench.server.on(POST, () => new Response('canary', { status: 500 }))
    const traceId = await finish(1)
    await bench.startPayer().run(6000)
    bench.server.on(POST, () => new Response(null, { status: 204 }))
    await bench.startPayer().run(60_000)
    const tries = spansOf('refresh jellyfin')
    expect(tries.map((span) => span.attributes['refresh.result'])).toEqual(['failed', 'accepted'])
    expect(tries[0]?.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(tries[0]?.attributes['error.type']).toBe('server-error')
    expect(new Set(tries.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
    expect(JSON.stringify(ended.map(({ attributes }) => attributes))).not.toContain('canary')
  })

  test('is no span while it only waits', async () => {
    await finish(1)
    await bench.startPayer().step(bench.settingsOf())
    expect(spansOf('refresh jellyfin')).toEqual([])
  })
})
