import { describe, expect, test } from 'bun:test'
import { isStopped } from '../../../src/qbittorrent/state.ts'
import type { Addition } from '../../../src/torrents/adding.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { infoHash } from '../../support/torrents.ts'
import {
  ADD,
  type BesideEngine,
  failureOf,
  fileOf,
  magnetOf,
  startBesideEngine,
} from './beside-engine.ts'

const unknown = infoHash(7)

/** A film that downloads, a pending magnet, a finished film, and one that waits for a session. */
const setUp = async () => {
  const setting = await startBesideEngine({ sessionLimit: 2, metadataWaitMs: 500 })
  const { engine, control, during, list, passUntil } = setting
  const [done, film, show, queued] = [
    fileOf('Done.mkv'),
    fileOf('Film.mkv'),
    magnetOf('A show'),
    fileOf('Queued.mkv', { tags: ['hd'] }),
  ]
  await during(control.add(done))
  engine.control.finish(done.torrentId)
  await engine.control.syncNow()
  for (const added of [film, show, queued]) await during(control.add(added))
  await passUntil(async () => (await list()).filter(({ wait }) => wait === null).length === 3)
  return {
    ...setting,
    done: done.torrentId,
    film: film.torrentId,
    show: show.torrentId,
    queued: queued.torrentId,
  }
}
const modesOf = ({ engine }: BesideEngine, ...ids: string[]) =>
  ids.map((id) => engine.control.modeOf(id))

describe('a stop', () => {
  test('stops what the engine has, and what waits for it', async () => {
    const setting = await setUp()
    const { control, during, find, film, show, done, queued } = setting
    await during(control.commands.stop([film, show, done, queued, unknown]))
    expect(modesOf(setting, film, show)).toEqual(['stopped', 'stopped'])
    expect(await find(film)).toMatchObject({ status: 'stopped', wait: null })
    expect(await find(show)).toMatchObject({ note: { isHeld: true } })
    expect(await find(done)).toMatchObject({ status: 'stopped' })
    expect(await find(queued)).toMatchObject({ wait: 'queue', note: { isHeld: true } })
    expect([...(await setting.store.queue.all())]).toMatchObject([{ isStopped: true }])
  })

  test('holds for one that the engine takes only later', async () => {
    const setting = await setUp()
    const { engine, control, during, passUntil, film, queued } = setting
    await during(control.commands.stop([queued]))
    engine.control.finish(film)
    await passUntil(() => engine.control.modeOf(queued) === 'stopped')
  })

  test('of all stops all', async () => {
    const setting = await setUp()
    const { control, during, film, show } = setting
    await during(control.commands.stop('all'))
    expect(modesOf(setting, film, show)).toEqual(['stopped', 'stopped'])
  })

  test('takes back a start that is owed', async () => {
    const setting = await setUp()
    const { engine, control, during, find, pass, film } = setting
    await during(control.commands.stop([film]))
    engine.control.evictSession(film)
    await pass(20_000)
    await during(control.commands.start([film]))
    await during(control.commands.stop([film]))
    await pass(30_000)
    expect(await find(film)).toMatchObject({ status: 'stopped', note: { isStartOwed: false } })
  })
})

describe('a magnet without metadata', () => {
  const isStoppedAt = async (setting: BesideEngine, id: string) => {
    const torrent = await setting.find(id)
    return torrent !== undefined && isStopped(torrent)
  }

  test('that was stopped, started and stopped stays stopped', async () => {
    const setting = await setUp()
    const { control, during, pass, show } = setting
    await during(control.commands.stop([show]))
    const starting = during(control.commands.start([show]))
    await pass(1000)
    await during(control.commands.stop([show]))
    await starting
    for (let seconds = 0; seconds < 90; seconds += 15) {
      expect([seconds, await isStoppedAt(setting, show)]).toEqual([seconds, true])
      await pass(15_000)
    }
  })

  test('that was stopped is stopped again when the engine has opened it at its start', async () => {
    const setting = await startBesideEngine()
    const { engine, control, during, pass, passUntil } = setting
    const show = magnetOf('A show', { isStopped: true })
    await during(control.add(show))
    await pass(90_000)
    await engine.control.kill()
    await pass(30_000)
    await engine.control.restart()
    await passUntil(() => engine.control.modeOf(show.torrentId) === 'stopped')
    expect(await isStoppedAt(setting, show.torrentId)).toBe(true)
  })

  test('that its owner starts on another page is left alone', async () => {
    const setting = await startBesideEngine()
    const { engine, control, during, pass } = setting
    const show = magnetOf('A show', { isStopped: true })
    await during(control.add(show))
    await pass(180_000)
    await fetch(`${engine.url}/torrents/${show.torrentId}/start`, { method: 'POST' })
    await pass(90_000)
    expect(engine.control.modeOf(show.torrentId)).not.toBe('stopped')
    await setting.reopen()
    await pass(60_000)
    expect(engine.control.modeOf(show.torrentId)).not.toBe('stopped')
  })
})

