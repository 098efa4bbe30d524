import { describe, expect, test } from 'bun:test'
import { isComplete } from '../../../src/domain.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { fileOf, magnetOf, startBesideEngine } from './beside-engine.ts'

describe('more adds than the engine has sessions for', () => {
  test('wait in the order in which they came, and are taken in it', async () => {
    const setting = await startBesideEngine({ sessionLimit: 2 })
    const { engine, during, list, passUntil } = setting
    const films = [1, 2, 3, 4, 5].map((number) => fileOf(`Film ${number}.mkv`))
    for (const film of films) {
      expect(await during(setting.control.add(film))).toBe('added')
      setting.clock.advance(1000)
    }
    expect((await list()).map(({ wait }) => wait)).toEqual([null, null, 'queue', 'queue', 'queue'])
    const taken: string[] = []
    for (const { torrentId } of films) {
      await passUntil(() => engine.control.sessionIds().includes(torrentId))
      taken.push(torrentId)
      await passUntil(async () => (await setting.find(torrentId))?.wait === null)
      for (const later of films.slice(taken.length + 1)) {
        expect(await engine.control.record(later.torrentId)).toBeNull()
      }
      engine.control.finish(torrentId)
    }
    await passUntil(async () => (await list()).every(isComplete))
  })

  test('are answered at once, and nobody is thrown out who waits for metadata', async () => {
    const setting = await startBesideEngine({ sessionLimit: 2, metadataWaitMs: 500 })
    const { engine, control, clock, during, pass } = setting
    const [show, film, waiting] = [magnetOf('A show'), fileOf('Film.mkv'), fileOf('Waiting.mkv')]
    for (const added of [show, film]) await during(control.add(added))
    const startedAt = clock.monotonic()
    expect(await during(control.add(waiting))).toBe('added')
    expect(clock.monotonic() - startedAt).toBeLessThan(1000)
    await pass(60_000)
    expect(engine.control.sessionIds().sort()).toEqual([show.torrentId, film.torrentId].sort())
  })

  test('wait, too, while the engine does not tell how many it has', async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, control, during, find, pass, passUntil, onTheWay } = setting
    onTheWay(/storage$/, async () => new Response('no', { status: 500 }))
    await setting.reopen()
    const [first, second] = [fileOf('First.mkv'), fileOf('Second.mkv')]
    await during(setting.control.add(first))
    expect(await during(setting.control.add(second))).toBe('added')
    await pass(20_000)
    expect(await find(second.torrentId)).toMatchObject({ wait: 'queue' })
    engine.control.finish(first.torrentId)
    await passUntil(() => engine.control.sessionIds().includes(second.torrentId))
    await control.stop()
  })

  test('are refused when no more can wait, and leave nothing behind', async () => {
    const store = temporaryStore()
    const magnet = { kind: 'magnet', magnet: 'magnet:?xt=urn:btih:x' } as const
    for (let number = 1; number <= 500; number += 1) {
      const { source: _, ...film } = magnetOf(`${number}`)
      const { torrentId, totalBytes, tags, isStopped } = film
      const facts = { addedAt: number, kind: 'magnet', sourceBytes: 1, refusal: null } as const
      await store.queue.add({ torrentId, totalBytes, tags, isStopped, ...facts }, magnet)
    }
    const setting = await startBesideEngine({ sessionLimit: 1, store })
    await setting.engine.control.add({ name: 'Busy.mkv', totalBytes: 1000 })
    expect(await setting.during(setting.control.add(fileOf('Film.mkv')))).toBe('full')
    expect(await setting.list()).toHaveLength(501)
    expect(await store.notes.all()).toEqual([])
  })

  test('hear each of its own fate, also those that come while another is taken', async () => {
    const setting = await startBesideEngine()
    const { control, during, onTheWay, pass } = setting
    const answered = Promise.withResolvers<void>()
    onTheWay(/\/tags$/, async (request, forward) => {
      await answered.promise
      return await forward(request)
    })
    const adding = control.add(fileOf('Film.mkv', { tags: ['hd'] }))
    await pass(500)
    const source = { kind: 'file', bytes: Buffer.from('nonsense') } as const
    const refused = control.add({ ...fileOf('Nonsense.mkv'), source })
    await pass(500)
    answered.resolve()
    expect(await during(adding)).toBe('added')
    expect(await during(refused)).toBe('refused')
  })

  test('throw no finished one out before its record says that it is finished', async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, during, list, passUntil } = setting
    const [first, second] = [fileOf('First.mkv'), fileOf('Second.mkv')]
    await during(setting.control.add(first))
    await setting.pass(1000)
    engine.control.finish(first.torrentId)
    await list()
    expect(await during(setting.control.add(second))).toBe('added')
    await passUntil(() => engine.control.record(second.torrentId))
    expect(await engine.control.record(first.torrentId)).toMatchObject({ status: 'completed' })
  })

  test.each([
    ['files', 'at once', (number: number) => fileOf(`Episode ${number}.mkv`)],
    ['magnets', 'at once', (number: number) => magnetOf(`Episode ${number}.mkv`)],
    ['files', 'and over a restart of the engine', (number: number) => fileOf(`${number}.mkv`)],
    ['magnets', 'and over a restart of the engine', (number: number) => magnetOf(`${number}.mkv`)],
  ])(
    'all finish without a hand: ten %s on a limit of five, %s',
    async (_, how, episode) => {
      const setting = await startBesideEngine({ sessionLimit: 5, metadataWaitMs: 1000 })
      const { engine, during, list, pass, passUntil, control } = setting
      const episodes = Array.from({ length: 10 }, (_number, number) => episode(number))
      for (const { torrentId, name, source } of episodes) {
        if (source.kind === 'file') continue
        engine.control.giveMetadata(torrentId, { name, totalBytes: 100_000 })
      }
      const results = await during(Promise.all(episodes.map(control.add)))
      expect(results).toEqual(episodes.map(() => 'added'))
      expect(await list()).toHaveLength(10)
      let isToRestart = how !== 'at once'
      let most = 0
      await passUntil(async () => {
        const sessions = engine.control.sessionIds()
        most = Math.max(most, sessions.length)
        for (const id of sessions) {
          if (engine.control.modeOf(id) === 'downloading') engine.control.finish(id)
        }
        if (isToRestart) await engine.control.restart()
        isToRestart = false
        await pass(1000)
        const torrents = await list()
        expect(torrents).toHaveLength(10)
        return torrents.every(isComplete)
      }, 600_000)
      expect(most).toBeLessThanOrEqual(5)
      expect(await setting.store.queue.all()).toEqual([])
      // None was thrown out, and had to be started again.
      const starts = setting.calls.filter((call) => call.endsWith('/start'))
      if (how === 'at once') expect(starts).toEqual([])
    },
    30_000
  )
})
