import { describe, expect, test } from 'bun:test'
import type { QueuedAdd } from '../../../src/domain.ts'
import type { Store } from '../../../src/store/store.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { ADD, failureOf, fileOf, magnetOf, startBesideEngine } from './beside-engine.ts'

/** What waits in the store; what is only to be removed from the engine is none of it. */
const waitingIn = async ({ queue }: Store) =>
  (await queue.all()).filter(({ isUnwanted }) => isUnwanted !== true)

describe('an add that the engine refuses', () => {
  // A file that passes every check of ours that is not made here.
  const broken = () => {
    const film = fileOf('Film.mkv')
    return { ...film, source: { kind: 'file', bytes: Buffer.from('nonsense') } as const }
  }

  test('is refused, and leaves nothing behind', async () => {
    const setting = await startBesideEngine()
    expect(await setting.during(setting.control.add(broken()))).toBe('refused')
    expect(await setting.list()).toEqual([])
    expect(await waitingIn(setting.store)).toEqual([])
    expect(await setting.store.notes.all()).toEqual([])
  })

  test('while its program waits is never written down as refused', async () => {
    const store = temporaryStore()
    const saved: QueuedAdd[] = []
    const save: typeof store.queue.save = async (add) => {
      saved.push(add)
      await store.queue.save(add)
    }
    const watched = { ...store, queue: { ...store.queue, save } }
    const { control, during } = await startBesideEngine({ store: watched })
    expect(await during(control.add(broken()))).toBe('refused')
    expect(saved.filter(({ refusal }) => refusal !== null)).toEqual([])
  })

  test('after its program has gone stands there as refused until it is deleted', async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, during, passUntil } = setting
    const first = fileOf('First.mkv')
    await during(setting.control.add(first))
    expect(await during(setting.control.add(broken()))).toBe('added')
    const { torrentId } = broken()
    engine.control.finish(first.torrentId)
    await passUntil(async () => (await setting.find(torrentId))?.wait === 'owner')
    await setting.reopen()
    expect(await setting.find(torrentId)).toMatchObject({ wait: 'owner', note: { category: 'tv' } })
    await during(setting.control.commands.remove([torrentId], { deleteFiles: true }))
    expect(await setting.find(torrentId)).toBeUndefined()
    expect(await waitingIn(setting.store)).toEqual([])
  })

  test('is tried again when a program adds it again', async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, during, passUntil } = setting
    const first = fileOf('First.mkv')
    await during(setting.control.add(first))
    await during(setting.control.add(broken()))
    const { torrentId } = broken()
    engine.control.finish(first.torrentId)
    await passUntil(async () => (await setting.find(torrentId))?.wait === 'owner')
    expect(await during(setting.control.add(fileOf('Film.mkv')))).toBe('added')
    expect(await setting.find(torrentId)).toMatchObject({ wait: null, status: 'active' })
  })
})