describe('a start', () => {
  test('goes on with what was stopped, when there is a session free for it', async () => {
    const setting = await setUp()
    const { control, during, find, film, show } = setting
    await during(control.commands.stop([film, show]))
    await during(control.commands.start([film, unknown]))
    expect(modesOf(setting, film)).toEqual(['downloading'])
    expect(await find(show)).toMatchObject({ wait: null, note: { isHeld: true } })
    expect(await find(film)).toMatchObject({ wait: null, note: { isStartOwed: false } })
  })

  test('right after a stop is done also when the engine does not list its sessions', async () => {
    const { engine, control, during, onTheWay, passUntil, film } = await setUp()
    await during(control.commands.stop([film]))
    let isFailing = true
    onTheWay(/\/torrents\/state/, async (request, forward) =>
      isFailing ? new Response('no', { status: 500 }) : await forward(request)
    )
    await during(control.commands.start([film]))
    isFailing = false
    await passUntil(() => engine.control.modeOf(film) === 'downloading')
  })

  test('that the engine does not answer is the last until the next round', async () => {
    const { control, during, onTheWay, calls, pass, passUntil } = await setUp()
    const starts = () => calls.filter((call) => call.endsWith('/start')).length
    await during(control.commands.stop('all'))
    onTheWay(/\/start$/, () => Promise.reject(new Error('the connection ends')))
    await during(control.commands.start('all')).catch(() => {})
    await pass(5000)
    expect(starts()).toBe(1)
    await passUntil(() => starts() > 1, 10_000)
  })

  test('of a magnet that was stopped forgets that it was', async () => {
    const setting = await setUp()
    const { control, during, find, show, passUntil } = setting
    await during(control.commands.stop([show]))
    await during(control.commands.start([show]))
    await passUntil(() => modesOf(setting, show)[0] !== 'stopped')
    expect(await find(show)).toMatchObject({ note: { isHeld: false } })
  })

  test('waits where there is none free, and throws no other out', async () => {
    const setting = await setUp()
    const { engine, control, during, find, passUntil, pass, film, show, queued } = setting
    await during(control.commands.stop([film]))
    await passUntil(() => engine.control.sessionIds().includes(queued))
    expect(engine.control.sessionIds().sort()).toEqual([show, queued].sort())
    await during(control.commands.start([film]))
    await pass(20_000)
    expect(await find(film)).toMatchObject({ status: 'stopped', wait: 'session' })
    engine.control.finish(queued)
    await passUntil(() => engine.control.modeOf(film) === 'downloading')
    expect(await find(film)).toMatchObject({ note: { isStartOwed: false } })
  })

  test('of one that waits stopped lets it start once the engine has it', async () => {
    const setting = await setUp()
    const { engine, control, during, passUntil, film, queued } = setting
    await during(control.commands.stop([queued]))
    await during(control.commands.start([queued]))
    engine.control.finish(film)
    await passUntil(() => engine.control.modeOf(queued) === 'downloading')
  })

  test('of a finished one is nothing to do', async () => {
    const { engine, control, during, find, pass, calls } = await startBesideEngine()
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    engine.control.finish(film.torrentId)
    await engine.control.syncNow()
    engine.control.evictSession(film.torrentId)
    await pass(5000)
    expect(await find(film.torrentId)).toMatchObject({ status: 'completed', session: null })
    await during(control.commands.start([film.torrentId]))
    await pass(20_000)
    expect(calls.filter((call) => call.endsWith('/start'))).toEqual([])
  })

  test.each(['with', 'without'])(
    'of a stopped finished one %s a session is success',
    async (how) => {
      const { engine, control, during, find, passUntil } = await startBesideEngine()
      const { torrentId: id, ...film } = fileOf('Film.mkv')
      await during(control.add({ ...film, torrentId: id }))
      engine.control.finish(id)
      await engine.control.syncNow()
      await during(control.commands.stop([id]))
      if (how === 'without') engine.control.evictSession(id)
      await during(control.commands.start([id]))
      await passUntil(async () => (await find(id))?.status === 'completed')
      expect(await find(id)).toMatchObject({ wait: null, note: { isStartOwed: false } })
    }
  )

  test('of what was added elsewhere starts that, too', async () => {
    const { engine, control, during, passUntil } = await startBesideEngine()
    const { id } = await engine.control.add({ name: 'Elsewhere.mkv', totalBytes: 1000 })
    await engine.control.stopTorrent(id)
    await during(control.commands.start('all'))
    await passUntil(() => engine.control.modeOf(id) === 'downloading')
  })

  test('outlives a restart of this service', async () => {
    const setting = await setUp()
    const { engine, during, passUntil, film, queued } = setting
    await during(setting.control.commands.stop([film]))
    await passUntil(() => engine.control.sessionIds().includes(queued))
    await during(setting.control.commands.start([film]))
    await setting.reopen()
    engine.control.finish(queued)
    await passUntil(() => engine.control.modeOf(film) === 'downloading')
  })
})

