import { describe, expect, test } from 'bun:test'
import type { Torrent } from '../../../src/domain.ts'
import { createLog } from '../../../src/lib/log.ts'
import { createCatalog } from '../../../src/torrents/catalog/catalog.ts'
import type { SessionLook } from '../../../src/torrents/catalog/session.ts'
import type { EngineList } from '../../../src/torrents/engine/engine.ts'
import { Misconfigured, Unavailable } from '../../../src/upstream-error.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { silentLog } from '../../support/silent-log.ts'

const HOUR = 3_600_000
const idOf = (number: number) => number.toString(16).padStart(40, '0')
const torrent = (number: number, changes: Partial<Torrent> = {}): Torrent => ({
  id: idOf(number),
  name: `torrent ${number}`,
  status: 'active',
  totalBytes: 10_000,
  doneBytes: 1000,
  createdAt: 1795376824,
  updatedAt: 1795376889,
  tags: [],
  ...changes,
})
const session = (number: number, fileBytes: number): SessionLook => ({
  id: idOf(number),
  mode: 'downloading',
  phase: 'downloading',
  peers: 1,
  progress: 0,
  fileBytes,
})
const away = () => new Unavailable('engine: GET /torrents failed: timeout', { code: 'timeout' })

/** An engine and records that answer by what `given` says at the moment of the call. */
const setUp = ({ hasRecords = true, log = silentLog } = {}) => {
  const clock = createManualClock()
  const given = {
    list: (): Promise<EngineList> | EngineList => ({ torrents: [torrent(1)], malformed: 0 }),
    states: (): Promise<SessionLook[]> | SessionLook[] => [],
    records: (): Promise<Torrent[]> | Torrent[] => {
      throw new Unavailable('MongoDB cannot be reached', { code: 'store-down' })
    },
  }
  const calls = { list: 0, states: 0, records: 0 }
  const catalog = createCatalog({
    engine: {
      async list() {
        calls.list += 1
        return await given.list()
      },
      async states() {
        calls.states += 1
        return await given.states()
      },
    },
    records: hasRecords
      ? {
          async all() {
            calls.records += 1
            return await given.records()
          },
        }
      : null,
    clock,
    log,
  })
  const fail = () => {
    given.list = () => {
      throw away()
    }
  }
  return { clock, given, calls, catalog, fail }
}
const names = ({ torrents }: { torrents: readonly Torrent[] }) => torrents.map(({ name }) => name)
const settle = () => Bun.sleep(1)

