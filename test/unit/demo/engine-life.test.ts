import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Engine, type EngineOptions, startEngine } from '../../../src/demo/engine/start.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'

const ID = 'a'.repeat(40)
const GONE = 3_600_000

let clock: ManualClock
let engine: Engine

/** An engine that does nothing by itself, so that each test says when a sync comes. */
const start = async (options: EngineOptions = {}) => {
  await engine?.stop()
  engine = await startEngine({ clock, syncIntervalMs: GONE, lookIntervalMs: GONE, ...options })
}

beforeEach(async () => {
  clock = createManualClock()
  await start()
})

afterEach(() => engine.stop())

const state = async (id: string) => (await fetch(`${engine.url}/torrents/${id}/state`)).json()
const activeStates = async () =>
  (await (await fetch(`${engine.url}/torrents/state?status=active`)).json()).items
const record = (id: string) => engine.control.record(id)
const film = (name: string, totalBytes = 1_000_000) => ({ name, totalBytes })

describe('the life of a torrent', () => {
  test('goes from pending over active to completed, and each step reaches the record by a sync', async () => {
    const { control } = engine
    const { id } = await control.addPending()
    expect(await record(id)).toMatchObject({
      name: '',
      status: 'pending',
      files: [],
      totalBytes: 0,
    })
    control.giveMetadata(id, {
      name: 'Show',
      files: [
        { path: 'a.mkv', length: 600_000 },
        { path: 'Subs/b.srt', length: 400_000 },
      ],
    })
    control.setSpeed(id, 100_000)
    expect(await record(id)).toMatchObject({ status: 'pending', name: '' })
    await clock.pass(7000)
    await control.syncNow()
    expect(await record(id)).toMatchObject({
      name: 'Show',
      status: 'active',
      totalBytes: 1_000_000,
      doneBytes: 700_000,
      progress: 0.7,
      files: [
        { index: 0, path: 'Show/a.mkv', length: 600_000, bytesCompleted: 600_000 },
        { index: 1, path: 'Show/Subs/b.srt', length: 400_000, bytesCompleted: 100_000 },
      ],
    })
    await clock.pass(3000)
    expect(await record(id)).toMatchObject({ status: 'active' })
    await control.syncNow()
    const { updatedAt, createdAt, ...done } = (await record(id)) ?? { updatedAt: 0, createdAt: 0 }
    expect(done).toMatchObject({ status: 'completed', doneBytes: 1_000_000, progress: 1 })
    expect(updatedAt).toBe(createdAt + 10)
  })

  test('is synced by the engine itself every 10 s', async () => {
    await engine.stop()
    engine = await startEngine({ clock })
    const { id } = await engine.control.add(film('Spring'))
    engine.control.finish(id)
    await clock.pass(9999)
    expect(await record(id)).toMatchObject({ status: 'active', doneBytes: 0 })
    await clock.pass(1)
    expect(await record(id)).toMatchObject({ status: 'completed', doneBytes: 1_000_000 })
  })

  test('writes nothing when nothing is new', async () => {
    const { id } = await engine.control.add(film('Spring'))
    const before = await record(id)
    await clock.pass(5000)
    await engine.control.syncNow()
    expect(await record(id)).toEqual(before)
  })

  test('has status and progress by its pieces while it downloads', async () => {
    const { id } = await engine.control.add({ ...film('Spring', 655_360), bytesPerSecond: 100_000 })
    await clock.pass(1000)
    const first = await state(id)
    expect(first).toMatchObject({
      status: 'active',
      mode: 'downloading',
      transferPhase: 'downloading',
      numPieces: 10,
      pieceBitfield: Buffer.from([0b1000_0000, 0]).toString('base64'),
      uploadSpeed: 0,
    })
    expect(first.progress).toBeCloseTo(100_000 / 655_360)
    expect(first.files).toEqual([
      {
        index: 0,
        path: 'Spring',
        length: 655_360,
        bytesCompleted: 100_000,
        progress: 0.1,
        pieceEnd: 10,
      },
    ])
  })

  test('tells a speed that is only right for who looks alone', async () => {
    const { id } = await engine.control.add({ ...film('Spring'), bytesPerSecond: 100_000 })
    expect((await state(id)).downloadSpeed).toBe(0)
    await clock.pass(2000)
    expect((await state(id)).downloadSpeed).toBe(100_000)
    expect((await state(id)).downloadSpeed).toBe(0)
  })

  test('keeps every byte however often it is looked at', async () => {
    const { id } = await engine.control.add({ ...film('Spring'), bytesPerSecond: 300 })
    for (let look = 0; look < 500; look += 1) {
      await clock.pass(2)
      engine.control.doneBytes(id)
    }
    expect(engine.control.doneBytes(id)).toBeGreaterThanOrEqual(299)
  })

  test('never ends for a torrent of 0 bytes', async () => {
    const { id } = await engine.control.add(film('empty', 0))
    await engine.control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'active', progress: 0 })
    expect(await state(id)).not.toHaveProperty('numPieces')
  })
})