describe('a removal', () => {
  test('takes torrents away, also those that wait, and passes over unknown ones', async () => {
    const setting = await setUp()
    const { engine, control, during, list, store, film, queued, show, done } = setting
    const ids = [film, queued, unknown]
    await during(control.commands.remove(ids, { deleteFiles: true }))
    expect((await list()).map(({ id }) => id).sort()).toEqual([show, done].sort())
    expect(await engine.control.record(film)).toBeNull()
    expect(await store.queue.all()).toEqual([])
    expect((await store.notes.all()).map(({ torrentId }) => torrentId)).not.toContain(film)
  })

  test('is done although the store cannot take it down, and is not undone by that', async () => {
    const store = temporaryStore()
    let isAway = false
    const remove: typeof store.notes.remove = (...args) =>
      isAway ? new Promise(() => {}) : store.notes.remove(...args)
    const flaky = { ...store, notes: { ...store.notes, remove } }
    const { engine, control, during, list } = await startBesideEngine({ store: flaky })
    const film = fileOf('Film.mkv')
    await during(control.add(film))
    await during(control.inventory.list())
    isAway = true
    await during(control.commands.remove([film.torrentId], { deleteFiles: true }))
    expect(await engine.control.record(film.torrentId)).toBeNull()
    expect(await list()).toEqual([])
  })

  test('of all takes all', async () => {
    const { control, during, list, store } = await setUp()
    await during(control.commands.remove('all', { deleteFiles: false }))
    expect(await list()).toEqual([])
    expect(await store.notes.all()).toEqual([])
  })

  test('is seen at once, also when the engine ends right after it', async () => {
    const { engine, control, during, film } = await setUp()
    await during(control.commands.remove([film], { deleteFiles: true }))
    await engine.control.kill()
    const { torrents, source } = await during(control.inventory.list())
    expect(source).toBe('last')
    expect(torrents).toHaveLength(3)
    expect(torrents.map(({ id }) => id)).not.toContain(film)
    expect(await during(control.inventory.find(film))).toBeNull()
  })

  test('of a torrent whose files cannot be removed is done once its record is gone', async () => {
    const { engine, control, during, find, film } = await setUp()
    engine.control.lockFiles(film)
    await during(control.commands.remove([film], { deleteFiles: true }))
    expect(await find(film)).toBeUndefined()
  })

  test('that the engine refuses fails, and the torrent stays', async () => {
    const { control, during, find, onTheWay, film } = await setUp()
    const items = [{ id: film, ok: false, error: 'engine error: no' }]
    onTheWay(/bulk\/delete$/, async () => Response.json({ items }))
    const removing = control.commands.remove([film], { deleteFiles: true })
    expect(await failureOf(during(removing))).toMatchObject({ name: 'Unavailable' })
    expect(await find(film)).toMatchObject({ note: { category: 'tv' } })
  })

  test('of one that the engine is about to take has it removed again, with its files kept', async () => {
    const setting = await startBesideEngine()
    const { engine, control, during, list, onTheWay, pass, store } = setting
    const answered = Promise.withResolvers<void>()
    onTheWay(ADD, async (request, forward) => {
      const answer = await forward(request)
      await answered.promise
      return answer
    })
    const film = fileOf('Film.mkv')
    const adding = during(control.add(film))
    await pass(1000)
    await during(control.commands.remove([film.torrentId], { deleteFiles: true }))
    answered.resolve()
    await adding
    await pass(1000)
    expect(await engine.control.record(film.torrentId)).toBeNull()
    expect(await list()).toEqual([])
    expect(await store.queue.all()).toEqual([])
    expect(await store.notes.all()).toEqual([])
  })

  test('of more than the engine takes in one call takes all', async () => {
    const { engine, control, during, list, pass } = await startBesideEngine({ sessionLimit: 0 })
    for (let number = 1; number <= 130; number += 1) {
      await engine.control.addPending({ id: infoHash(number) })
    }
    await during(control.commands.stop('all'))
    await during(control.commands.remove('all', { deleteFiles: false }))
    await pass(1000)
    expect(await list()).toEqual([])
  })
})