describe('while the engine answers', () => {
  test('a list comes from it, with the moment it was taken', async () => {
    const { catalog, clock } = setUp()
    const view = await catalog.list()
    expect(view).toMatchObject({ source: 'engine', takenAt: clock.now(), ageMs: 0 })
    expect(names(view)).toEqual(['torrent 1'])
  })

  test('it is not asked again within two seconds', async () => {
    const { catalog, clock, calls } = setUp()
    await catalog.list()
    clock.advance(2000)
    expect((await catalog.list()).ageMs).toBe(2000)
    expect(calls).toEqual({ list: 1, states: 1, records: 0 })
  })

  test('past that whoever asks gets the copy of at most ten seconds, and it is renewed', async () => {
    const { catalog, clock, given, calls } = setUp()
    await catalog.list()
    given.list = () => ({ torrents: [torrent(2)], malformed: 0 })
    clock.advance(2001)
    expect(names(await catalog.list())).toEqual(['torrent 1'])
    await settle()
    expect(names(await catalog.list())).toEqual(['torrent 2'])
    expect(calls.list).toBe(2)
  })

  test('past ten seconds whoever asks waits for the renewal', async () => {
    const { catalog, clock, given } = setUp()
    await catalog.list()
    given.list = () => ({ torrents: [torrent(2)], malformed: 0 })
    clock.advance(10_001)
    expect(names(await catalog.list())).toEqual(['torrent 2'])
  })

  test('one call serves all who ask at once', async () => {
    const { catalog, calls } = setUp()
    const views = await Promise.all(Array.from({ length: 50 }, () => catalog.list()))
    expect(views.every((view) => view.torrents.length === 1)).toBe(true)
    expect(calls).toEqual({ list: 1, states: 1, records: 0 })
  })

  test('a slow renewal is shared by all who come while it lasts', async () => {
    const { catalog, clock, given, calls } = setUp()
    await catalog.list()
    const slow = Promise.withResolvers<EngineList>()
    given.list = () => slow.promise
    for (let asked = 0; asked < 5; asked += 1) {
      clock.advance(2001)
      if (asked < 4) await catalog.list()
    }
    const waiting = catalog.list()
    slow.resolve({ torrents: [], malformed: 0 })
    expect(names(await waiting)).toEqual([])
    expect(calls.list).toBe(2)
  })

  test('no torrents is a real answer, and it replaces the copy', async () => {
    const { catalog, clock, given } = setUp()
    await catalog.list()
    given.list = () => ({ torrents: [], malformed: 0 })
    clock.advance(10_001)
    expect(await catalog.list()).toMatchObject({ torrents: [], source: 'engine' })
  })

  test('sessions bring live bytes, and a speed from the second look on', async () => {
    const { catalog, clock, given } = setUp()
    given.states = () => [session(1, 2000)]
    expect((await catalog.list()).torrents[0]).toMatchObject({ doneBytes: 2000, downloadSpeed: 0 })
    given.states = () => [session(1, 5000)]
    clock.advance(3000)
    catalog.invalidate()
    expect((await catalog.list()).torrents[0]).toMatchObject({
      doneBytes: 5000,
      downloadSpeed: 1000,
      session: { mode: 'downloading', phase: 'downloading', peers: 1 },
    })
  })

  test('a state list that fails loses no torrent', async () => {
    const { catalog, given } = setUp()
    given.states = () => {
      throw new Unavailable('engine: 500', { code: 'server-error', status: 500 })
    }
    expect(await catalog.list()).toMatchObject({
      source: 'engine',
      areSessionsKnown: false,
      torrents: [{ name: 'torrent 1', session: null, doneBytes: 1000 }],
    })
  })

  test('it is said whether the sessions are known', async () => {
    const { catalog, clock, given, fail } = setUp()
    expect(await catalog.list()).toMatchObject({ areSessionsKnown: true })
    given.records = () => [torrent(1)]
    fail()
    clock.advance(10_001)
    expect(await catalog.list()).toMatchObject({ source: 'records', areSessionsKnown: false })
  })

  test('a new copy is announced', async () => {
    const { catalog, clock, fail } = setUp()
    let announced = 0
    catalog.changed.listen(() => {
      announced += 1
    })
    await catalog.list()
    await catalog.list()
    expect(announced).toBe(1)
    fail()
    clock.advance(10_001)
    await catalog.list()
    expect(announced).toBe(1)
  })
})

describe('after a write of our own', () => {
  test('a fresh copy does not count any more', async () => {
    const { catalog, given } = setUp()
    await catalog.list()
    given.list = () => ({ torrents: [torrent(1), torrent(2)], malformed: 0 })
    catalog.invalidate()
    expect(names(await catalog.list())).toEqual(['torrent 1', 'torrent 2'])
  })

  test('a look that was under way before the write does not count', async () => {
    const { catalog, given, calls } = setUp()
    const slow = Promise.withResolvers<EngineList>()
    given.list = () => slow.promise
    const early = catalog.list()
    await settle()
    catalog.invalidate()
    const late = catalog.list()
    given.list = () => ({ torrents: [torrent(2)], malformed: 0 })
    slow.resolve({ torrents: [torrent(1)], malformed: 0 })
    expect(names(await early)).toEqual(['torrent 1'])
    expect(names(await late)).toEqual(['torrent 2'])
    expect(names(await catalog.list())).toEqual(['torrent 2'])
    expect(calls.list).toBe(2)
  })
})

