import { afterEach, expect, test } from 'bun:test'
import { startBinary } from '../support/binary.ts'
import { type CollectedSpan, type Collector, startCollector } from '../support/collector.ts'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { type Front, startFront } from '../support/front.ts'
import { type House, openHouse, untilRefreshed } from '../support/house.ts'

let house: House
let collector: Collector
let front: Front
/** The `traceparent` of what the engine was asked, `null` where there was none. */
let heard: (string | null)[]

const open = async (env: Record<string, string> = {}) => {
  house = await openHouse('stream')
  collector = startCollector()
  heard = []
  front = startFront({
    behind: house.engine.url,
    answer(request, pass) {
      heard.push(request.headers.get('traceparent'))
      return pass()
    },
  })
  await house.start({
    TORRENT_ENGINE_URL: front.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'torrent-notifier',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    // No comparison may be quicker than the stream.
    RECONCILE_INTERVAL: '1h',
    ...env,
  })
  await house.setUp()
  await eventually(async () => {
    const health = await (await fetch(`${house.service().url}/health`)).json()
    return health.checks.watcher.mode === 'stream'
  })
}
const close = () => Promise.all([house.stop(), collector.stop(), front.stop()])

const parentOf = (span: CollectedSpan | undefined) =>
  collector.spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name
const linesOf = (event: string) =>
  house
    .service()
    .output()
    .split('\n')
    .filter((line) => line.includes(event))

describeWithMongo('traces', () => {
  afterEach(close)

  test('are one from MongoDB’s event over the claim to the answers of the media servers', async () => {
    await open()
    await house.finishTorrent('Canary.Film.2020.mkv')
    await untilRefreshed(house, 1)
    const { traceId } = await collector.span('completion')
    const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId)
    const inIt = (name: string) => ofTrace().find((span) => span.name === name)
    await eventually(() => inIt('outcome jellyfin') && inIt('outcome emby'))

    expect(inIt('completion')).toMatchObject({ kind: 5, parentSpanId: '' })
    expect(inIt('completion')?.attributes).toEqual({
      'completion.source': 'stream',
      'completion.count': 1,
    })
    expect(inIt('claim')?.kind).toBe(1)
    expect(parentOf(inIt('claim'))).toBe('completion')
    for (const server of ['jellyfin', 'emby']) {
      expect(parentOf(inIt(`refresh ${server}`))).toBe('completion')
      expect(parentOf(inIt(`outcome ${server}`))).toBe(`refresh ${server}`)
    }
    expect(inIt('refresh jellyfin')?.attributes['refresh.result']).toBe('accepted')
    expect(inIt('outcome jellyfin')?.attributes).toMatchObject({
      'outcome.scan': 'completed',
      'outcome.found': 1,
    })
    const asked = ofTrace().filter(({ name }) => name === 'POST /Library/Refresh')
    expect(asked.map(({ attributes }) => attributes['peer.service'])).toContain('Jellyfin')
    for (const span of asked) {
      expect(span.kind).toBe(3)
      expect(span.attributes['http.response.status_code']).toBe(204)
    }

    const post = house.jellyfin.control.requests.find(({ method }) => method === 'POST')
    expect(post?.headers['traceparent']).toStartWith(`00-${traceId}-`)
    expect(heard.length).toBeGreaterThan(0)
    for (const traceparent of heard)
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(linesOf('torrent finished')[0]).toContain(`trace_id=${traceId} span_id=`)
    expect(linesOf('Jellyfin was asked to refresh')[0]).toContain(`trace_id=${traceId}`)
    expect(collector.resource()['service.name']).toBe('torrent-notifier')
    expect(JSON.stringify(collector.spans)).not.toMatch(/canary/i)
  })

  test('tell every answer by its route, as a part of the caller’s trace', async () => {
    await open()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }
    const url = `${house.service().url}/api/v2/torrents/info?filter=canary&hashes=canary`
    await fetch(url, { headers })
    await fetch(`${house.service().url}/api/v2/canary`)
    const answer = await collector.span('GET /api/v2/torrents/info')
    expect(answer).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331', kind: 2 })
    await collector.span('PATCH /settings/integrations')
    await collector.span('GET /health/ready')
    await collector.span('GET /api/v2/*')
    expect(JSON.stringify(collector.spans)).not.toMatch(/canary/i)
  })

  test('that are left are sent at the stop', async () => {
    await open({ OTEL_BSP_SCHEDULE_DELAY: '60000' })
    await house.finishTorrent('Film.mkv')
    await untilRefreshed(house, 1)
    expect(collector.calls()).toBe(0)
    expect(await house.service().end('SIGTERM')).toMatchObject({ exitCode: 0 })
    const names = collector.spans.map(({ name }) => name)
    for (const name of ['completion', 'refresh jellyfin', 'outcome emby']) {
      expect(names).toContain(name)
    }
  })

  test('are gone on with after a restart by what is still owed', async () => {
    await open()
    house.jellyfin.control.phase = 'off'
    await house.finishTorrent('Film.mkv')
    const { traceId, spanId } = await collector.span('completion')
    await eventually(() => linesOf('Jellyfin cannot be asked to refresh').length > 0)
    await house.service().end('SIGTERM')
    collector.spans.splice(0)
    house.jellyfin.control.phase = 'ready'
    await house.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    })
    const refresh = await collector.span('refresh jellyfin')
    expect(refresh).toMatchObject({ traceId, parentSpanId: spanId })
    expect((await collector.span('outcome jellyfin')).traceId).toBe(traceId)
  })

  test('cost nothing where they are off: no header, no word', async () => {
    await open({ OTEL_SDK_DISABLED: 'true' })
    await house.finishTorrent('Film.mkv')
    await untilRefreshed(house, 1)
    expect(collector.calls()).toBe(0)
    expect(heard.filter((traceparent) => traceparent !== null)).toEqual([])
    for (const { headers } of house.jellyfin.control.requests) {
      expect(headers).not.toHaveProperty('traceparent')
    }
    expect(house.service().output()).not.toContain('trace_id')
  })

  test.each([
    ['is away', 'refused'],
    ['hangs', 'hangs'],
  ] as const)('whose collector %s hold up and lose nothing', async (_, fault) => {
    const nowhere = `http://127.0.0.1:${await freePort()}`
    await open({
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      ...(fault === 'refused' ? { OTEL_EXPORTER_OTLP_ENDPOINT: nowhere } : {}),
    })
    collector.mood = 'hangs'
    await house.finishTorrent('Film.mkv')
    await untilRefreshed(house, 1)
    await eventually(() => linesOf('traces cannot be sent').length > 0)
    await house.finishTorrent('Another.mkv')
    await untilRefreshed(house, 2)
    await Bun.sleep(1500)
    expect(linesOf('traces cannot be sent')).toHaveLength(1)
    const { exitCode, ms } = await house.service().end('SIGTERM')
    expect(exitCode).toBe(0)
    expect(ms).toBeLessThan(2500)
  })
})

test('a collector that hangs from the start holds up the stop for half a second at most', async () => {
  const silent = startCollector()
  silent.mood = 'hangs'
  const service = await startBinary({
    env: { TORRENT_ENGINE_URL: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_ENDPOINT: silent.url },
  })
  await eventually(async () => (await fetch(`${service.url}/health`)).ok)
  const { exitCode, ms } = await service.end('SIGTERM')
  expect(exitCode).toBe(0)
  expect(ms).toBeLessThan(1500)
  await silent.stop()
})
