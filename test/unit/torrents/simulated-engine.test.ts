import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Engine, startEngine } from '../../../src/demo/engine/start.ts'
import { isComplete } from '../../../src/domain.ts'
import { type Catalog, createCatalog } from '../../../src/torrents/catalog/catalog.ts'
import { createEngineClient, type EngineClient } from '../../../src/torrents/engine/engine.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { silentLog } from '../../support/silent-log.ts'

const MB = 1024 * 1024

// The client as it is, against the engine as it is simulated: both times are the test's own.
let clock: ManualClock
let engine: Engine
let client: EngineClient
let catalog: Catalog

beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 10, 22, 20, 0, 0, 900))
  engine = await startEngine({ clock, utcOffsetMinutes: 120, repositoryHangMs: 30_000 })
  client = createEngineClient({ baseUrl: engine.url.replace(/\/$/, ''), timeoutMs: 300 })
  catalog = createCatalog({ engine: client, records: null, clock, log: silentLog })
})
afterEach(async () => {
  await engine.stop()
})

describe('the client', () => {
  test('finds no torrents where there are none', async () => {
    expect(await client.list()).toEqual({ torrents: [], malformed: 0 })
    expect(await client.newest()).toEqual({ torrents: [], malformed: 0 })
    expect(await client.states()).toEqual([])
    await client.ping()
  })

  test('reads every torrent, a magnet without metadata too', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: MB, bytesPerSecond: 0 })
    const { id: pending } = await engine.control.addPending({ name: '' })
    const { torrents, malformed } = await client.list()
    expect(malformed).toBe(0)
    expect(torrents.find((torrent) => torrent.id === id)).toMatchObject({
      name: 'Film.mkv',
      status: 'active',
      totalBytes: MB,
      doneBytes: 0,
      createdAt: Math.floor(Date.UTC(2026, 10, 22, 20) / 1000),
    })
    expect(torrents.find((torrent) => torrent.id === pending)).toMatchObject({
      name: '',
      status: 'pending',
      totalBytes: 0,
    })
  })

  test('agrees with the record on when a torrent was added, to the second', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: MB })
    const record = await engine.control.record(id)
    const { torrents } = await client.list()
    expect(torrents[0]?.createdAt).toBe(record?.createdAt ?? Number.NaN)
  })

  test('sees a finished torrent as complete', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: MB })
    engine.control.finish(id)
    await engine.control.syncNow()
    const { torrents } = await client.newest()
    expect(torrents.map(isComplete)).toEqual([true])
  })

  test('does not wait for an engine that hangs without its database', async () => {
    await engine.control.add({ name: 'Film.mkv', totalBytes: MB })
    engine.control.setRecordsLost(true)
    expect(await client.list().catch((error) => error)).toMatchObject({
      name: 'Unavailable',
      code: 'timeout',
    })
    expect(await client.states()).toHaveLength(1)
    await client.ping()
  })

  test('says that an engine is away which is not running', async () => {
    await engine.control.kill()
    expect(await client.list().catch((error) => error)).toMatchObject({ name: 'Unavailable' })
    await engine.control.restart()
    expect(await client.list()).toMatchObject({ torrents: [] })
  })
})

describe('the catalog', () => {
  /** Lets time pass, and looks. */
  const lookAfter = async (ms: number) => {
    clock.advance(ms)
    catalog.invalidate()
    return (await catalog.list()).torrents[0]
  }

  test('shows the speed at which bytes really come, whoever else looks', async () => {
    await engine.control.add({ name: 'Film.mkv', totalBytes: 100 * MB, bytesPerSecond: MB })
    await lookAfter(1000)
    clock.advance(1000)
    // Another client takes the engine's own speed figure away.
    await client.states()
    const torrent = await lookAfter(1000)
    expect(torrent?.session).toMatchObject({ mode: 'downloading' })
    expect(Math.abs((torrent?.downloadSpeed ?? 0) - MB)).toBeLessThan(MB / 10)
    expect(torrent?.doneBytes).toBeGreaterThan(2 * MB)
  })

  test('shows a session that begins again from zero, and no speed for the way back', async () => {
    await engine.control.add({ name: 'Film.mkv', totalBytes: 100 * MB, bytesPerSecond: MB })
    await lookAfter(1000)
    await lookAfter(20_000)
    await engine.control.syncNow()
    await engine.control.restart()
    const torrent = await lookAfter(2000)
    expect(torrent?.doneBytes).toBeLessThan(10 * MB)
    expect(torrent?.downloadSpeed).toBe(0)
    const next = await lookAfter(2000)
    expect(Math.abs((next?.downloadSpeed ?? 0) - MB)).toBeLessThan(MB / 10)
  })

  test('keeps the last copy while the engine hangs, and renews it afterwards', async () => {
    await engine.control.add({ name: 'Film.mkv', totalBytes: MB })
    await catalog.list()
    engine.control.setRecordsLost(true)
    clock.advance(60_000)
    expect(await catalog.list()).toMatchObject({ source: 'last', torrents: [{ name: 'Film.mkv' }] })
    engine.control.setRecordsLost(false)
    clock.advance(10_001)
    expect(await catalog.list()).toMatchObject({ source: 'engine' })
  })

  test('shows a torrent whose session was thrown out as one without', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: MB, bytesPerSecond: 1 })
    expect((await lookAfter(0))?.session).not.toBeNull()
    engine.control.evictSession(id)
    expect(await lookAfter(2000)).toMatchObject({ session: null, downloadSpeed: 0 })
  })
})
