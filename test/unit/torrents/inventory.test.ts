import { describe, expect, test } from 'bun:test'
import { completionId } from '../../../src/domain.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { infoHash, torrent } from '../../support/torrents.ts'
import { fileOf, magnetOf, startBesideEngine } from './beside-engine.ts'

const MINUTE = 60_000

/** Makes a verb wait until `answer` is called. */
const slowly = <Args extends unknown[], Result>(verb: (...args: Args) => Promise<Result>) => {
  const answered = Promise.withResolvers<void>()
  let isReached = false
  const slow = async (...args: Args) => {
    isReached = true
    await answered.promise
    return await verb(...args)
  }
  return { slow, answer: answered.resolve, isReached: () => isReached }
}

describe('a torrent of which nothing changes', () => {
  test('stays the same object, and one that changes becomes another', async () => {
    const { engine, control, during, list, pass } = await startBesideEngine({ bytesPerSecond: 0 })
    await during(control.add(fileOf('Still.mkv')))
    await during(control.add(fileOf('Moving.mkv')))
    await pass(2000)
    await list()
    await pass(20_000)
    const before = new Map((await list()).map((torrent) => [torrent.name, torrent]))
    engine.control.setSpeed(fileOf('Moving.mkv').torrentId, 1000)
    await pass(5000)
    const after = new Map((await list()).map((torrent) => [torrent.name, torrent]))
    expect(after.get('Still.mkv')).toBe(before.get('Still.mkv') ?? expect.unreachable())
    expect(after.get('Moving.mkv')).not.toBe(before.get('Moving.mkv') ?? expect.unreachable())
    expect(after.get('Moving.mkv')?.doneBytes).toBeGreaterThan(0)
  })

  test('stays the same object while it waits for the engine', async () => {
    const { control, during, list, pass } = await startBesideEngine({ sessionLimit: 1 })
    await during(control.add(fileOf('First.mkv')))
    await during(control.add(fileOf('Waiting.mkv')))
    const before = (await list()).find(({ wait }) => wait === 'queue')
    await pass(30_000)
    expect((await list()).find(({ wait }) => wait === 'queue')).toBe(before ?? expect.unreachable())
  })

  test('becomes another object when its note changes, and the list another list', async () => {
    const { control, during } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    const { inventory, notebook } = control
    const before = await during(inventory.list())
    expect((await during(inventory.list())).torrents).toBe(before.torrents)
    await notebook.notes.change([film.torrentId], (note) => ({ ...note, category: 'other' }))
    const after = await during(inventory.list())
    expect(after.torrents).not.toBe(before.torrents)
    expect(after.torrents[0]).toMatchObject({ note: { category: 'other' } })
  })
})

describe('nothing vanishes', () => {
  test('when the engine does not tell its sessions', async () => {
    const { engine, control, during, list, pass, onTheWay } = await startBesideEngine()
    await during(control.add(fileOf('Film.mkv')))
    await engine.control.addPending({ id: infoHash(1) })
    onTheWay(/\/state$/, async () => new Response('no', { status: 500 }))
    await pass(MINUTE)
    expect(await list()).toHaveLength(2)
    expect(await during(control.inventory.list())).toMatchObject({
      source: 'engine',
      areSessionsKnown: false,
    })
  })

  test("when the engine ends, though the one that waits is not the engine's yet", async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, control, during, pass } = setting
    await during(control.add(fileOf('First.mkv')))
    await during(control.add(fileOf('Second.mkv')))
    await during(control.inventory.list())
    await engine.control.kill()
    await pass(MINUTE)
    const view = await during(control.inventory.list())
    expect(view).toMatchObject({ source: 'last', torrents: [{ name: 'First.mkv' }, {}] })
  })

  test('when an add leaves the queue', async () => {
    const store = temporaryStore()
    const { slow, answer, isReached } = slowly(store.queue.remove)
    const queue = { ...store.queue, remove: slow }
    const setting = await startBesideEngine({ store: { ...store, queue } })
    const { control, during, passUntil } = setting
    const { inventory } = control
    await during(inventory.list())
    const adding = during(control.add(fileOf('Film.mkv')))
    await passUntil(isReached)
    expect((await inventory.list()).torrents).toHaveLength(1)
    answer()
    await adding
    expect((await inventory.list()).torrents).toHaveLength(1)
  })

  test('when an older look is made use of after a newer one', async () => {
    const store = temporaryStore()
    const { slow, answer, isReached } = slowly(store.completions.completedAt)
    const completions = { ...store.completions, completedAt: slow }
    const setting = await startBesideEngine({ store: { ...store, completions } })
    const { engine, control, during, catalog, passUntil } = setting
    const { inventory } = control
    const { id } = await engine.control.add({ name: 'Done.mkv', totalBytes: 1000 })
    engine.control.finish(id)
    await engine.control.syncNow()
    const early = inventory.list()
    await passUntil(isReached)
    await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
    catalog.invalidate()
    const late = inventory.list()
    await passUntil(() => catalog.peek()?.torrents.length === 2)
    answer()
    expect((await during(late)).torrents).toHaveLength(2)
    expect((await during(early)).torrents).toHaveLength(2)
    expect((await during(inventory.list())).torrents).toHaveLength(2)
  })
})

