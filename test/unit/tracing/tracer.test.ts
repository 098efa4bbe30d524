import { describe, expect, test } from 'bun:test'
import { SpanStatusCode } from '@opentelemetry/api'
import type { SpanStart, Tracer } from '../../../src/tracing/tracer.ts'
import { untraced } from '../../../src/tracing/tracer.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { startTracer } from '../../support/traced.ts'

const work = (name: string, more: Partial<SpanStart> = {}): SpanStart => ({
  name,
  kind: 'internal',
  ...more,
})
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const incoming = (flags: string) =>
  new Headers({ traceparent: `00-${TRACE}-${PARENT}-${flags}`, tracestate: 'vendor=1' })
/** Runs a span and tells its trace. */
const traceOf = (tracer: Tracer, more: Partial<SpanStart> = {}) =>
  tracer.span(work('one', more), async () => tracer.current()?.traceId)

describe('a span', () => {
  test('is within the one that runs, over whatever is awaited, and beside what runs meanwhile', async () => {
    const { tracer, ended } = startTracer()
    const inner = async (name: string) => {
      await Bun.sleep(1)
      await tracer.span(work(name), () => Bun.sleep(1))
    }
    await Promise.all([
      tracer.span(work('first'), () => inner('in first')),
      tracer.span(work('second'), () => inner('in second')),
    ])
    const [inFirst, inSecond, first, second] = ['in first', 'in second', 'first', 'second'].map(
      (name) => ended.find((span) => span.name === name)
    )
    expect(inFirst?.parentSpanContext?.spanId).toBe(first?.spanContext().spanId)
    expect(inSecond?.parentSpanContext?.spanId).toBe(second?.spanContext().spanId)
    expect(first?.spanContext().traceId).not.toBe(second?.spanContext().traceId)
  })

  test('that throws says so in one word, and what was thrown goes on', async () => {
    const { tracer, ended } = startTracer()
    const failure = new Unavailable('http://user:canary@nas is away', { code: 'refused' })
    await expect(
      tracer.span(work('one'), async () => {
        throw failure
      })
    ).rejects.toBe(failure)
    expect(ended[0]?.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(ended[0]?.attributes).toEqual({ 'error.type': 'refused' })
    expect(ended[0]?.events).toEqual([])
  })

  test('began when it is said to have', async () => {
    const { tracer, ended } = startTracer()
    const startedAt = Date.now() - 5000
    await tracer.span(work('one', { startedAt }), async () => {})
    expect(ended[0]?.startTime[0]).toBe(Math.floor(startedAt / 1000))
    expect(ended[0]?.duration[0]).toBeWithin(4, 7)
  })

  test('can get its name while it runs', async () => {
    const { tracer, ended } = startTracer()
    await tracer.span(work('one'), async () => tracer.rename('GET /a', { 'http.route': '/a' }))
    expect(ended[0]?.name).toBe('GET /a')
    expect(ended[0]?.attributes).toEqual({ 'http.route': '/a' })
  })

  test('that nothing runs in is none', () => {
    const { tracer } = startTracer()
    tracer.rename('nobody', {})
    expect(tracer.current()).toBeNull()
    expect(tracer.headers()).toEqual({})
  })
})

describe('the trace of a caller', () => {
  test('is gone on with, and handed on with its state', async () => {
    const { tracer, ended } = startTracer()
    const headers = await tracer.span(work('answer', { incoming: incoming('01') }), async () =>
      tracer.headers()
    )
    const { traceId, spanId } = ended[0]?.spanContext() ?? {}
    expect(traceId).toBe(TRACE)
    expect(ended[0]?.parentSpanContext?.spanId).toBe(PARENT)
    expect(headers).toEqual({ traceparent: `00-${TRACE}-${spanId}-01`, tracestate: 'vendor=1' })
  })

  test('that it keeps to itself is handed on, and not told', async () => {
    const { tracer, ended } = startTracer()
    const headers = await tracer.span(work('answer', { incoming: incoming('00') }), async () =>
      tracer.headers()
    )
    expect(headers['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`))
    expect(ended).toEqual([])
  })

  test.each([
    'x',
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
  ])('is a new one where it says %s', async (traceparent) => {
    const { tracer } = startTracer()
    const headers = new Headers({ traceparent })
    expect(await traceOf(tracer, { incoming: headers })).not.toBe(TRACE)
  })
})

describe('what comes later', () => {
  /** What is kept of the trace of an event. */
  const event = (tracer: Tracer) => tracer.span(work('event'), async () => tracer.trace() ?? '')
  const idOf = (traceparent: string) => traceparent.split('-')[1] ?? ''

  test('goes on with the first trace that was kept, and names each other once', async () => {
    const { tracer, ended } = startTracer()
    const [first, second, third] = [await event(tracer), await event(tracer), await event(tracer)]
    const after = ['unreadable', first, second, first, third, second]
    expect(await traceOf(tracer, { after })).toBe(idOf(first))
    expect(ended.at(-1)?.parentSpanContext?.spanId).toBe(ended[0]?.spanContext().spanId ?? '')
    const links = ended.at(-1)?.links.map(({ context }) => context.traceId)
    expect(links).toEqual([second, third].map(idOf))
  })

  test('goes on with it in another process', async () => {
    const before = startTracer()
    const trace = await event(before.tracer)
    const { tracer, ended } = startTracer()
    expect(await traceOf(tracer, { after: [trace] })).toBe(idOf(trace))
    expect(ended[0]?.parentSpanContext?.spanId).toBe(before.ended[0]?.spanContext().spanId ?? '')
  })

  test('begins a new trace where none was kept, or what was kept cannot be read', async () => {
    const { tracer, ended } = startTracer()
    expect(await traceOf(tracer, { after: ['unreadable'] })).toBeString()
    expect(ended[0]?.parentSpanContext).toBeUndefined()
  })

  test('stays within the span that runs already', async () => {
    const { tracer } = startTracer()
    const trace = await event(tracer)
    await tracer.span(work('outer'), async () => {
      expect(await traceOf(tracer, { after: [trace] })).toBe(tracer.current()?.traceId)
    })
  })
})

describe('while nobody takes spans', () => {
  const deaf = () => startTracer({ isTaken: () => false })

  test('a call that comes in, or goes out for itself, is none, and its name is not looked for', async () => {
    const { tracer, ended } = deaf()
    for (const kind of ['server', 'client'] as const) {
      const seen = await tracer.span(
        work('one', { kind, incoming: new Headers() }),
        async (span) => {
          span.describe(() => expect.unreachable())
          tracer.set({ a: 1 })
          return [tracer.current(), tracer.headers()]
        }
      )
      expect(seen).toEqual([null, {}])
    }
    expect(ended).toEqual([])
  })

  test('the trace of a caller is handed on as it came', async () => {
    const { tracer, ended } = deaf()
    const answer = work('answer', { kind: 'server', incoming: incoming('01') })
    const headers = await tracer.span(answer, () =>
      tracer.span(work('call', { kind: 'client' }), async () => tracer.headers())
    )
    expect(headers).toEqual(Object.fromEntries(incoming('01')))
    expect(ended).toEqual([])
  })

  test('what a completion leads to is a trace all the same, with its calls', async () => {
    const { tracer, ended } = deaf()
    const after = [`00-${TRACE}-${PARENT}-01`]
    await tracer.span(work('refresh', { after }), () =>
      tracer.span(work('call', { kind: 'client' }), async () => {})
    )
    expect(ended.map(({ name }) => name)).toEqual(['call', 'refresh'])
    expect(ended[0]?.spanContext().traceId).toBe(TRACE)
  })
})

test('without traces the work is done, and nothing else', async () => {
  const seen = await untraced.span(work('one'), async (span) => {
    span.set({ a: 1 })
    span.fail('why')
    untraced.rename('b', {})
    return [untraced.current(), untraced.headers(), untraced.trace()]
  })
  expect(seen).toEqual([null, {}, undefined])
})
