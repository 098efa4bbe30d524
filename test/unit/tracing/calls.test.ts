import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { SpanKind } from '@opentelemetry/api'
import { request } from '../../../src/lib/request.ts'
import { createMediaServer } from '../../../src/mediaserver/create.ts'
import { createEngineClient } from '../../../src/torrents/engine/engine.ts'
import { traceCalls } from '../../../src/tracing/outgoing.ts'
import { untraced } from '../../../src/tracing/tracer.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'
import { infoHash } from '../../support/torrents.ts'
import { startTracer } from '../../support/traced.ts'

let server: ScriptedServer
beforeEach(() => {
  server = startScriptedServer()
})
afterEach(() => server.stop())

describe('a call of a neighbour', () => {
  test('is a span without query, key and id, and carries the trace on', async () => {
    const { tracer, ended } = startTracer()
    const engine = createEngineClient({ baseUrl: server.url, trace: traceCalls(tracer) })
    await tracer.span({ name: 'outer', kind: 'internal' }, () => engine.ping().catch(() => {}))
    const [ping, outer] = ended
    expect(ping?.name).toBe('GET /internal/health/player')
    expect(ping?.kind).toBe(SpanKind.CLIENT)
    expect(ping?.attributes).toEqual({
      'peer.service': 'engine',
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'url.template': '/internal/health/player',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
      'http.response.status_code': 404,
      'error.type': 'not-found',
    })
    const { traceId, spanId } = ping?.spanContext() ?? {}
    expect(ping?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(server.lastHeaders().get('traceparent')).toBe(`00-${traceId}-${spanId}-01`)
  })

  test('is told by its route, whatever it asks for', async () => {
    const { tracer, ended } = startTracer()
    const trace = traceCalls(tracer)
    const ask = (path: string) =>
      request({ upstream: 'Emby', url: server.url + path, timeoutMs: 1000, trace }).catch(() => {})
    await ask(`/torrents/${infoHash(1)}/state?apikey=canary`)
    await ask('/Items/F137A2DD21BBC1B99AA5C0F6BF02A805/Refresh')
    await ask('/Items/f137a2dd-21bb-c1b9-9aa5-c0f6bf02a805')
    await ask('/files/12/3')
    expect(ended.map(({ name }) => name)).toEqual([
      'GET /torrents/:id/state',
      'GET /Items/:id/Refresh',
      'GET /Items/:id',
      'GET /files/:n/:n',
    ])
    expect(JSON.stringify(ended.map(({ attributes }) => attributes))).not.toContain('canary')
  })

  test('of a media server carries the trace on beside the key', async () => {
    const { tracer, ended } = startTracer()
    server.on('POST /Library/Refresh', () => new Response(null, { status: 204 }))
    const address = { url: server.url, apiKey: 'canary', verifyTls: true }
    const trace = traceCalls(tracer)
    await createMediaServer('jellyfin', { address, timeoutMs: 1000, trace }).refresh()
    expect(ended[0]?.attributes).toMatchObject({
      'peer.service': 'Jellyfin',
      'http.response.status_code': 204,
    })
    expect(server.lastHeaders().get('authorization')).toContain('canary')
    expect(server.lastHeaders().has('traceparent')).toBe(true)
  })

  test('that nobody answers has its reason, and no status', async () => {
    const { tracer, ended } = startTracer()
    const url = 'http://127.0.0.1:9/a'
    const call = { upstream: 'engine', url, timeoutMs: 1000, trace: traceCalls(tracer) }
    await expect(request(call)).rejects.toMatchObject({ code: 'refused' })
    expect(ended[0]?.attributes['error.type']).toBe('refused')
    expect(ended[0]?.attributes).not.toHaveProperty('http.response.status_code')
  })

  test('to no address fails as it does without traces', async () => {
    const { tracer } = startTracer()
    const call = { upstream: 'Emby', url: 'nowhere', timeoutMs: 1000 }
    const plain = await request(call).catch(({ code }) => code)
    const traced = await request({ ...call, trace: traceCalls(tracer) }).catch(({ code }) => code)
    expect(traced).toBe(plain)
  })

  test('is left as it is while traces are off', () => {
    expect(traceCalls(untraced)).toBeUndefined()
  })
})