describe('after a removal of our own', () => {
  test('nobody is shown what was removed, even while nobody can be asked', async () => {
    const { catalog, given, fail } = setUp()
    given.list = () => ({ torrents: [torrent(1), torrent(2)], malformed: 0 })
    await catalog.list()
    catalog.invalidate({ removed: [idOf(1)] })
    expect(names(catalog.peek() ?? expect.unreachable())).toEqual(['torrent 2'])
    fail()
    const view = await catalog.list()
    expect(view.source).toBe('last')
    expect(names(view)).toEqual(['torrent 2'])
  })

  test('a look that was under way does not bring it back', async () => {
    const { catalog, given, fail } = setUp()
    const slow = Promise.withResolvers<EngineList>()
    given.list = () => slow.promise
    const early = catalog.list()
    await settle()
    catalog.invalidate({ removed: [idOf(1)] })
    fail()
    slow.resolve({ torrents: [torrent(1), torrent(2)], malformed: 0 })
    expect(names(await early)).toEqual(['torrent 2'])
    expect(names(await catalog.list())).toEqual(['torrent 2'])
  })

  test('it is shown again once a later look has found it', async () => {
    const { catalog } = setUp()
    await catalog.list()
    catalog.invalidate({ removed: [idOf(1)] })
    expect(names(await catalog.list())).toEqual(['torrent 1'])
    catalog.invalidate()
    expect(names(await catalog.list())).toEqual(['torrent 1'])
  })

  test('a look that began before a second removal does not bring it back', async () => {
    const { catalog, given, fail } = setUp()
    await catalog.list()
    catalog.invalidate({ removed: [idOf(1)] })
    const slow = Promise.withResolvers<EngineList>()
    given.list = () => slow.promise
    const early = catalog.list()
    await settle()
    catalog.invalidate({ removed: [idOf(1)] })
    fail()
    slow.resolve({ torrents: [torrent(1)], malformed: 0 })
    expect(names(await early)).toEqual([])
    expect(names(await catalog.list())).toEqual([])
  })
})