describe('an add while the engine is away', () => {
  test('fails at once, and leaves nothing behind', async () => {
    const { engine, control, clock, store, during, list, pass } = await startBesideEngine()
    await control.inventory.list()
    await engine.control.kill()
    const startedAt = clock.monotonic()
    expect(await failureOf(during(control.add(fileOf('Film.mkv'))))).toMatchObject({
      name: 'Unavailable',
    })
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(5000)
    expect(await waitingIn(store)).toEqual([])
    expect(await store.notes.all()).toEqual([])
    await engine.control.restart()
    await pass(15_000)
    expect(await list()).toEqual([])
  })

  test('fails within five seconds when the engine hangs', async () => {
    const { engine, control, clock, store, during } = await startBesideEngine({ timeoutMs: 200 })
    engine.control.setRecordsLost(true)
    const startedAt = clock.monotonic()
    expect(await failureOf(during(control.add(fileOf('Film.mkv'))))).toMatchObject({
      name: 'Unavailable',
    })
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(5000)
    expect(await waitingIn(store)).toEqual([])
  })

  test('fails when the store is away, and is not listed', async () => {
    const store = temporaryStore()
    let isAway = false
    const add: typeof store.queue.add = (...args) =>
      isAway ? new Promise(() => {}) : store.queue.add(...args)
    const flaky = { ...store, queue: { ...store.queue, add } }
    const { control, during, list, pass } = await startBesideEngine({ store: flaky })
    isAway = true
    expect(await failureOf(during(control.add(fileOf('Film.mkv'))))).toMatchObject({
      code: 'store-down',
    })
    expect(await list()).toEqual([])
    expect(await store.notes.all()).toEqual([])
    await pass(100)
  })

  test('that the store takes after it was told as failed is not there after a restart', async () => {
    const store = temporaryStore()
    const late = Promise.withResolvers<void>()
    const add: typeof store.queue.add = async (...args) => {
      await late.promise
      return await store.queue.add(...args)
    }
    const slow = { ...store, queue: { ...store.queue, add } }
    const { control, during, list, pass, reopen } = await startBesideEngine({ store: slow })
    expect(await failureOf(during(control.add(fileOf('Film.mkv'))))).toMatchObject({
      code: 'store-down',
    })
    late.resolve()
    await pass(10_000)
    expect(await waitingIn(store)).toEqual([])
    await reopen()
    expect(await list()).toEqual([])
  })
})

describe('an add that the engine took without an answer', () => {
  test('is no failure, and is there once', async () => {
    const setting = await startBesideEngine()
    const { engine, during, onTheWay, list, calls, passUntil } = setting
    let isFirst = true
    onTheWay(ADD, async (request, forward) => {
      const answer = await forward(request)
      if (!isFirst) return answer
      isFirst = false
      throw new Error('the connection ends')
    })
    const film = fileOf('Film.mkv', { tags: ['hd'] })
    expect(await during(setting.control.add(film))).toBe('added')
    await passUntil(async () => (await list())[0]?.wait === null)
    expect(await list()).toMatchObject([{ id: film.torrentId, tags: ['hd'] }])
    expect(engine.control.sessionIds()).toEqual([film.torrentId])
    expect(calls.filter((call) => ADD.test(call))).toHaveLength(1)
    expect(await waitingIn(setting.store)).toEqual([])
  })

  test('before it ended is no failure, and is finished when it is back', async () => {
    const setting = await startBesideEngine()
    const { engine, during, onTheWay, list, passUntil, pass } = setting
    onTheWay(ADD, async (request, forward) => {
      await forward(request)
      await engine.control.kill()
      throw new Error('the connection ends')
    })
    const film = fileOf('Film.mkv', { tags: ['hd'], category: 'films' })
    expect(await during(setting.control.add(film))).toBe('added')
    await pass(5000)
    await engine.control.restart()
    await passUntil(async () => (await list())[0]?.wait === null)
    expect(await list()).toMatchObject([{ tags: ['hd'], note: { category: 'films' } }])
    await passUntil(async () => (await setting.store.queue.all()).length === 0)
    expect(await engine.control.record(film.torrentId)).toMatchObject({ tags: ['hd'] })
  })

  test('is no failure when the rest of what was wanted fails, and that is done later', async () => {
    const setting = await startBesideEngine()
    const { engine, control, during, onTheWay, passUntil } = setting
    let isFailing = true
    onTheWay(/\/tags$/, async (request, forward) =>
      isFailing ? new Response('no', { status: 500 }) : await forward(request)
    )
    const film = fileOf('Film.mkv', { tags: ['hd'], category: 'films' })
    expect(await during(control.add(film))).toBe('added')
    isFailing = false
    const record = async () => await engine.control.record(film.torrentId)
    await passUntil(async () => (await record())?.tags.includes('hd'))
    expect(await setting.find(film.torrentId)).toMatchObject({ note: { category: 'films' } })
  })

  test('that it did not take is a failure and leaves nothing behind', async () => {
    const setting = await startBesideEngine()
    setting.onTheWay(ADD, () => Promise.reject(new Error('the connection ends')))
    const adding = setting.during(setting.control.add(fileOf('Film.mkv')))
    expect(await failureOf(adding)).toMatchObject({ name: 'Unavailable' })
    expect(await setting.list()).toEqual([])
    expect(await waitingIn(setting.store)).toEqual([])
    expect(await setting.store.notes.all()).toEqual([])
  })
})