describe("MongoDB's records", () => {
  test('stand in for an engine that is away, and everything that only we know stays', async () => {
    const film = fileOf('Film.mkv')
    const record = torrent(1, { id: film.torrentId, name: '', status: 'active', doneBytes: 5 })
    const setting = await startBesideEngine({
      sessionLimit: 1,
      torrentRecords: { all: async () => [record] },
    })
    const { engine, control, during, pass } = setting
    await during(control.add(film))
    await during(control.add(fileOf('Waiting.mkv', { category: 'films' })))
    await engine.control.kill()
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await pass(MINUTE)
      const { torrents, ...view } = await during(control.inventory.list())
      expect(view).toMatchObject({ source: 'records', areSessionsKnown: false })
      expect(torrents).toMatchObject([
        { name: film.torrentId, wait: null, isStalled: false, note: { category: 'tv' } },
        { wait: 'queue', note: { category: 'films' } },
      ])
    }
  })
})

describe('an empty list', () => {
  test('is none that was made up: without the engine and before the store was read there is none', async () => {
    const setting = await startBesideEngine()
    await setting.engine.control.kill()
    const failure = await setting.during(setting.control.inventory.list()).catch((error) => error)
    expect(failure).toMatchObject({ name: 'Unavailable' })
  })

  test('is told by an engine without torrents', async () => {
    const { list } = await startBesideEngine()
    expect(await list()).toEqual([])
  })
})

describe('a name', () => {
  test("is what a program gave, else the engine's, else the info hash", async () => {
    const { engine, control, during, find, list } = await startBesideEngine()
    const film = fileOf('Film.mkv', { name: 'My film' })
    await during(control.add(film))
    const { id } = await engine.control.addPending({ id: infoHash(1) })
    await engine.control.add({ id: infoHash(2), name: 'Elsewhere.mkv', totalBytes: 10 })
    expect(await find(film.torrentId)).toMatchObject({ name: 'My film' })
    expect(await find(id)).toMatchObject({ name: id })
    expect(await find(infoHash(2))).toMatchObject({ name: 'Elsewhere.mkv' })
    expect((await list()).every(({ name }) => name !== '')).toBe(true)
  })

  test("of one that waits is a program's, else its folder's, else the info hash", async () => {
    const { control, during, find } = await startBesideEngine({ sessionLimit: 1 })
    await during(control.add(fileOf('Busy.mkv')))
    const [file, magnet] = [fileOf('Film.mkv'), magnetOf('A show', { name: '' })]
    await during(control.add(file))
    await during(control.add(magnet))
    expect(await find(file.torrentId)).toMatchObject({ wait: 'queue', name: 'Film.mkv' })
    expect(await find(magnet.torrentId)).toMatchObject({ wait: 'queue', name: magnet.torrentId })
  })
})

describe('the time of a completion', () => {
  test("is the ledger's, and stays when the record changes", async () => {
    const { engine, store, control, during, find, clock, pass } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    expect(await find(film.torrentId)).toMatchObject({ completedAt: null })
    engine.control.finish(film.torrentId)
    await engine.control.syncNow()
    const record = (await engine.control.record(film.torrentId)) ?? expect.unreachable()
    const completedAt = record.updatedAt - 7
    const completion = {
      id: completionId(record),
      torrentId: film.torrentId,
      torrentName: 'Film.mkv',
      seenAt: clock.now(),
      completedAt,
      owed: [],
      awaitsImport: false,
      settled: [],
    }
    await store.completions.add([completion])
    expect(await find(film.torrentId)).toMatchObject({ completedAt })
    await during(control.commands.changeTags([film.torrentId], () => ['late']))
    await pass(5000)
    expect(await find(film.torrentId)).toMatchObject({ completedAt, tags: ['late'] })
  })

  test('is when the record last changed while the ledger does not know it', async () => {
    const { engine, control, during, find } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    engine.control.finish(film.torrentId)
    await engine.control.syncNow()
    const record = (await engine.control.record(film.torrentId)) ?? expect.unreachable()
    expect(await find(film.torrentId)).toMatchObject({ completedAt: record.updatedAt })
  })
})