describe('while the engine is away', () => {
  test("MongoDB's own records stand in, without sessions and speed", async () => {
    const { catalog, given, fail } = setUp()
    fail()
    given.states = () => [session(1, 9999)]
    given.records = () => [torrent(7)]
    expect(await catalog.list()).toMatchObject({
      source: 'records',
      torrents: [{ name: 'torrent 7', session: null, doneBytes: 1000, downloadSpeed: 0 }],
    })
  })

  test('a failed look is remembered for two seconds', async () => {
    const { catalog, clock, calls, fail } = setUp()
    fail()
    await expect(catalog.list()).rejects.toBeInstanceOf(Unavailable)
    clock.advance(2000)
    await expect(catalog.list()).rejects.toBeInstanceOf(Unavailable)
    expect(calls).toEqual({ list: 1, states: 1, records: 1 })
    clock.advance(1)
    await expect(catalog.list()).rejects.toBeInstanceOf(Unavailable)
    expect(calls.list).toBe(2)
  })

  test('the last good copy is given when the records are away too', async () => {
    const { catalog, clock, fail } = setUp()
    const { takenAt } = await catalog.list()
    fail()
    clock.advance(60_000)
    const view = await catalog.list()
    expect(view).toMatchObject({ source: 'last', takenAt, ageMs: 60_000 })
    expect(names(view)).toEqual(['torrent 1'])
  })

  test('the last good copy is given without MongoDB, too', async () => {
    const { catalog, clock, fail } = setUp({ hasRecords: false })
    await catalog.list()
    fail()
    clock.advance(60_000)
    expect(await catalog.list()).toMatchObject({ source: 'last' })
  })

  test('the last good copy is not an old one of the engine when the records are newer', async () => {
    const { catalog, clock, given, fail } = setUp()
    await catalog.list()
    fail()
    given.records = () => [torrent(7)]
    clock.advance(60_000)
    await catalog.list()
    given.records = () => {
      throw away()
    }
    clock.advance(60_000)
    expect(names(await catalog.list())).toEqual(['torrent 7'])
  })

  test('the last good copy is given for 24 hours and not a moment longer', async () => {
    const { catalog, clock, fail } = setUp()
    await catalog.list()
    fail()
    clock.advance(24 * HOUR)
    expect(await catalog.list()).toMatchObject({ source: 'last', ageMs: 24 * HOUR })
    clock.advance(1)
    await expect(catalog.list()).rejects.toBeInstanceOf(Unavailable)
    expect(catalog.peek()).toBeNull()
  })

  test('there is never an invented empty list', async () => {
    const { catalog, fail } = setUp()
    fail()
    expect(await catalog.list().catch((error) => error)).toMatchObject({
      name: 'Unavailable',
      code: 'timeout',
    })
  })

  test('a wrong address is as good as away, and says what it is', async () => {
    const { catalog, given } = setUp()
    given.list = () => {
      throw new Misconfigured('engine: GET /torrents answered 401', {
        code: 'unauthorized',
      })
    }
    expect(await catalog.list().catch((error) => error)).toMatchObject({
      name: 'Unavailable',
      code: 'unauthorized',
    })
  })

  test('it is used again as soon as it is back', async () => {
    const { catalog, clock, given, fail } = setUp()
    fail()
    await catalog.list().catch(() => {})
    given.list = () => ({ torrents: [torrent(3)], malformed: 0 })
    clock.advance(2001)
    expect(await catalog.list()).toMatchObject({ source: 'engine' })
  })

  test('nobody waits longer than 4.5 s for those who do not answer', async () => {
    const { catalog, clock, given } = setUp()
    given.list = () => new Promise(() => {})
    const cold = catalog.list().catch((error: unknown) => error)
    await settle()
    clock.advance(4500)
    expect(await cold).toMatchObject({ name: 'Unavailable', code: 'timeout' })
  })

  test('after 4.5 s the last good copy is given', async () => {
    const { catalog, clock, given } = setUp()
    await catalog.list()
    given.list = () => new Promise(() => {})
    clock.advance(11_000)
    const late = catalog.list()
    await settle()
    clock.advance(4500)
    expect(await late).toMatchObject({ source: 'last', ageMs: 15_500 })
  })

  test('callers of a silent engine get what the last look found, while another look lasts', async () => {
    const { catalog, clock, given, fail } = setUp()
    await catalog.list()
    fail()
    clock.advance(HOUR)
    await catalog.list()
    given.list = () => new Promise(() => {})
    clock.advance(5000)
    expect(await catalog.list()).toMatchObject({ source: 'last', ageMs: HOUR + 5000 })
  })
})

describe('a peek', () => {
  test('is nothing before the first look, and asks nobody', () => {
    const { catalog, calls } = setUp()
    expect(catalog.peek()).toBeNull()
    expect(calls.list).toBe(0)
  })

  test('shows what was last known with its age', async () => {
    const { catalog, clock, calls } = setUp()
    await catalog.list()
    clock.advance(30_000)
    expect(catalog.peek()).toMatchObject({ source: 'engine', ageMs: 30_000 })
    expect(calls.list).toBe(1)
  })

  test('is nothing after looks that all failed', async () => {
    const { catalog, fail } = setUp()
    fail()
    await catalog.list().catch(() => {})
    expect(catalog.peek()).toBeNull()
  })
})

test('a standing fault is logged once, and its end', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'text', write: (line) => lines.push(line) })
  const { catalog, clock, given, fail } = setUp({ log, hasRecords: false })
  fail()
  for (let look = 0; look < 3; look += 1) {
    await catalog.list().catch(() => {})
    clock.advance(11_000)
  }
  given.list = () => ({ torrents: [], malformed: 2 })
  await catalog.list()
  expect(lines.map((line) => line.replace(/^.*main: /, ''))).toEqual([
    'the engine does not list its torrents code=timeout',
    'torrents of the engine cannot be read count=2',
    'the engine lists its torrents again',
  ])
})