describe('an add that the engine takes after it was told as failed', () => {
  const late = async () => {
    const setting = await startBesideEngine()
    const taken = Promise.withResolvers<void>()
    let isFirst = true
    setting.onTheWay(ADD, async (request, forward) => {
      if (!isFirst) return await forward(request)
      isFirst = false
      const body = await request.blob()
      const copy = new Request(request.url, { method: 'POST', headers: request.headers, body })
      void taken.promise.then(() => forward(copy))
      throw new Error('the connection ends')
    })
    const film = fileOf('Film.mkv')
    const failure = await failureOf(setting.during(setting.control.add(film)))
    return { ...setting, film, failure, take: taken.resolve }
  }

  test('does not stay there', async () => {
    const { engine, list, passUntil, pass, film, failure, take } = await late()
    expect(failure).toMatchObject({ name: 'Unavailable' })
    take()
    await passUntil(() => engine.control.sessionIds().includes(film.torrentId))
    await pass(20_000)
    expect(await engine.control.record(film.torrentId)).toBeNull()
    expect(await list()).toEqual([])
  })

  test('does not stay there over a restart of this service either', async () => {
    const setting = await late()
    const { engine, pass, passUntil, film, take } = setting
    await setting.reopen()
    take()
    await passUntil(() => engine.control.sessionIds().includes(film.torrentId))
    await pass(30_000)
    expect(await engine.control.record(film.torrentId)).toBeNull()
    expect(await setting.list()).toEqual([])
    await pass(180_000)
    expect(await setting.store.queue.all()).toEqual([])
  })

  test('is not taken for what its owner adds to the engine afterwards', async () => {
    const { engine, list, pass, film } = await late()
    await pass(15_000)
    await engine.control.add({ id: film.torrentId, name: 'Film.mkv', totalBytes: 1000 })
    await pass(180_000)
    expect(await engine.control.record(film.torrentId)).not.toBeNull()
    expect(await list()).toHaveLength(1)
  })

  test('stays there when its program has added it again', async () => {
    const { control, engine, during, pass, find, film, take } = await late()
    take()
    expect(await during(control.add(film))).toBe('added')
    await pass(60_000)
    expect(await engine.control.record(film.torrentId)).not.toBeNull()
    expect(await find(film.torrentId)).toMatchObject({ wait: null, note: { category: 'tv' } })
  })
})

describe('an add that ends the engine', () => {
  test('is given up after two tries, and stands there as refused', async () => {
    const setting = await startBesideEngine()
    const { engine, during, onTheWay, find, pass, passUntil, calls } = setting
    onTheWay(ADD, async () => {
      await engine.control.kill()
      throw new Error('the connection ends')
    })
    const film = fileOf('Film.mkv')
    expect(await during(setting.control.add(film))).toBe('added')
    for (let time = 0; time < 4; time += 1) {
      await pass(5000)
      await engine.control.restart()
      await pass(15_000)
    }
    await passUntil(async () => (await find(film.torrentId))?.wait === 'owner')
    expect(calls.filter((call) => ADD.test(call))).toHaveLength(2)
  })

  test('does not count its tries against another that goes well in the end', async () => {
    const setting = await startBesideEngine()
    const { engine, control, during, onTheWay, passUntil } = setting
    let isDying = true
    onTheWay(ADD, async (request, forward) => {
      if (!isDying) return await forward(request)
      await engine.control.kill()
      throw new Error('the connection ends')
    })
    const film = fileOf('Film.mkv')
    const add = () => during(control.add(film))
    for (let time = 0; time < 3; time += 1) {
      isDying = true
      expect(await add()).toBe('added')
      isDying = false
      await engine.control.restart()
      await passUntil(async () => (await setting.find(film.torrentId))?.wait === null)
      await during(control.commands.remove([film.torrentId], { deleteFiles: true }))
    }
  })
})

