import { describe, expect, test } from 'bun:test'
import { isComplete } from '../../../src/domain.ts'
import { fileOf, magnetOf, startBesideEngine } from './beside-engine.ts'

const MINUTE = 60_000
const START = /\/start$/

/** One film of a program's, which downloads nothing by itself. */
const setUp = async (options: Parameters<typeof startBesideEngine>[0] = {}) => {
  const setting = await startBesideEngine(options)
  const film = fileOf('Film.mkv')
  const id = film.torrentId
  await setting.during(setting.control.add(film))
  const look = async () => (await setting.find(id)) ?? expect.unreachable()
  /** Lets time pass, and looks now and then, as programs do. */
  const watch = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 5000) {
      await setting.pass(5000)
      await setting.list()
    }
  }
  const starts = () => setting.calls.filter((call) => START.test(call)).length
  return { ...setting, id, look, watch, starts }
}

describe('a torrent that lost its session', () => {
  test('waits for one after a minute, and is started again', async () => {
    const { engine, id, look, watch, passUntil, starts } = await setUp()
    engine.control.evictSession(id)
    await watch(MINUTE - 10_000)
    expect(await look()).toMatchObject({ session: null, wait: null })
    expect(starts()).toBe(0)
    await passUntil(() => engine.control.modeOf(id) === 'downloading')
    expect(await look()).toMatchObject({ session: { mode: 'downloading' }, wait: null })
  })

  test('is said to wait for as long as there is no room for it', async () => {
    const { engine, id, control, during, look, watch, passUntil } = await setUp({ sessionLimit: 1 })
    engine.control.evictSession(id)
    const other = fileOf('Other.mkv')
    await watch(20_000)
    await during(control.add(other))
    await watch(MINUTE)
    expect(await look()).toMatchObject({ wait: 'session' })
    expect(engine.control.sessionIds()).toEqual([other.torrentId])
    engine.control.finish(other.torrentId)
    await passUntil(() => engine.control.modeOf(id) === 'downloading')
  })

  test('is started again after a restart of this service', async () => {
    const setting = await setUp()
    setting.engine.control.evictSession(setting.id)
    await setting.reopen()
    await setting.passUntil(() => setting.engine.control.modeOf(setting.id) === 'downloading')
  })

  test('is left alone when it was stopped', async () => {
    const { engine, id, control, during, watch, starts } = await setUp()
    await during(control.commands.stop([id]))
    engine.control.evictSession(id)
    await watch(3 * MINUTE)
    expect(starts()).toBe(0)
  })

  test('is left alone when it was stopped elsewhere, also a magnet, whose record forgets', async () => {
    const { engine, id, control, during, find, watch, starts } = await setUp()
    const show = magnetOf('A show')
    await during(control.add(show))
    await watch(10_000)
    await engine.control.stopTorrent(id)
    await engine.control.stopTorrent(show.torrentId)
    await watch(3 * MINUTE)
    expect(await engine.control.record(show.torrentId)).toMatchObject({ status: 'pending' })
    expect(starts()).toBe(0)
    expect(engine.control.modeOf(show.torrentId)).toBe('stopped')
    expect(await find(show.torrentId)).toMatchObject({ wait: null, note: { isHeld: true } })
  })

  test('is left alone when it was added elsewhere', async () => {
    const { engine, watch, starts } = await setUp()
    const { id } = await engine.control.add({ name: 'Elsewhere.mkv', totalBytes: 1000 })
    engine.control.evictSession(id)
    await watch(3 * MINUTE)
    expect(starts()).toBe(0)
    expect(engine.control.modeOf(id)).toBeNull()
  })

  test('is left alone while nobody knows the sessions', async () => {
    const { engine, id, look, watch, starts, onTheWay } = await setUp()
    let isFailing = true
    onTheWay(/^GET \/torrents\/state$/, async (request, forward) =>
      isFailing ? new Response('no', { status: 500 }) : await forward(request)
    )
    engine.control.evictSession(id)
    await watch(3 * MINUTE)
    expect(await look()).toMatchObject({ session: null, wait: null, isStalled: false })
    expect(starts()).toBe(0)
    isFailing = false
    await watch(MINUTE - 10_000)
    expect(starts()).toBe(0)
    await watch(20_000)
    expect(engine.control.modeOf(id)).toBe('downloading')
  })

  test('is started before an add that came later', async () => {
    const { engine, id, control, during, watch, passUntil } = await setUp({ sessionLimit: 1 })
    const [busy, later] = [fileOf('Busy.mkv'), fileOf('Later.mkv')]
    engine.control.evictSession(id)
    await watch(20_000)
    await during(control.add(busy))
    await watch(MINUTE)
    await during(control.add(later))
    engine.control.finish(busy.torrentId)
    await passUntil(() => engine.control.sessionIds().includes(id))
    expect(await engine.control.record(later.torrentId)).toBeNull()
  })

  test('to a restart of the engine, which reopens only as many as it may, finishes', async () => {
    const setting = await startBesideEngine({ sessionLimit: 2 })
    const { engine, during, list, pass, passUntil } = setting
    const films = [1, 2, 3, 4, 5].map((number) => fileOf(`Film ${number}.mkv`))
    for (const film of films) await during(setting.control.add(film))
    let restarts = 2
    await passUntil(async () => {
      for (const id of engine.control.sessionIds()) {
        if (engine.control.modeOf(id) === 'downloading') engine.control.finish(id)
      }
      await pass(5000)
      if (restarts > 0) await engine.control.restart()
      restarts -= 1
      const torrents = await list()
      expect(torrents).toHaveLength(5)
      return torrents.every(isComplete)
    }, 20 * MINUTE)
  }, 30_000)
})

describe('the engine', () => {
  test('is asked for nothing but its setup while there is nothing of a program', async () => {
    const { calls, engine, pass } = await startBesideEngine()
    await engine.control.add({ name: 'Elsewhere.mkv', totalBytes: 1000 })
    await pass(3 * MINUTE)
    expect(calls).toEqual(['GET /settings/storage'])
  })

  test('is looked at once a minute while everything of a program is finished', async () => {
    const { engine, id, calls, pass, list } = await setUp()
    engine.control.finish(id)
    await pass(20_000)
    await list()
    await pass(MINUTE)
    const before = calls.length
    await pass(10 * MINUTE)
    // A list and the sessions.
    expect(calls.length - before).toBeLessThanOrEqual(22)
  })

  test('that will not start a torrent is not asked again and again', async () => {
    const { engine, id, watch, starts, lines, onTheWay } = await setUp()
    onTheWay(START, async () =>
      Response.json(
        { error: { code: 'engine_error', message: 'engine error: no' } },
        { status: 500 }
      )
    )
    engine.control.evictSession(id)
    await watch(10 * MINUTE)
    expect(starts()).toBeLessThanOrEqual(10)
    const refused = lines.filter((line) => line.includes('refuses to start'))
    expect(refused).toHaveLength(1)
  })
})
