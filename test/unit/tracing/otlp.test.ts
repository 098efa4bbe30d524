import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Clock } from '../../../src/lib/clock.ts'
import { openTracing } from '../../../src/tracing/open.ts'
import { createOtlpTracing } from '../../../src/tracing/otlp.ts'
import { captureLog } from '../../support/captured-log.ts'
import { type Collector, startCollector } from '../../support/collector.ts'
import { eventually } from '../../support/eventually.ts'
import { createManualClock } from '../../support/manual-clock.ts'

let collector: Collector
beforeEach(() => {
  collector = startCollector()
})
afterEach(() => collector.stop())

const open = (env: Record<string, string> = {}, clock?: Clock) => {
  const { log, lines } = captureLog()
  // The SDK reads the process's own environment, and does so while it is made.
  const before = { ...process.env }
  Object.assign(process.env, { OTEL_BSP_SCHEDULE_DELAY: '10', ...env })
  const url = `${collector.url}/v1/traces`
  const tracing = createOtlpTracing({
    url,
    serviceName: 'torrent-notifier',
    log,
    ...(clock ? { clock } : {}),
  })
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  const work = () => tracing.span({ name: 'work', kind: 'internal' }, async () => {})
  return { tracing, work, lines }
}

describe('traces', () => {
  test('reach the collector in the background, under the service’s name', async () => {
    const { tracing, work } = open()
    await work()
    await collector.span('work')
    expect(collector.resource()).toMatchObject({ 'service.name': 'torrent-notifier' })
    await tracing.close()
  })

  test('carry the attributes and headers of the environment', async () => {
    const { tracing, work } = open({
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=home',
      OTEL_SERVICE_NAME: 'mine',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-token=abc',
    })
    await work()
    await collector.span('work')
    expect(collector.resource()).toMatchObject({
      'service.name': 'mine',
      'deployment.environment.name': 'home',
    })
    expect(collector.headers().get('x-token')).toBe('abc')
    await tracing.close()
  })

  test('are sent compressed where that is wanted', async () => {
    const { tracing, work } = open({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' })
    await work()
    await collector.span('work')
    expect(collector.headers().get('content-encoding')).toBe('gzip')
    await tracing.close()
  })

  test('are made of as many as the sampler takes', async () => {
    const { tracing, work } = open({ OTEL_TRACES_SAMPLER: 'always_off' })
    await work()
    await tracing.close()
    expect(collector.calls()).toBe(0)
  })

  test('that are left are sent when the service stops', async () => {
    const { tracing, work } = open({ OTEL_BSP_SCHEDULE_DELAY: '60000' })
    await work()
    await tracing.close()
    expect(collector.spans.map(({ name }) => name)).toEqual(['work'])
  })

  test('are none where there is no collector', async () => {
    const { log } = captureLog()
    const tracing = await openTracing({ telemetry: null, log })
    expect(tracing.isOn).toBe(false)
    await tracing.close()
  })
})

describe('a collector that takes nothing', () => {
  test('is one line, however often, and one when it takes them again', async () => {
    const { tracing, work, lines } = open()
    collector.mood = 'refuses'
    for (const asked of [1, 2, 3]) {
      await work()
      await eventually(() => collector.calls() >= asked)
    }
    await eventually(() => lines.length > 0)
    collector.mood = 'takes'
    await work()
    await eventually(() => lines.length > 1)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', event: 'traces cannot be sent, and are dropped', reason: '400' },
      { level: 'info', event: 'traces can be sent again' },
    ])
    await tracing.close()
  })

  test('is not waited for at the stop once it has failed', async () => {
    const { tracing, work, lines } = open()
    collector.mood = 'refuses'
    await work()
    await eventually(() => lines.length > 0)
    collector.mood = 'hangs'
    await work()
    const startedAt = performance.now()
    await tracing.close()
    expect(performance.now() - startedAt).toBeLessThan(200)
  })

  test('may be a web page, which answers 200 to everything', async () => {
    const { tracing, work, lines } = open()
    collector.mood = 'is a web page'
    await work()
    await eventually(() => lines.length > 0)
    collector.mood = 'says nothing'
    await work()
    await eventually(() => lines.length > 1)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        event: 'traces cannot be sent, and are dropped',
        reason: 'it answers as no collector does',
      },
      { event: 'traces can be sent again' },
    ])
    await tracing.close()
  })

  test('is tried with one call in ten seconds, and told of all when it takes them again', async () => {
    const clock = createManualClock()
    const { tracing, work, lines } = open({}, clock)
    const answer = (name: string) => tracing.span({ name, kind: 'server' }, async () => {})
    collector.mood = 'refuses'
    await work()
    await eventually(() => lines.length > 0)
    const asked = collector.calls()
    for (const name of ['probe', 'left out', 'left out']) await answer(name)
    await eventually(() => collector.calls() > asked)
    collector.mood = 'takes'
    await answer('left out')
    clock.advance(10_000)
    await answer('second probe')
    await eventually(() => lines.length > 1)
    await answer('told')
    await collector.span('told')
    expect(collector.spans.map(({ name }) => name)).toEqual(['second probe', 'told'])
    await tracing.close()
  })

  test('holds up the stop for half a second at most', async () => {
    const { tracing, work } = open()
    collector.mood = 'hangs'
    await work()
    const startedAt = performance.now()
    await tracing.close()
    expect(performance.now() - startedAt).toBeWithin(400, 1000)
  })

  test('has spans wait up to a limit, and delays no work', async () => {
    const { tracing, work } = open({
      OTEL_BSP_MAX_QUEUE_SIZE: '100',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
    })
    collector.mood = 'hangs'
    const startedAt = performance.now()
    for (let number = 0; number < 1000; number += 1) await work()
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(collector.calls()).toBeLessThanOrEqual(1)
    await tracing.close()
  })
})
