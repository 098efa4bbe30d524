import { describe, expect, test } from 'bun:test'
import { eventually } from '../../support/eventually.ts'
import { ADD, fileOf, magnetOf, startBesideEngine } from './beside-engine.ts'

describe('an add', () => {
  test('of a file arrives, with its category, tags and limits', async () => {
    const { engine, control, during, find } = await startBesideEngine()
    const film = fileOf('Film.mkv', { tags: ['hd'], trackers: ['http://tracker.invalid/a'] })
    expect(await during(control.add(film))).toBe('added')
    expect(await engine.control.record(film.torrentId)).toMatchObject({
      status: 'active',
      tags: ['hd'],
    })
    expect(await find(film.torrentId)).toMatchObject({
      name: 'Film.mkv',
      tags: ['hd'],
      wait: null,
      session: { mode: 'downloading' },
      note: { category: 'tv', root: 'Film.mkv', isOurs: true, isHeld: false },
    })
  })

  test('of a magnet arrives, though the engine waits longer for metadata than we do', async () => {
    const { engine, clock, control, during, find, passUntil } = await startBesideEngine()
    const show = magnetOf('A show')
    const startedAt = clock.monotonic()
    expect(await during(control.add(show))).toBe('added')
    expect(clock.monotonic() - startedAt).toBeLessThan(5000)
    expect(await find(show.torrentId)).toMatchObject({ name: 'A show', wait: 'taking' })
    await passUntil(() => engine.control.record(show.torrentId))
    await passUntil(async () => (await find(show.torrentId))?.wait === null)
    expect(await find(show.torrentId)).toMatchObject({
      status: 'pending',
      session: { mode: 'idle' },
    })
  })

  test('is in the list from the first moment, in its category and with its name', async () => {
    const { control, during, onTheWay } = await startBesideEngine()
    const answered = Promise.withResolvers<void>()
    onTheWay(ADD, async (request, forward) => {
      await answered.promise
      return await forward(request)
    })
    const show = magnetOf('A show', { category: 'series' })
    const adding = control.add(show)
    const found = await eventually(() => control.inventory.find(show.torrentId))
    expect(found?.torrent).toMatchObject({
      id: show.torrentId,
      name: 'A show',
      status: 'pending',
      note: { category: 'series' },
    })
    answered.resolve()
    expect(await during(adding)).toBe('added')
  })

  test('is in every list, until the engine has it and afterwards', async () => {
    const { control, during } = await startBesideEngine()
    const film = fileOf('Film.mkv', { tags: ['a'] })
    let isDone = false
    const seen: number[] = []
    const watch = async () => {
      while (!isDone) {
        const { torrents } = await control.inventory.list()
        if (torrents.length > 0 || seen.length > 0) seen.push(torrents.length)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const watching = watch()
    await during(control.add(film))
    await Bun.sleep(50)
    isDone = true
    await watching
    expect(seen.length).toBeGreaterThan(5)
    expect(new Set(seen)).toEqual(new Set([1]))
  })

  test('that is to be stopped is stopped', async () => {
    const { engine, control, during, find } = await startBesideEngine()
    const film = fileOf('Film.mkv', { isStopped: true })
    await during(control.add(film))
    expect(engine.control.modeOf(film.torrentId)).toBe('stopped')
    expect(await find(film.torrentId)).toMatchObject({ status: 'stopped', wait: null })
  })

  test('survives a restart of this service', async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, during, passUntil } = setting
    await during(setting.control.add(fileOf('First.mkv')))
    const second = fileOf('Second.mkv', { category: 'films', tags: ['hd'] })
    expect(await during(setting.control.add(second))).toBe('added')
    await setting.reopen()
    expect(await setting.find(second.torrentId)).toMatchObject({
      wait: 'queue',
      tags: ['hd'],
      note: { category: 'films' },
    })
    engine.control.finish(fileOf('First.mkv').torrentId)
    await passUntil(() => engine.control.record(second.torrentId))
    await passUntil(async () => (await setting.find(second.torrentId))?.wait === null)
    expect(await setting.find(second.torrentId)).toMatchObject({
      status: 'active',
      tags: ['hd'],
      note: { category: 'films' },
    })
  })
})