describe('what changes while the engine takes an add', () => {
  const taking = async (changes: Partial<Addition> = {}) => {
    const setting = await startBesideEngine()
    const answered = Promise.withResolvers<void>()
    setting.onTheWay(/\/tags$/, async (request, forward) => {
      await answered.promise
      return await forward(request)
    })
    const film = fileOf('Film.mkv', { tags: ['hd'], ...changes })
    const adding = setting.during(setting.control.add(film))
    await setting.pass(1000)
    const finish = async () => {
      answered.resolve()
      await adding
      await setting.pass(2000)
    }
    return { ...setting, id: film.torrentId, finish }
  }

  test('is done when it is stopped', async () => {
    const { engine, control, during, finish, id } = await taking()
    await during(control.commands.stop([id]))
    await finish()
    expect(engine.control.modeOf(id)).toBe('stopped')
  })

  test('is done when it is started, though it was added stopped', async () => {
    const { engine, control, during, finish, passUntil, id } = await taking({ isStopped: true })
    await passUntil(() => engine.control.modeOf(id) === 'stopped')
    await during(control.commands.start([id]))
    await finish()
    await passUntil(() => engine.control.modeOf(id) === 'downloading')
  })

  test('is done when it gets other tags', async () => {
    const { engine, control, during, finish, id } = await taking()
    const changing = during(control.commands.changeTags([id], () => ['other']))
    await finish()
    await changing
    expect(await engine.control.record(id)).toMatchObject({ tags: ['other'] })
  })

  test('is done when it is removed', async () => {
    const { engine, control, during, finish, list, id } = await taking()
    await during(control.commands.remove([id], { deleteFiles: false }))
    await finish()
    expect(await engine.control.record(id)).toBeNull()
    expect(await list()).toEqual([])
  })

  test('is done over a restart of this service when it is removed', async () => {
    const setting = await taking()
    const { engine, control, during, pass, passUntil, id } = setting
    await during(control.commands.remove([id], { deleteFiles: false }))
    await setting.reopen()
    await passUntil(async () => (await engine.control.record(id)) === null)
    await pass(1000)
    expect(await setting.list()).toEqual([])
    expect(await setting.store.queue.all()).toEqual([])
  })

  test('is done with its files when it is removed with them', async () => {
    const { control, during, finish, onTheWay, id } = await taking()
    const bodies: string[] = []
    onTheWay(/\/bulk\/delete$/, async (request, forward) => {
      bodies.push(await request.clone().text())
      return await forward(request)
    })
    await during(control.commands.remove([id], { deleteFiles: true }))
    await finish()
    expect(bodies.map((body) => JSON.parse(body))).toEqual([{ ids: [id], deleteFiles: true }])
  })

  test('is done when it is added again with other words', async () => {
    const { engine, control, during, finish, find, passUntil, id } = await taking()
    await during(control.commands.remove([id], { deleteFiles: false }))
    const again = control.add(fileOf('Film.mkv', { name: 'Renamed', tags: ['two'], category: 'x' }))
    await finish()
    await during(again)
    await passUntil(async () => (await engine.control.record(id))?.tags.includes('two'))
    expect(await find(id)).toMatchObject({ name: 'Renamed', note: { category: 'x' } })
  })

  test('is done when it is removed, although the engine does not do that at once', async () => {
    const { engine, control, during, finish, list, pass, onTheWay, id } = await taking()
    let isFailing = true
    onTheWay(/\/bulk\/delete$/, async (request, forward) =>
      isFailing ? new Response('no', { status: 500 }) : await forward(request)
    )
    await during(control.commands.remove([id], { deleteFiles: false }))
    await finish()
    isFailing = false
    await pass(10_000)
    expect(await engine.control.record(id)).toBeNull()
    expect(await list()).toEqual([])
  })

  test('is not removed when it was added again meanwhile', async () => {
    const { engine, control, during, finish, find, pass, onTheWay, id } = await taking()
    onTheWay(/\/bulk\/delete$/, async () => new Response('no', { status: 500 }))
    await during(control.commands.remove([id], { deleteFiles: false }))
    await finish()
    onTheWay(/\/bulk\/delete$/, (request, forward) => forward(request))
    await during(control.add(fileOf('Film.mkv')))
    await pass(60_000)
    expect(await engine.control.record(id)).not.toBeNull()
    expect(await find(id)).toMatchObject({ note: { category: 'tv' } })
  })
})

