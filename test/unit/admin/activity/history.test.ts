import { describe, expect, test } from 'bun:test'
import { type HistoryDeps, readHistory } from '../../../../src/admin/activity/history.ts'
import { readView } from '../../../../src/admin/activity/view.ts'
import { momentOf } from '../../../../src/admin/moment.ts'
import { completionOf } from '../../../store/completions.ts'
import { refreshState } from '../../../support/states.ts'
import { temporaryStore } from '../../../support/temporary-store.ts'

const moment = momentOf({ now: Date.UTC(2026, 10, 22, 20, 0), zone: 'UTC' })
const noDeps: HistoryDeps = {
  completions: { recent: async () => [], count: async () => 0 },
  findTorrent: async () => null,
  refresh: () => refreshState(),
}
const note = {
  torrentId: '',
  category: '',
  name: '',
  root: null,
  limits: { download: 0, upload: 0, ratio: -2, seedingMinutes: -2, inactiveSeedingMinutes: -2 },
  isOurs: true,
  isHeld: false,
  isStartOwed: false,
  isPrivate: null,
  trackers: [],
}
const read = (deps: Partial<HistoryDeps>, query = '') =>
  readHistory({ ...noDeps, ...deps }, { view: readView(`http://nas/${query}`), moment })

/** A real store with so many completions, three of each moment. */
const storeOf = async (count: number, nameOf = (at: number) => `Torrent ${at}`) => {
  const store = temporaryStore()
  const all = Array.from({ length: count }, (_, at) =>
    completionOf(at, { seenAt: 1_700_000_000_000 + Math.floor(at / 3), torrentName: nameOf(at) })
  )
  await store.completions.add(all)
  const namesFrom = async (query: string) =>
    (await read({ completions: store.completions }, query))?.entries.map(({ name }) => name) ?? []
  return { ...store, all, namesFrom }
}
const placeOf = ({ seenAt, id }: { seenAt: number; id: string }) => `${seenAt}.${id}`
const names = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, at) => `Torrent ${from - at}`)

describe('a page of the history', () => {
  test('is the newest fifty, and tells how many there are and that there are older ones', async () => {
    const { completions } = await storeOf(120)
    const history = await read({ completions })
    expect(history).toMatchObject({ total: 120, hasOlder: true })
    expect(history?.entries.map(({ name }) => name)).toEqual(names(119, 70))
  })

  test('that holds all says so', async () => {
    const { completions } = await storeOf(50)
    expect(await read({ completions })).toMatchObject({ total: 50, hasOlder: false })
    expect(await read({})).toEqual({
      entries: [],
      total: 0,
      hasOlder: false,
      isCut: false,
    })
  })

  test('of a name that is too long is empty, and nobody is asked', async () => {
    const asked = () => Promise.reject(new Error('nobody is to be asked'))
    const completions = { recent: asked, count: asked }
    const nothing = { entries: [], total: 0, hasOlder: false, isCut: false }
    expect(await read({ completions }, `?name=${'x'.repeat(201)}`)).toEqual(nothing)
    expect(await read({ completions }, `?name=${'x'.repeat(200)}`)).toBeNull()
  })

  test('after page leads through all of them, none twice and none left out', async () => {
    const { completions } = await storeOf(120)
    const seen: string[] = []
    let query = ''
    for (;;) {
      const page = await read({ completions }, query)
      seen.push(...(page?.entries.map(({ name }) => name) ?? []))
      const last = page?.entries.at(-1)
      if (!page?.hasOlder || last === undefined) break
      query = `?before=${placeOf(last)}`
    }
    expect(seen).toEqual(names(119, 0))
  })

  test('of one name counts only what has it', async () => {
    const { completions } = await storeOf(9, (at) => (at % 3 === 0 ? `Film ${at}` : `Other ${at}`))
    const history = await read({ completions }, '?name=film')
    expect(history).toMatchObject({ total: 3, hasOlder: false })
    expect(history?.entries.map(({ name }) => name)).toEqual(['Film 6', 'Film 3', 'Film 0'])
  })
})