describe('completed can be missing', () => {
  test('when a stop comes in the same tick as the last byte', async () => {
    const { control } = engine
    const { id } = await control.add(film('Spring'))
    control.finish(id)
    await control.stopTorrent(id)
    expect(await record(id)).toMatchObject({ status: 'stopped', doneBytes: 0 })
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'stopped', doneBytes: 1_000_000, progress: 1 })
  })

  test('when a finished session that was seen is thrown out before the sync', async () => {
    await start({ sessionLimit: 1 })
    const { control } = engine
    const { id } = await control.add(film('Spring'))
    control.finish(id)
    await state(id)
    await control.add(film('Sintel'))
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'active', doneBytes: 0 })
    expect((await fetch(`${engine.url}/torrents/${id}/state`)).status).toBe(404)
    const [other = ''] = control.sessionIds()
    await control.stopTorrent(other)
    await control.startTorrent(id)
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'completed', doneBytes: 1_000_000 })
  })

  test('and a finished session that nobody saw counts as downloading, and is not thrown out', async () => {
    await start({ sessionLimit: 1 })
    const { id } = await engine.control.add(film('Spring'))
    engine.control.finish(id)
    await expect(engine.control.add(film('Sintel'))).rejects.toThrow('session limit reached')
    await clock.pass(0)
    expect(engine.control.modeOf(id)).toBe('downloading')
  })
})

describe('completed can come again', () => {
  test('after a stop and a start', async () => {
    const { control } = engine
    const { id } = await control.add(film('Spring'))
    control.finish(id)
    await control.syncNow()
    const { createdAt } = (await record(id)) ?? {}
    const statuses = []
    await control.stopTorrent(id)
    statuses.push((await record(id))?.status)
    await control.startTorrent(id)
    statuses.push((await record(id))?.status)
    await control.syncNow()
    statuses.push((await record(id))?.status)
    expect(statuses).toEqual(['stopped', 'active', 'completed'])
    expect(await record(id)).toMatchObject({ createdAt })
  })

  test('but a start of a live, finished session is refused and changes nothing', async () => {
    const { id } = await engine.control.add(film('Spring'))
    engine.control.finish(id)
    await engine.control.syncNow()
    const answer = await fetch(`${engine.url}/torrents/${id}/start`, { method: 'POST' })
    expect(answer.status).toBe(500)
    expect((await answer.json()).error).toEqual({
      code: 'engine_error',
      message: `engine error: invalid state transition: completed -> downloading for session ${id}`,
    })
    expect(await record(id)).toMatchObject({ status: 'completed' })
  })

  test('after a delete and an add anew, with another creation time and the files that were left', async () => {
    const { control } = engine
    const { id } = await control.add(film('Spring'))
    control.finish(id)
    await control.syncNow()
    const before = await record(id)
    await clock.pass(1000)
    await control.remove(id)
    expect(await record(id)).toBeNull()
    await control.add(film('Spring'))
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'completed' })
    expect((await record(id))?.createdAt).toBe((before?.createdAt ?? 0) + 1)
    await control.remove(id, { deleteFiles: true })
    await control.add(film('Spring'))
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'active', doneBytes: 0 })
  })
})

describe('the list of states', () => {
  test('shows a session that just finished once, to whoever asks first', async () => {
    const { id } = await engine.control.add(film('Spring'))
    engine.control.finish(id)
    expect(await activeStates()).toMatchObject([
      { id, status: 'completed', mode: 'completed', progress: 1, peers: 0 },
    ])
    expect(await activeStates()).toEqual([])
    expect(await state(id)).toMatchObject({ status: 'completed' })
  })

  test('shows it never, when the engine itself looked first', async () => {
    await start({ lookIntervalMs: 5000 })
    const { id } = await engine.control.add(film('Spring'))
    engine.control.finish(id)
    await clock.pass(5000)
    expect(await activeStates()).toEqual([])
  })

  test('does not show stopped sessions, which their own call does', async () => {
    const { id } = await engine.control.add(film('Spring'))
    await engine.control.stopTorrent(id)
    expect(await activeStates()).toEqual([])
    expect(await state(id)).toMatchObject({ status: 'stopped', mode: 'stopped' })
  })

  test('shows a finished one as paused and completed while another is played', async () => {
    const { control } = engine
    const { id } = await control.add(film('Spring'))
    const played = await control.add(film('Sintel'))
    control.finish(id)
    control.focus(played.id)
    expect(await activeStates()).toMatchObject([
      { id, status: 'completed', mode: 'paused' },
      { id: played.id, status: 'active', mode: 'focused' },
    ])
    control.unfocus()
    await state(id)
    expect(control.modeOf(id)).toBe('completed')
  })
})

