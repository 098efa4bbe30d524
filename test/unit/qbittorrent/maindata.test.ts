import { describe, expect, test } from 'bun:test'
import { toCategories } from '../../../src/qbittorrent/endpoints/categories.ts'
import { createGlobalLimits } from '../../../src/qbittorrent/global-limits.ts'
import { createMaindata } from '../../../src/qbittorrent/maindata.ts'
import type { MainContent } from '../../../src/qbittorrent/maindata-full.ts'
import type { RowContext } from '../../../src/qbittorrent/row.ts'
import { createRows } from '../../../src/qbittorrent/rows.ts'
import { createTrackerIndex } from '../../../src/qbittorrent/tracker-index.ts'
import { toServerState } from '../../../src/qbittorrent/transfer.ts'
import { createSessions, SESSION_LIFETIME_MS } from '../../../src/security/sessions.ts'
import type { InventoryTorrent } from '../../../src/torrents/inventory/inventory-torrent.ts'
import recorded from '../../fixtures/qbittorrent-4.5.2.json'
import { buildApp } from '../../support/app.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createMemorySessionStore } from '../../support/memory-session-store.ts'
import { silentLog } from '../../support/silent-log.ts'
import { infoHash } from '../../support/torrents.ts'
import { ADDED_AT, createRandom, downloading, type Random, randomTorrent } from './inventory.ts'
import { createMainClient, type MainAnswer } from './main-client.ts'

const context: RowContext = { finished: 'keep', dataDir: '/data', pathMap: [], now: ADDED_AT + 100 }
const MINUTE = 60_000
const TRACKER = 'http://a.example/announce'

type World = { torrents: InventoryTorrent[]; categories: Record<string, string>; tags: string[] }

const setUp = () => {
  const clock = createManualClock()
  const maindata = createMaindata({ clock })
  const rows = createRows()
  const trackersOf = createTrackerIndex()
  const contentOf = ({ torrents, categories, tags }: World): MainContent => ({
    rows: rows.of(torrents, context),
    categories: toCategories(
      Object.entries(categories).map(([name, savePath]) => ({ name, savePath, usedBy: [] }))
    ),
    tags,
    trackers: trackersOf(torrents),
    serverState: toServerState(
      { torrents, takenAt: 0, source: 'engine', areSessionsKnown: true, ageMs: 0 },
      createGlobalLimits().get()
    ),
  })
  const ask = (world: World, rid = 0, sessionId: string | null = 'one'): MainAnswer =>
    JSON.parse([...maindata.answer({ sessionId, rid }, contentOf(world))].join(''))
  return { clock, ask, contentOf }
}

const world = (changes: Partial<World> = {}): World => ({
  torrents: [downloading(1, { note: { trackers: [TRACKER] } }), downloading(2)],
  categories: { tv: '', movies: '/movies' },
  tags: ['one', 'two'],
  ...changes,
})

describe('the first answer', () => {
  test('tells everything, in the shape of qBittorrent', () => {
    const { ask, contentOf } = setUp()
    const answer = ask(world())
    const { serverState, rows } = contentOf(world())
    const [first = {}, second = {}] = rows.map(({ hash: _, ...row }): object => row)
    expect(answer).toEqual({
      categories: {
        tv: { name: 'tv', savePath: '' },
        movies: { name: 'movies', savePath: '/movies' },
      },
      full_update: true,
      rid: 1,
      server_state: serverState,
      tags: ['one', 'two'],
      torrents: { [infoHash(1)]: first, [infoHash(2)]: second },
      trackers: { [TRACKER]: [infoHash(1)] },
    })
    expect(Object.keys(answer)).toEqual(Object.keys(recorded['sync/maindata']))
  })

  test('leaves out what is empty', () => {
    const { ask } = setUp()
    const answer = ask({ torrents: [], categories: {}, tags: [] })
    expect(Object.keys(answer)).toEqual(['full_update', 'rid', 'server_state'])
  })
})

describe('the next answer', () => {
  test('is a number where nothing has changed', () => {
    const { ask } = setUp()
    ask(world())
    expect(ask(world(), 1)).toEqual({ rid: 2 })
    expect(ask(world(), 2)).toEqual({ rid: 3 })
  })

  test('tells the fields that have changed, and no others', () => {
    const { ask } = setUp()
    const before = world()
    ask(before)
    const [first, second] = before.torrents
    const torrents = [first, { ...second, doneBytes: 500, isStalled: true }] as InventoryTorrent[] // both are there
    expect(ask({ ...before, torrents }, 1)).toEqual({
      rid: 2,
      server_state: { alltime_dl: 900, dl_info_data: 900 },
      torrents: {
        [infoHash(2)]: {
          amount_left: 500,
          completed: 500,
          downloaded: 500,
          downloaded_session: 500,
          eta: 25,
          progress: 0.5,
          state: 'stalledDL',
        },
      },
    })
  })

  test('tells what has come and gone', () => {
    const { ask, contentOf } = setUp()
    const before = world()
    ask(before)
    const third = downloading(3, { note: { trackers: ['udp://b.example:1'] } })
    const after = world({
      torrents: [downloading(2), third],
      categories: { tv: '/tv', music: '' },
      tags: ['two', 'three'],
    })
    const { hash: _, ...row } = contentOf(after).rows[1] ?? { hash: '' }
    expect(ask(after, 1)).toEqual({
      categories: { tv: { savePath: '/tv' }, music: { name: 'music', savePath: '' } },
      categories_removed: ['movies'],
      rid: 2,
      tags: ['three'],
      tags_removed: ['one'],
      torrents: { [infoHash(3)]: row },
      torrents_removed: [infoHash(1)],
      trackers: { 'udp://b.example:1': [infoHash(3)] },
      trackers_removed: [TRACKER],
    })
  })

  test('begins where the program is when the answer before was lost', () => {
    const { ask } = setUp()
    ask(world())
    ask(world(), 1)
    expect(ask(world({ tags: ['two'] }), 2)).toEqual({ rid: 3, tags_removed: ['one'] })
    expect(ask(world({ tags: ['two'] }), 2)).toEqual({ rid: 4, tags_removed: ['one'] })
    expect(ask(world({ tags: ['two'] }), 4)).toEqual({ rid: 5 })
  })
})