describe('a list that stands open', () => {
  test('reaches down to where it ended, however much is new, within one moment too', async () => {
    const { all, namesFrom } = await storeOf(120)
    for (const end of [110, 61, 60, 59, 3]) {
      const from = all[end]
      if (from === undefined) throw new Error('there is such a one')
      expect(await namesFrom(`?from=${placeOf(from)}`)).toEqual(names(119, end))
    }
  })

  test('reaches as far when its last entry is there no more', async () => {
    const { namesFrom } = await storeOf(10)
    expect(await namesFrom(`?from=1700000000002.zzz`)).toEqual(['Torrent 9'])
    expect(await namesFrom(`?from=1700000000002.!`)).toHaveLength(10)
  })

  test('knows whether there are older ones below it', async () => {
    const { completions, all } = await storeOf(10)
    const hasOlder = async (end: number) => {
      const from = all[end]
      if (from === undefined) throw new Error('there is such a one')
      return (await read({ completions }, `?from=${placeOf(from)}`))?.hasOlder
    }
    expect([await hasOlder(5), await hasOlder(0)]).toEqual([true, false])
  })

  test('is renewed for 500 entries at most', async () => {
    const { completions, all } = await storeOf(620)
    const history = await read({ completions }, `?from=${placeOf(all[0] ?? { seenAt: 0, id: '' })}`)
    expect(history?.entries).toHaveLength(500)
    expect(history).toMatchObject({ hasOlder: true, isCut: true })
  })

  test('is not cut where its end is the last of so many', async () => {
    const { completions, all } = await storeOf(620)
    const end = all[120] ?? { seenAt: 0, id: '' }
    const history = await read({ completions }, `?from=${placeOf(end)}`)
    expect(history?.entries).toHaveLength(500)
    expect(history).toMatchObject({ hasOlder: true, isCut: false })
  })
})

describe('an entry', () => {
  const [completion] = [completionOf(1, { torrentName: 'Film' })]
  const completions = { recent: async () => [completion], count: async () => 1 }
  const entryOf = async (deps: Partial<HistoryDeps>) =>
    (await read({ completions, ...deps }))?.entries[0]

  test('tells size and category while its torrent is there', async () => {
    const findTorrent = async () => ({ totalBytes: 8.4e9, note: { ...note, category: 'radarr' } })
    expect((await entryOf({ findTorrent }))?.facts).toEqual(['8.4\u00a0GB', 'radarr'])
    const bare = async () => ({ totalBytes: 0, note })
    expect((await entryOf({ findTorrent: bare }))?.facts).toEqual([])
    expect((await entryOf({}))?.facts).toEqual([])
  })

  test('of a torrent without a name is called by its id', async () => {
    const nameless = completionOf(1, { torrentName: '' })
    const recent = async () => [nameless]
    expect((await entryOf({ completions: { ...completions, recent } }))?.name).toBe(
      nameless.torrentId
    )
  })

  test('stands without its facts when the engine is away, or hangs', async () => {
    const away = await entryOf({ findTorrent: () => Promise.reject(new Error('away')) })
    expect(away).toMatchObject({ name: 'Film', facts: [] })
    const startedAt = performance.now()
    const hung = await entryOf({ findTorrent: () => new Promise(() => {}) })
    expect(hung).toMatchObject({ name: 'Film', facts: [] })
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  test('tells what each server owes by how that server stands', async () => {
    const refresh: HistoryDeps['refresh'] = (kind) =>
      refreshState({ phase: kind === 'emby' ? 'scan' : 'quiet' })
    expect((await entryOf({ refresh }))?.outcomes).toMatchObject([
      { server: 'jellyfin', rest: 'Jellyfin is asked in a moment' },
      { server: 'emby', rest: 'Emby scans; it is asked after that' },
    ])
  })
})

describe('the store', () => {
  test('that is away is no history, and not an empty one', async () => {
    const recent = () => Promise.reject(new Error('away'))
    expect(await read({ completions: { recent, count: async () => 0 } })).toBeNull()
  })

  test('that hangs is waited for no longer than a second', async () => {
    const startedAt = performance.now()
    const recent = () => new Promise<never>(() => {})
    expect(await read({ completions: { recent, count: async () => 0 } })).toBeNull()
    expect(performance.now() - startedAt).toBeWithin(900, 2000)
  })
})