describe('an add of what is there already', () => {
  test('succeeds, starts it and leaves the category that it has', async () => {
    const { engine, control, during, find, passUntil } = await startBesideEngine()
    const film = fileOf('Film.mkv', { category: 'films' })
    await during(control.add(film))
    await during(control.commands.stop([film.torrentId]))
    expect(await during(control.add({ ...film, category: 'tv' }))).toBe('added')
    await passUntil(() => engine.control.modeOf(film.torrentId) === 'downloading')
    expect(await find(film.torrentId)).toMatchObject({ note: { category: 'films' } })
  })

  test('adopts one that was added elsewhere', async () => {
    const { engine, control, during, find } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await engine.control.add({ id: film.torrentId, name: 'Film.mkv', totalBytes: 100_000 })
    expect(await during(control.add(film))).toBe('added')
    expect(await find(film.torrentId)).toMatchObject({ note: { category: 'tv', isOurs: true } })
  })

  test('does not start it when it is to be stopped, nor a finished one', async () => {
    const { engine, control, during, find, pass } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    await during(control.commands.stop([film.torrentId]))
    await during(control.add({ ...film, isStopped: true }))
    await pass(1000)
    expect(engine.control.modeOf(film.torrentId)).toBe('stopped')
    const other = fileOf('Other.mkv')
    await during(control.add(other))
    engine.control.finish(other.torrentId)
    await engine.control.syncNow()
    await during(control.add(other))
    await pass(1000)
    expect(await find(other.torrentId)).toMatchObject({ status: 'completed', wait: null })
  })

  test('starts one that waits stopped, once it is taken', async () => {
    const { engine, control, during, passUntil } = await startBesideEngine({ sessionLimit: 1 })
    const first = fileOf('First.mkv')
    const film = fileOf('Film.mkv', { isStopped: true })
    await during(control.add(first))
    await during(control.add(film))
    await during(control.add({ ...film, isStopped: false }))
    engine.control.finish(first.torrentId)
    await passUntil(() => engine.control.modeOf(film.torrentId) === 'downloading')
  })

  test('twice at once adds one', async () => {
    const { engine, control, during, list, pass } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    const both = Promise.all([control.add(film), control.add({ ...film, tags: ['late'] })])
    expect(await during(both)).toEqual(['added', 'added'])
    await pass(1000)
    expect(await list()).toHaveLength(1)
    expect(engine.control.sessionIds()).toEqual([film.torrentId])
  })

  test('that was deleted elsewhere a moment ago is an add like any other', async () => {
    const { engine, control, during } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    await control.inventory.list()
    await engine.control.remove(film.torrentId)
    expect(await during(control.add(film))).toBe('added')
    expect(await engine.control.record(film.torrentId)).not.toBeNull()
  })
})

describe('the file of a magnet that has no metadata', () => {
  /** A film by its magnet, and by its file. */
  const both = () => {
    const file = fileOf('Film.mkv', { category: 'late' })
    const source = { kind: 'magnet', magnet: `magnet:?xt=urn:btih:${file.torrentId}` } as const
    const magnet = { ...file, source, root: null, totalBytes: 0, category: 'tv' }
    return { id: file.torrentId, file, magnet }
  }

  test('is what the engine is given where the magnet waits, in the category of the magnet', async () => {
    const { engine, control, during, find, passUntil } = await startBesideEngine({
      sessionLimit: 1,
    })
    const busy = fileOf('Busy.mkv')
    const { id, file, magnet } = both()
    for (const added of [busy, magnet, file]) expect(await during(control.add(added))).toBe('added')
    expect(await find(id)).toMatchObject({ wait: 'queue', totalBytes: file.totalBytes })
    engine.control.finish(busy.torrentId)
    await passUntil(() => engine.control.modeOf(id) === 'downloading')
    expect(await find(id)).toMatchObject({ note: { category: 'tv' } })
  })

  test.each([
    ['takes the magnet at this moment', 0, 'taking'],
    ['has the magnet already', 10_000, null],
  ])('tells the engine what is in it where that %s', async (_, ms, wait) => {
    const { control, during, find, pass, passUntil } = await startBesideEngine()
    const { id, file, magnet } = both()
    await during(control.add(magnet))
    await pass(ms)
    expect(await find(id)).toMatchObject({ status: 'pending', totalBytes: 0, wait })
    expect(await during(control.add(file))).toBe('added')
    await passUntil(async () => (await find(id))?.totalBytes === file.totalBytes)
    expect(await find(id)).toMatchObject({ wait: null, note: { category: 'tv' } })
  })
})