describe('everything is told anew', () => {
  const isFull = (answer: MainAnswer) => answer.full_update === true

  test.each([0, -1, 1, 7])('to a program that has the unknown answer %d', (rid) => {
    const { ask } = setUp()
    for (const had of [0, 1, 2]) ask(world(), had)
    const answer = ask(world(), rid)
    expect(answer).toMatchObject({ rid: 4, full_update: true })
    expect(ask(world(), 4)).toEqual({ rid: 5 })
  })

  test('to a program without a session, under a number that it did not have', () => {
    const { ask } = setUp()
    expect(ask(world(), 0, null)).toMatchObject({ rid: 1, full_update: true })
    expect(ask(world(), 1, null)).toMatchObject({ rid: 2, full_update: true })
    expect(ask(world(), 1_000_000, null)).toMatchObject({ rid: 1, full_update: true })
  })

  test('to another session', () => {
    const { ask } = setUp()
    ask(world(), 0, 'one')
    expect(isFull(ask(world(), 1, 'two'))).toBeTrue()
    expect(isFull(ask(world(), 1, 'one'))).toBeFalse()
  })

  test('to a session that did not ask for an hour', () => {
    const { ask, clock } = setUp()
    ask(world())
    clock.advance(59 * MINUTE)
    expect(isFull(ask(world(), 1))).toBeFalse()
    clock.advance(60 * MINUTE)
    expect(isFull(ask(world(), 2))).toBeTrue()
  })

  test('to the one of 65 sessions that was used longest ago', () => {
    const { ask } = setUp()
    const sessions = Array.from({ length: 64 }, (_, number) => `session ${number}`)
    for (const session of sessions) ask(world(), 0, session)
    expect(isFull(ask(world(), 1, 'session 0'))).toBeFalse()
    ask(world(), 0, 'one more')
    expect(isFull(ask(world(), 2, 'session 0'))).toBeFalse()
    expect(isFull(ask(world(), 1, 'session 1'))).toBeTrue()
  })
})

test('a session whose token was renewed is told what has changed, as before', async () => {
  const clock = createManualClock()
  const auth = { username: 'admin', password: 'secret', apiKey: null }
  const store = { sessions: createMemorySessionStore() }
  const sessions = createSessions({ store, auth, clock, log: silentLog })
  const { send } = await buildApp({ config: { auth }, sessions, clock })
  const ask = async (rid: number, cookie: string) => {
    const answer = await send(`/api/v2/sync/maindata?rid=${rid}`, { headers: { cookie } })
    return { body: await answer.json(), cookie: answer.headers.get('set-cookie') ?? '' }
  }
  const first = `SID=${sessions.issue('program')}`
  clock.advance(SESSION_LIFETIME_MS / 2 + 1)
  const { body, cookie: renewed } = await ask(0, first)
  expect(body).toMatchObject({ rid: 1, full_update: true })
  expect(renewed).toStartWith('SID=')
  expect((await ask(1, renewed)).body).toEqual({ rid: 2 })
})

test('the numbers begin again after a million', () => {
  const { ask } = setUp()
  expect(ask(world(), 999_999).rid).toBe(1_000_000)
  expect(ask(world(), 1_000_000)).toEqual({ rid: 1 })
  expect(ask(world(), 1)).toEqual({ rid: 2 })
})

/** Some torrents, categories and tags come, go and change. */
const changed = ({ torrents }: World, random: Random): World => {
  const { below, pick } = random
  const left = torrents
    .filter(() => below(15) > 0)
    .map((torrent) => (below(4) > 0 ? torrent : { ...randomTorrent(1, random), id: torrent.id }))
  const id = infoHash(below(60) + 1)
  const isNew = !left.some((torrent) => torrent.id === id)
  const added = isNew ? [{ ...randomTorrent(1, random), id }] : []
  return {
    torrents: below(2) > 0 ? [...left, ...added] : [...added, ...left],
    categories: {
      [pick(['a', 'b', '__proto__'])]: pick(['', '/x', '/y']),
      constructor: pick(['', '/z']),
    },
    tags: ['one', 'two', 'three'].filter(() => below(3) > 0),
  }
}

test('whoever merges the answers has everything, whatever comes, goes, and is lost on the way', () => {
  const { ask } = setUp()
  const random = createRandom(10)
  const client = createMainClient()
  let now = world()
  for (let round = 0; round < 1000; round += 1) {
    now = changed(now, random)
    const answer = ask(now, random.below(40) === 0 ? 0 : client.rid())
    const isLost = random.below(5) === 0
    if (isLost) continue
    client.merge(answer)
    const fresh = createMainClient()
    fresh.merge(ask(now, 0, null))
    expect(client.known()).toEqual(fresh.known())
  }
})