describe('a root', () => {
  test('of one that was added elsewhere under a name of its own is its folder', async () => {
    const { engine, find, passUntil, store } = await startBesideEngine()
    const { torrentId: id, source } = fileOf('Real.Name.mkv')
    const form = new FormData()
    form.set('torrent', new Blob([source.kind === 'file' ? source.bytes.slice() : '']), 'a.torrent')
    form.set('name', 'A given name')
    await fetch(`${engine.url}/torrents`, { method: 'POST', body: form })
    await passUntil(async () => (await find(id))?.note.root === 'Real.Name.mkv')
    expect(await find(id)).toMatchObject({ name: 'A given name' })
    expect(await store.notes.all()).toEqual([])
  })

  test('of a magnet is learned with its metadata, and written down', async () => {
    const setting = await startBesideEngine({ metadataWaitMs: 500 })
    const { engine, during, passUntil, store, pass } = setting
    const show = magnetOf('A show', { name: 'As the magnet says' })
    await during(setting.control.add(show))
    await pass(2000)
    expect(await setting.find(show.torrentId)).toMatchObject({ note: { root: null } })
    const files = [
      { path: 'a.mkv', length: 10 },
      { path: 'b.mkv', length: 10 },
    ]
    engine.control.giveMetadata(show.torrentId, { name: 'Real folder', files })
    await passUntil(async () => (await setting.find(show.torrentId))?.note.root !== null)
    expect((await store.notes.all())[0]).toMatchObject({ root: 'Real folder', category: 'tv' })
    await setting.reopen()
    expect(await setting.find(show.torrentId)).toMatchObject({
      name: 'As the magnet says',
      note: { root: 'Real folder' },
    })
  })

  test('is asked for first of what is in a category, and of that first of what is complete', async () => {
    const { engine, control, list, passUntil, calls } = await startBesideEngine({ sessionLimit: 0 })
    for (const number of [1, 2, 3, 4]) {
      await engine.control.add({ id: infoHash(number), name: `${number}`, totalBytes: 1000 })
    }
    for (const number of [2, 4]) engine.control.finish(infoHash(number))
    await engine.control.syncNow()
    await control.notebook.ready()
    await control.notebook.notes.change([3, 4].map(infoHash), (note) => ({
      ...note,
      category: 'tv',
    }))
    await list()
    const asked = () => calls.flatMap((call) => /^GET \/torrents\/(\w{40})$/.exec(call)?.[1] ?? [])
    await passUntil(() => asked().length === 4)
    expect(asked()).toEqual([4, 3, 2, 1].map(infoHash))
  })
})

describe('the order', () => {
  test('is that in which torrents were added, then by info hash, and it stays', async () => {
    const setting = await startBesideEngine({ sessionLimit: 4 })
    const { engine, clock, control, during, list, pass } = setting
    for (const number of [3, 1, 2]) await engine.control.addPending({ id: infoHash(number) })
    clock.advance(5000)
    const busy = fileOf('Busy.mkv')
    await during(control.add(busy))
    clock.advance(5000)
    const waiting = fileOf('Waiting.mkv')
    await during(control.add(waiting))
    const expected = [infoHash(1), infoHash(2), infoHash(3), busy.torrentId, waiting.torrentId]
    expect((await list()).map(({ id }) => id)).toEqual(expected)
    await engine.control.stopTorrent(infoHash(1))
    await during(control.commands.changeTags([infoHash(3)], () => ['a']))
    await pass(20_000)
    expect((await list()).map(({ id }) => id)).toEqual(expected)
  })
})

describe('a store that is away', () => {
  test('lets nobody see a list without what only we know, until it was read once', async () => {
    const store = temporaryStore()
    let isAway = true
    const notes = {
      ...store.notes,
      all: () => (isAway ? new Promise<never>(() => {}) : store.notes.all()),
    }
    const { control, during } = await startBesideEngine({ store: { ...store, notes } })
    const failure = await during(control.inventory.list()).catch((error) => error)
    expect(failure).toMatchObject({ name: 'Unavailable', code: 'store-down' })
    isAway = false
    expect(await during(control.inventory.list())).toMatchObject({ torrents: [] })
  })

  test('keeps nobody longer than a second from times that are only told', async () => {
    const store = temporaryStore()
    const { slow, answer } = slowly(store.completions.completedAt)
    const completions = { ...store.completions, completedAt: slow }
    const { engine, list } = await startBesideEngine({ store: { ...store, completions } })
    const { id } = await engine.control.add({ name: 'Done.mkv', totalBytes: 1000 })
    engine.control.finish(id)
    await engine.control.syncNow()
    const startedAt = performance.now()
    expect(await list()).toHaveLength(1)
    expect(performance.now() - startedAt).toBeLessThan(2000)
    answer()
  })
})