describe('an add at which the engine fails each time', () => {
  // Such as one with more files than a record can hold.
  const failing = async () => {
    const setting = await startBesideEngine({ sessionLimit: 1 })
    const { engine, control, during, onTheWay } = setting
    const [busy, poison, other] = [fileOf('Busy.mkv'), magnetOf('Poison'), fileOf('Other.mkv')]
    await during(control.add(busy))
    for (const waiting of [poison, other]) await during(control.add(waiting))
    let tries = 0
    onTheWay(ADD, async (request, forward) => {
      if (!(await request.clone().text()).includes(poison.torrentId)) return await forward(request)
      tries += 1
      const error = { code: 'repository_error', message: 'repository error: too large' }
      return Response.json({ error }, { status: 500 })
    })
    engine.control.finish(busy.torrentId)
    return { ...setting, poison: poison.torrentId, other: other.torrentId, tries: () => tries }
  }

  test('does not hold up those behind it', async () => {
    const { engine, find, passUntil, poison, other, tries } = await failing()
    await passUntil(() => engine.control.sessionIds().includes(other))
    expect(tries()).toBeGreaterThan(0)
    expect(await find(poison)).toMatchObject({ wait: 'queue' })
  })

  test('is tried less and less often, and the others still are', async () => {
    const { engine, control, during, pass, other, tries, passUntil } = await failing()
    await passUntil(() => engine.control.sessionIds().includes(other))
    engine.control.finish(other)
    await pass(60 * 60_000)
    // Each try leaves a file in the engine's folder for good.
    expect(tries()).toBeLessThan(20)
    const later = fileOf('Later.mkv')
    await during(control.add(later))
    await passUntil(() => engine.control.sessionIds().includes(later.torrentId), 30_000)
  })
})

describe('an add that somebody in front of the engine answers', () => {
  test('with a page instead of a record is a failure, and leaves nothing behind', async () => {
    const { control, during, onTheWay, list, store } = await startBesideEngine()
    const headers = { 'content-type': 'text/html' }
    onTheWay(ADD, async () => new Response('<html>Welcome</html>', { status: 201, headers }))
    expect(await failureOf(during(control.add(fileOf('Film.mkv'))))).toMatchObject({
      name: 'Unavailable',
    })
    expect(await list()).toEqual([])
    expect(await waitingIn(store)).toEqual([])
  })
})

describe('an add whose tags the engine refuses', () => {
  test('is there without them', async () => {
    const setting = await startBesideEngine()
    const { engine, control, during, onTheWay, find, store, passUntil } = setting
    const error = { code: 'invalid_request', message: 'tags too long' }
    onTheWay(/\/tags$/, async () => Response.json({ error }, { status: 400 }))
    const film = fileOf('Film.mkv', { tags: ['hd'] })
    expect(await during(control.add(film))).toBe('added')
    await passUntil(async () => (await store.queue.all()).length === 0)
    expect(await find(film.torrentId)).toMatchObject({ wait: null, note: { category: 'tv' } })
    expect(engine.control.sessionIds()).toEqual([film.torrentId])
  })
})

describe('an add whose source is lost', () => {
  test('stands there as refused, and is not tried again', async () => {
    const store = temporaryStore()
    const blind = { ...store, queue: { ...store.queue, source: async () => null } }
    const setting = await startBesideEngine({ sessionLimit: 1, store: blind })
    const { engine, control, during, find, passUntil, pass, lines } = setting
    const other = await engine.control.add({ name: 'Other.mkv', totalBytes: 1000 })
    const film = fileOf('Film.mkv')
    expect(await during(control.add(film))).toBe('added')
    engine.control.finish(other.id)
    await passUntil(async () => (await find(film.torrentId))?.wait === 'owner')
    await pass(60_000)
    expect(lines.filter((line) => line.includes('is lost'))).toHaveLength(1)
  })
})
