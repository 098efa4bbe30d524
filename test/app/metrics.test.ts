import { expect, test } from 'bun:test'
import { createClients } from '../../src/clients/clients.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createSignal } from '../../src/lib/signal.ts'
import { createCounters } from '../../src/metrics/counters.ts'
import { createRegistry } from '../../src/metrics/registry.ts'
import type { CatalogView } from '../../src/torrents/catalog/catalog.ts'
import { Unavailable } from '../../src/upstream-error.ts'
import { buildApp } from '../support/app.ts'
import { readOpenMetrics } from '../support/open-metrics.ts'
import { refreshState, watcherState } from '../support/states.ts'

const NOW = Date.now()
const torrent = { name: 'A Secret Film', totalBytes: 10, doneBytes: 0 }
const torrents = [
  { ...torrent, id: 'a'.repeat(40), status: 'active', downloadSpeed: 1000 },
  { ...torrent, id: 'b'.repeat(40), status: 'active', downloadSpeed: 24 },
  { ...torrent, id: 'c'.repeat(40), status: 'completed', downloadSpeed: 0 },
].map((one) => ({ ...one, createdAt: 1, updatedAt: 1, tags: [], session: null })) as never // what the gauges read
const view: CatalogView = {
  torrents,
  takenAt: NOW,
  source: 'engine',
  areSessionsKnown: true,
  ageMs: 0,
}
const catalogOf = (list: () => Promise<CatalogView>, peek: () => CatalogView | null) =>
  ({ list, peek, invalidate() {}, changed: createSignal<void>() }) as const
const away = () =>
  Promise.reject(new Unavailable('the engine cannot be reached', { code: 'refused' }))

const open = () =>
  buildApp({
    catalog: catalogOf(
      async () => view,
      () => view
    ),
    refresh: (kind) =>
      kind === 'emby'
        ? refreshState({ phase: 'retry', owed: 3, owedSince: NOW - 60_000 })
        : refreshState(),
    watcher: () => watcherState({ mode: 'polling', reason: 'standalone' }),
  })
const sampleOf = (text: string, name: string, labels: Record<string, string> = {}) =>
  readOpenMetrics(text)
    .get(name)
    ?.samples.find((one) =>
      Object.entries(labels).every(([key, value]) => one.labels[key] === value)
    )?.value

test('GET /metrics is OpenMetrics, and tells the state of everything', async () => {
  const { send } = await open()
  const answer = await send('/metrics')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe(
    'application/openmetrics-text; version=1.0.0; charset=utf-8'
  )
  const text = await answer.text()
  const read = (name: string, labels?: Record<string, string>) =>
    sampleOf(text, `torrent_notifier_${name}`, labels)
  expect(read('torrents', { state: 'active' })).toBe(2)
  expect(read('torrents', { state: 'error' })).toBe(0)
  expect(read('download_bytes_per_second')).toBe(1024)
  expect(read('owed', { server: 'emby' })).toBe(3)
  expect(read('owed_seconds', { server: 'emby' })).toBeGreaterThanOrEqual(60)
  expect(read('refresh_phase', { server: 'emby', phase: 'retry' })).toBe(1)
  expect(read('refresh_phase', { server: 'emby', phase: 'settled' })).toBe(0)
  expect(read('watcher_mode', { mode: 'polling' })).toBe(1)
  expect(read('watcher_mode', { mode: 'stream' })).toBe(0)
  expect(read('dependency_up', { dependency: 'engine' })).toBe(1)
  expect(read('build_info', { version: '1.2.3' })).toBe(1)
  expect(sampleOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(sampleOf(text, 'process_cpu_seconds')).toBeGreaterThan(0)
  expect(text).not.toContain('Secret')
})

test('what is read is read anew each time', async () => {
  const { send } = await open()
  const first = sampleOf(await (await send('/metrics')).text(), 'process_cpu_seconds')
  for (let number = 0; number < 1e6; number += 1) Math.sqrt(number)
  const second = sampleOf(await (await send('/metrics')).text(), 'process_cpu_seconds')
  expect(second).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY)
})

test('it wants the password, or the key, where there is one', async () => {
  const { send } = await buildApp({
    config: { auth: { username: 'admin', password: 'secret', apiKey: 'a-key' } },
  })
  expect((await send('/metrics')).status).toBe(401)
  for (const authorization of ['Bearer a-key', `Basic ${btoa('admin:secret')}`]) {
    expect((await send('/metrics', { headers: { authorization } })).status).toBe(200)
  }
})

test('a look at the torrents is taken for each answer, whether or not a program lists them', async () => {
  let latest: CatalogView | null = null
  const list = async () => {
    latest = view
    return view
  }
  const { send } = await buildApp({ catalog: catalogOf(list, () => latest) })
  const text = await (await send('/metrics')).text()
  expect(sampleOf(text, 'torrent_notifier_torrents', { state: 'active' })).toBe(2)
  expect(sampleOf(text, 'torrent_notifier_torrents_age_seconds')).toBe(0)
})

