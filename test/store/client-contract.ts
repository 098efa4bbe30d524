import { describe, expect, test } from 'bun:test'
import { createLog } from '../../src/lib/log.ts'
import { silentLog } from '../support/silent-log.ts'
import { infoHash } from '../support/torrents.ts'
import type { Subject } from './bench.ts'
import { categoryOf, noteOf } from './client-records.ts'

/** Names that mean something to a database or to JavaScript, or are long; in their order. */
const oddNames = [
  '',
  '$where',
  "'; DROP TABLE categories; --",
  '../a.b',
  '__proto__',
  'a\0b',
  'constructor',
  'tv "4K"\n\\',
  'x'.repeat(5000),
  '～',
  '🎬 Größe',
]

/** What programs tell of torrents, in every kind of store. */
export const describeClientWords = (subject: Subject) => {
  describe('categories', () => {
    test('come back whole, in the order of their names', async () => {
      const tv = categoryOf('tv-sonarr', { savePath: '/data/tv', usedBy: ['Sonarr', 'Radarr'] })
      await subject.store.categories.save(tv)
      await subject.store.categories.save(categoryOf('radarr'))
      expect(await subject.store.categories.all()).toEqual([categoryOf('radarr'), tv])
    })

    test('are written over as a whole, by a name that tells upper from lower case', async () => {
      await subject.store.categories.save(categoryOf('tv', { savePath: '/a', usedBy: ['Sonarr'] }))
      await subject.store.categories.save(categoryOf('TV'))
      await subject.store.categories.save(categoryOf('tv', { savePath: '/b' }))
      const wanted = [categoryOf('TV'), categoryOf('tv', { savePath: '/b' })]
      expect(await subject.store.categories.all()).toEqual(wanted)
    })

    test('are forgotten by name, and one that is not there is none to forget', async () => {
      for (const name of ['a', 'b', 'c']) await subject.store.categories.save(categoryOf(name))
      await subject.store.categories.remove(['c', 'unheard-of', 'a'])
      await subject.store.categories.remove([])
      expect(await subject.store.categories.all()).toEqual([categoryOf('b')])
    })

    test('have any name there is', async () => {
      for (const name of oddNames) await subject.store.categories.save(categoryOf(name))
      const found = await subject.store.categories.all()
      expect(found.map(({ name }) => name)).toEqual(oddNames)
      await subject.store.categories.remove(oddNames)
      expect(await subject.store.categories.all()).toEqual([])
    })

    test('saved by many at once are all there', async () => {
      const other = subject.bench.open(silentLog)
      const names = Array.from({ length: 20 }, (_, at) => `category ${at % 10}`)
      await Promise.all(
        names.map((name, at) => (at % 2 ? subject.store : other).categories.save(categoryOf(name)))
      )
      expect(await other.categories.all()).toEqual(
        names.slice(0, 10).map((name) => categoryOf(name))
      )
    })
  })

  describe('names of tags', () => {
    test('stay once each, in their order, until they are removed', async () => {
      await subject.store.tagNames.add(['web', '4k', 'web'])
      await subject.store.tagNames.add(['4k', 'anime'])
      expect(await subject.store.tagNames.all()).toEqual(['4k', 'anime', 'web'])
      await subject.store.tagNames.remove(['4k', 'unheard-of'])
      expect(await subject.store.tagNames.all()).toEqual(['anime', 'web'])
    })

    test('can be any there are, and none', async () => {
      await subject.store.tagNames.add(oddNames)
      await subject.store.tagNames.add([])
      expect(await subject.store.tagNames.all()).toEqual(oddNames)
    })
  })

  describe('notes', () => {
    test('come back whole, by info hash', async () => {
      const full = noteOf(2, {
        name: 'Film.2026.1080p',
        root: 'Film (2026)',
        limits: {
          download: 1_000_000,
          upload: 5_000_000_000,
          ratio: 1.5,
          seedingMinutes: 600,
          inactiveSeedingMinutes: -1,
        },
        isHeld: true,
        isStartOwed: true,
        isPrivate: false,
        trackers: ['https://tracker.example/announce', 'udp://tracker.example:1337'],
      })
      await subject.store.notes.save([full, noteOf(1)])
      expect(await subject.store.notes.all()).toEqual([noteOf(1), full])
    })

    test('are written over as a whole; of two for one torrent the later one stays', async () => {
      await subject.store.notes.save([noteOf(1, { root: 'a' }), noteOf(2)])
      await subject.store.notes.save([noteOf(1, { category: 'b' }), noteOf(1, { category: 'c' })])
      expect(await subject.store.notes.all()).toEqual([noteOf(1, { category: 'c' }), noteOf(2)])
    })

    test('of 10,000 torrents are saved in one call, and removed in one', async () => {
      const notes = Array.from({ length: 10_000 }, (_, at) => noteOf(at))
      await subject.store.notes.save(notes)
      expect(await subject.store.notes.all()).toEqual(notes)
      await subject.store.notes.remove(notes.slice(1).map(({ torrentId }) => torrentId))
      expect(await subject.store.notes.all()).toEqual([noteOf(0)])
    })

    test('can be none', async () => {
      await subject.store.notes.save([])
      await subject.store.notes.remove([])
      expect(await subject.store.notes.all()).toEqual([])
    })
  })

  test('a malformed record is left out, and the first is named in the log', async () => {
    const lines: string[] = []
    const log = createLog({ level: 'warn', format: 'text', write: (line) => lines.push(line) })
    await subject.store.notes.save([noteOf(1), noteOf(2)])
    for (const name of ['fine', 'spoilt']) await subject.store.categories.save(categoryOf(name))
    await subject.bench.spoil('notes', infoHash(1))
    await subject.bench.spoil('categories', 'spoilt')
    const careful = subject.bench.open(log)
    expect(await careful.notes.all()).toEqual([noteOf(2)])
    expect(await careful.categories.all()).toEqual([categoryOf('fine')])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(infoHash(1))
  })
}
