import { expect, test } from 'bun:test'
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
const view = {
  torrents,
  takenAt: NOW,
  source: 'engine',
  areSessionsKnown: true,
  ageMs: 0,
} as const

const open = () =>
  buildApp({
    catalog: { list: async () => view, peek: () => view, invalidate() {} } as never, // of which only peek is called
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
