import { expect, test } from 'bun:test'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { Elysia } from 'elysia'
import { createDispatch } from '../../../src/dispatch.ts'
import { readCall } from '../../../src/security/call.ts'
import { nameProgramCalls } from '../../../src/tracing/incoming.ts'
import { silentLog } from '../../support/silent-log.ts'
import { startTracer } from '../../support/traced.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

const build = () => {
  const { tracer, ended } = startTracer()
  const face = new Elysia()
    .get('/items/:id', () => tracer.current()?.traceId ?? '')
    .get('/items/newest', () => 'newest')
    .get('/broken', () => {
      throw new Error('canary')
    })
  const { answer, traced } = createDispatch({ faces: [face], tracer, log: silentLog })
  const dispatch = traced(answer)
  const send = (path: string, init: RequestInit = {}) =>
    dispatch(readCall(new Request(`http://nas${path}`, init)))
  return { send, ended }
}

test('an answer is a span by the pattern of its route', async () => {
  const { send, ended } = build()
  await send('/items/canary?key=canary')
  await send('/items/newest')
  await send('/items/newest', { method: 'HEAD' })
  expect(ended.map(({ name }) => name)).toEqual([
    'GET /items/:id',
    'GET /items/newest',
    'HEAD /items/newest',
  ])
  expect(ended[0]?.kind).toBe(SpanKind.SERVER)
  expect(ended[0]?.attributes).toEqual({
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'http.route': '/items/:id',
    'http.response.status_code': 200,
  })
})

test('a program’s call is told by its endpoint, where there is such a one', async () => {
  const { tracer, ended } = startTracer()
  const note = nameProgramCalls(tracer)
  const call = (call: string, hasRoute: boolean | null) =>
    tracer.span({ name: 'GET /api/v2/*', kind: 'server' }, async () => note({ call, hasRoute }))
  await call('GET torrents/info', true)
  await call('GET canary', false)
  await call('GET canary', null)
  expect(ended.map(({ name }) => name)).toEqual([
    'GET /api/v2/torrents/info',
    'GET /api/v2/*',
    'GET /api/v2/*',
  ])
  expect(ended[0]?.attributes).toEqual({ 'http.route': '/api/v2/torrents/info' })
})

test('an answer goes on with its caller’s trace, and what it does is a part of it', async () => {
  const { send, ended } = build()
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }
  expect(await (await send('/items/1', { headers })).text()).toBe(TRACE)
  expect(ended[0]?.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
})

test('a fault of ours is an error, a refusal is none', async () => {
  const { send, ended } = build()
  expect((await send('/broken')).status).toBe(500)
  expect((await send('/items/1', { method: 'POST' })).status).toBe(405)
  const [broken, refused] = ended
  expect(broken?.status.code).toBe(SpanStatusCode.ERROR)
  expect(broken?.attributes['error.type']).toBe('500')
  expect(refused?.status.code).toBe(SpanStatusCode.UNSET)
  expect(refused?.attributes['http.response.status_code']).toBe(405)
})

test('a word that the caller made up is not repeated', async () => {
  const { send, ended } = build()
  await send('/canary')
  await send('/items/1', { method: 'PROPFIND' })
  expect(ended.map(({ name }) => name)).toEqual(['GET', 'HTTP'])
  expect(ended[1]?.attributes).toEqual({
    'http.request.method': '_OTHER',
    'url.scheme': 'http',
    'http.response.status_code': 405,
  })
})