describe('a pending torrent', () => {
  test('that is stopped or started says pending again at the next sync', async () => {
    const { control } = engine
    const { id } = await control.addPending({ id: ID })
    await control.stopTorrent(id)
    expect(await record(id)).toMatchObject({ status: 'stopped' })
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'pending' })
    expect(await state(id)).toMatchObject({ status: 'pending', mode: 'stopped' })
    await control.startTorrent(id)
    expect(await record(id)).toMatchObject({ status: 'active' })
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'pending' })
    control.giveMetadata(id, film('Spring'))
    control.setSpeed(id, 1000)
    await clock.pass(1000)
    expect(control.doneBytes(id)).toBe(1000)
  })

  test('loses its session after 10 minutes, and its record stays pending', async () => {
    const { id } = await engine.control.addPending({ id: ID })
    await clock.pass(599_999)
    await engine.control.syncNow()
    expect(engine.control.sessionIds()).toEqual([id])
    await clock.pass(1)
    await engine.control.syncNow()
    expect(engine.control.sessionIds()).toEqual([])
    expect(await record(id)).toMatchObject({ status: 'pending' })
  })
})

describe('a restart of the engine', () => {
  test('begins unfinished files from zero and keeps whole ones, while doneBytes stays high', async () => {
    const { control } = engine
    const { id } = await control.add({
      name: 'Show',
      files: [
        { path: 'a', length: 1000 },
        { path: 'b', length: 1000 },
      ],
      bytesPerSecond: 500,
    })
    await clock.pass(3000)
    await control.syncNow()
    expect(await record(id)).toMatchObject({ doneBytes: 1500 })
    control.setSpeed(id, 0)
    await control.restart()
    expect(control.doneBytes(id)).toBe(1000)
    expect(await record(id)).toMatchObject({ doneBytes: 1500, status: 'active' })
    control.setSpeed(id, 200)
    await clock.pass(1000)
    await control.syncNow()
    // No file has more than before, so the sync has nothing to write.
    expect(await record(id)).toMatchObject({ doneBytes: 1500, progress: 0.75 })
  })

  test('keeps the address, and writes nothing by itself', async () => {
    const { id } = await engine.control.add(film('Spring'))
    const { url } = engine
    const before = await record(id)
    await engine.control.restart()
    expect(await (await fetch(`${url}/torrents`)).json()).toMatchObject({ count: 1 })
    expect(await record(id)).toEqual(before)
  })

  test('gives sessions to active and pending records alone, and to no more than the limit', async () => {
    await start({ sessionLimit: 2 })
    const { control } = engine
    const stopped = await control.add(film('stopped'))
    await control.stopTorrent(stopped.id)
    for (const name of ['a', 'b', 'c']) {
      const { id } = await control.add(film(name))
      control.evictSession(id)
    }
    await control.restart()
    expect(control.sessionIds()).toHaveLength(2)
    expect(control.sessionIds()).not.toContain(stopped.id)
    for (const id of control.sessionIds()) expect(control.modeOf(id)).toBe('downloading')
  })

  test('makes a magnet pending again that no peer knows any more, and keeps what is known of it', async () => {
    await start({ metadataWaitMs: 5000 })
    const { control } = engine
    const { id } = await control.addPending({ id: ID })
    control.giveMetadata(id, film('Spring'))
    control.setSpeed(id, 100_000)
    await clock.pass(5000)
    await control.syncNow()
    control.losePeers(id)
    await control.restart()
    await control.syncNow()
    expect(await record(id)).toMatchObject({
      status: 'pending',
      name: 'Spring',
      totalBytes: 1_000_000,
      doneBytes: 500_000,
      progress: 0,
    })
    await control.stopTorrent(id)
    // A stop rewrites the record as it was read, and works its progress out anew.
    expect(await record(id)).toMatchObject({ status: 'stopped', progress: 0.5 })
  })

  test('lets a pending record whose metadata comes within 5 s turn active and download nothing', async () => {
    await start({ metadataWaitMs: 5000, bytesPerSecond: 1000 })
    const { control } = engine
    const { id } = await control.addPending({ id: ID })
    await control.restart()
    await clock.pass(1000)
    control.giveMetadata(id, film('Spring'))
    await clock.pass(10_000)
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'active', doneBytes: 0 })
    await control.startTorrent(id)
    await clock.pass(1000)
    expect(control.doneBytes(id)).toBe(1000)
  })

  test('lets one whose metadata comes later download by itself', async () => {
    await start({ metadataWaitMs: 5000, bytesPerSecond: 1000 })
    const { control } = engine
    const { id } = await control.addPending({ id: ID })
    await control.restart()
    await clock.pass(5000)
    control.giveMetadata(id, film('Spring'))
    await clock.pass(1000)
    expect(control.doneBytes(id)).toBe(1000)
  })
})

describe('an add of a torrent without a session', () => {
  test('gives it one that downloads nothing, and a stopped record turns active', async () => {
    await start({ bytesPerSecond: 1000 })
    const { control } = engine
    const { id } = await control.add(film('Spring'))
    await control.stopTorrent(id)
    control.evictSession(id)
    await control.add(film('Spring'))
    await clock.pass(1000)
    await control.syncNow()
    expect(await record(id)).toMatchObject({ status: 'active', doneBytes: 0 })
    await control.startTorrent(id)
    await clock.pass(1000)
    expect(control.doneBytes(id)).toBe(1000)
  })
})