test('of torrents that nobody has told of nothing is said, rather than that there are none', async () => {
  const { send } = await buildApp({ catalog: catalogOf(away, () => null) })
  const text = await (await send('/metrics')).text()
  for (const name of ['torrents', 'torrents_age_seconds', 'download_bytes_per_second']) {
    expect(sampleOf(text, `torrent_notifier_${name}`)).toBeUndefined()
  }
})

test.each([
  ['the engine is away', { source: 'last', ageMs: 5000 }],
  ['it has hung for long', { source: 'engine', ageMs: 61_000 }],
] as const)('of torrents that were known once only the age is told while %s', async (_, how) => {
  const old: CatalogView = { ...view, ...how }
  let seen: CatalogView = view
  const { send } = await buildApp({ catalog: catalogOf(away, () => seen) })
  const before = await (await send('/metrics')).text()
  expect(sampleOf(before, 'torrent_notifier_torrents', { state: 'completed' })).toBe(1)
  seen = old
  const text = await (await send('/metrics')).text()
  expect(sampleOf(text, 'torrent_notifier_torrents')).toBeUndefined()
  expect(sampleOf(text, 'torrent_notifier_torrents_age_seconds')).toBe(how.ageMs / 1000)
  expect(sampleOf(text, 'torrent_notifier_download_bytes_per_second')).toBeUndefined()
})

test('torrents that MongoDB tells of in the engine’s place are counted, without their speed', async () => {
  const records: CatalogView = { ...view, source: 'records', areSessionsKnown: false }
  const { send } = await buildApp({
    catalog: catalogOf(
      async () => records,
      () => records
    ),
  })
  const text = await (await send('/metrics')).text()
  expect(sampleOf(text, 'torrent_notifier_torrents', { state: 'completed' })).toBe(1)
  expect(sampleOf(text, 'torrent_notifier_download_bytes_per_second')).toBeUndefined()
})

test('an engine that hangs holds an answer up for a second at most', async () => {
  const { promise: never } = Promise.withResolvers<CatalogView>()
  const { send } = await buildApp({
    catalog: catalogOf(
      () => never,
      () => view
    ),
  })
  const startedAt = performance.now()
  const text = await (await send('/metrics')).text()
  expect(performance.now() - startedAt).toBeLessThan(2000)
  expect(sampleOf(text, 'torrent_notifier_torrents', { state: 'active' })).toBe(2)
})

test('a stranger without the key cannot make up series, whatever paths and methods are tried', async () => {
  const metrics = createRegistry()
  const { programCall } = createCounters(metrics)
  const { send } = await buildApp({
    config: { auth: { username: 'admin', password: 'secret', apiKey: 'a-key' } },
    clients: createClients({ clock: systemClock, onNote: programCall }),
    metrics,
  })
  const wrong = { headers: { authorization: 'Bearer wrong' } }
  const right = { headers: { authorization: 'Bearer a-key' } }
  for (const path of ['torrents/info', 'a', 'b', 'c']) await send(`/api/v2/${path}`, wrong)
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    await send('/api/v2/torrents/info', { ...right, method })
  }
  await send('/api/v2/made/up', right)
  await send('/api/v2/app/version', right)
  const families = readOpenMetrics(await (await send('/metrics', right)).text())
  const samples = families.get('torrent_notifier_qbittorrent_calls')?.samples ?? []
  expect(samples.map(({ labels, value }) => [labels['route'], labels['status'], value])).toEqual([
    ['other', '405', 3],
    ['other', '404', 1],
    ['GET app/version', '200', 1],
  ])
})

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const PLAIN = 'text/plain; version=0.0.4; charset=utf-8'
test.each([
  [null, OPEN_METRICS],
  ['*/*', OPEN_METRICS],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', OPEN_METRICS],
  // Prometheus 3.
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    OPEN_METRICS,
  ],
  ['text/plain', PLAIN],
  ['text/plain;version=0.0.4;q=1,*/*;q=0.1', PLAIN],
])('who sends Accept: %s is told %s', async (accept, type) => {
  const { send } = await open()
  const answer = await send('/metrics', accept === null ? {} : { headers: { accept } })
  expect(answer.headers.get('content-type')).toBe(type)
  expect((await answer.text()).endsWith('# EOF\n')).toBe(type === OPEN_METRICS)
})

test('as plain text every sample has the name of its family, however often both were told', async () => {
  const { send } = await open()
  for (const accept of ['application/openmetrics-text', 'text/plain']) {
    await send('/metrics', { headers: { accept } })
  }
  const text = await (await send('/metrics', { headers: { accept: 'text/plain' } })).text()
  expect(text).toContain('# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ')
  expect(text).toMatch(/^# HELP process_cpu_seconds_total CPU time .*$/m)
  expect(text).not.toContain('# EOF')
  expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true)
})