describe('tags', () => {
  test('of two programs at once are both done', async () => {
    const setting = await setUp()
    const { control, during, find, film } = setting
    const add = (tag: string) => control.commands.changeTags([film], (tags) => [...tags, tag])
    await during(Promise.all([add('x'), add('y')]))
    expect(await find(film)).toMatchObject({ tags: ['x', 'y'] })
  })

  test('are changed of each torrent by what it has, also of one that waits', async () => {
    const { engine, control, during, find, film, done, queued } = await setUp()
    await during(control.commands.changeTags([film], () => ['b']))
    const add = (tags: readonly string[]) => [...tags, 'a']
    await during(control.commands.changeTags([film, done, queued, unknown], add))
    expect(await engine.control.record(film)).toMatchObject({ tags: ['b', 'a'] })
    expect(await find(done)).toMatchObject({ tags: ['a'] })
    expect(await find(queued)).toMatchObject({ tags: ['hd', 'a'] })
  })

  test('that stay the same are not written', async () => {
    const { control, during, calls } = await setUp()
    const before = calls.length
    await during(control.commands.changeTags('all', (tags) => [...tags]))
    expect(calls.slice(before).filter((call) => call.startsWith('PUT'))).toEqual([])
  })
})

describe('while the engine is away', () => {
  test.each<[string, (setting: BesideEngine) => Promise<unknown>]>([
    ['a stop', ({ control }) => control.commands.stop('all')],
    ['a start', ({ control }) => control.commands.start('all')],
    ['a removal', ({ control }) => control.commands.remove('all', { deleteFiles: true })],
    ['a change of tags', ({ control }) => control.commands.changeTags('all', () => ['a'])],
    ['a question for torrents', ({ control }) => control.commands.find('all')],
  ])('%s fails within five seconds and changes nothing', async (_, command) => {
    const setting = await setUp()
    const { engine, clock, during, store, list, pass } = setting
    const before = await list()
    const queue = await store.queue.all()
    await engine.control.kill()
    await pass(15_000)
    const startedAt = clock.monotonic()
    expect(await failureOf(during(command(setting)))).toMatchObject({ name: 'Unavailable' })
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(5000)
    expect(await store.queue.all()).toEqual(queue)
    expect((await list()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })
})
