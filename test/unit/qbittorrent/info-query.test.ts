import { describe, expect, test } from 'bun:test'
import { selectRows } from '../../../src/qbittorrent/info-query.ts'
import { type Row, toRow } from '../../../src/qbittorrent/row.ts'
import { infoHash } from '../../support/torrents.ts'
import { ADDED_AT, completed, createRandom, downloading, randomTorrents } from './inventory.ts'

const context = { finished: 'keep', dataDir: '/data', pathMap: [], now: ADDED_AT + 100 } as const
const select = (rows: readonly Row[], query: string) =>
  selectRows(rows, new Map(new URLSearchParams(query)))
/** The numbers of the torrents that a query selects. */
const numbers = (rows: readonly Row[], query: string): number[] => {
  const selection = select(rows, query)
  if ('refusal' in selection) throw new Error(selection.refusal)
  return selection.rows.map(({ hash }) => Number.parseInt(hash, 16))
}

const rows = [
  downloading(1, { note: { category: 'tv-sonarr' }, tags: ['one', 'two'] }),
  downloading(2, { isStalled: true, note: { category: 'tv' } }),
  downloading(3, { status: 'pending', totalBytes: 0, note: { category: 'TV' } }),
  downloading(4, { status: 'stopped', note: { category: 'tv/sub' } }),
  downloading(5, { session: { mode: 'paused' }, tags: ['one'] }),
  downloading(6, { session: { phase: 'verifying' } }),
  completed(7, { tags: ['One'] }),
  completed(8, { status: 'stopped' }),
  completed(9, { session: { phase: 'verifying' } }),
  downloading(10, { status: 'error' }),
].map((torrent) => toRow(torrent, context))
const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

describe('a filter', () => {
  test.each<[string, number[]]>([
    ['all', all],
    ['downloading', [1, 2, 3, 4, 5, 6]],
    ['seeding', [7, 9]],
    ['completed', [7, 8, 9]],
    ['paused', [4, 8]],
    ['stopped', [4, 8]],
    ['resumed', [1, 2, 3, 5, 6, 7, 9, 10]],
    ['running', [1, 2, 3, 5, 6, 7, 9, 10]],
    ['active', [1, 3, 7]],
    ['inactive', [2, 4, 5, 6, 8, 9, 10]],
    ['stalled', [2]],
    ['stalled_downloading', [2]],
    ['stalled_uploading', []],
    ['checking', [6, 9]],
    ['moving', []],
    ['errored', [10]],
    ['nonsense', all],
    ['Downloading', all],
    ['', all],
  ])('%s lets its states through', (filter, expected) => {
    expect(numbers(rows, `filter=${filter}`)).toEqual(expected)
  })
})

describe('a category', () => {
  test.each<[string, string, number[]]>([
    ['that is not named is any', '', all],
    ['that is empty is none', 'category=', [5, 6, 7, 8, 9, 10]],
    ['is exactly its name', 'category=tv', [2]],
    ['has its letters as they are', 'category=TV', [3]],
    ['that nobody has is that of nobody', 'category=radarr', []],
  ])('%s', (_, query, expected) => {
    expect(numbers(rows, query)).toEqual(expected)
  })
})

describe('a tag', () => {
  test.each<[string, string, number[]]>([
    ['is one of several', 'tag=two', [1]],
    ['has its letters as they are', 'tag=one', [1, 5]],
    ['that is empty is none', 'tag=', [2, 3, 4, 6, 8, 9, 10]],
    ['is a whole one', 'tag=on', []],
    ['is one', 'tag=one, two', []],
  ])('%s', (_, query, expected) => {
    expect(numbers(rows, query)).toEqual(expected)
  })
})

describe('hashes', () => {
  test.each<[string, string, number[]]>([
    ['select their torrents, in the order of the list', [5, 1].map(infoHash).join('|'), [1, 5]],
    ['can be in upper case', infoHash(10).toUpperCase(), [10]],
    ['that nobody has are passed over', `nonsense|${infoHash(2)}||${infoHash(99)}`, [2]],
    ['select nothing where nobody has them', infoHash(99), []],
    ['select everything where there are none', '|', all],
    ['are never a word for all', 'all', []],
  ])('%s', (_, hashes, expected) => {
    expect(numbers(rows, `hashes=${encodeURIComponent(hashes)}`)).toEqual(expected)
  })

  test('hold beside what else is asked for', () => {
    const hashes = [1, 2, 7].map(infoHash).join('|')
    expect(numbers(rows, `hashes=${hashes}&filter=downloading&category=tv`)).toEqual([2])
  })
})

describe('sorted', () => {
  test.each<[string, string, number[]]>([
    ['numbers go by size', 'sort=progress&filter=downloading', [3, 1, 2, 4, 5, 6]],
    ['texts go by their code units', 'sort=category&filter=downloading', [5, 6, 3, 2, 1, 4]],
    ['the other way round', 'sort=category&reverse=true&filter=downloading', [4, 1, 2, 3, 5, 6]],
    ['by a word that .NET writes', 'sort=added_on&reverse=True&limit=2', [1, 2]],
    ['by nothing where it is empty', 'sort=', all],
  ])('%s', (_, query, expected) => {
    expect(numbers(rows, query)).toEqual(expected)
  })

  test.each(['nonsense', 'toString', '__proto__', 'Name'])('never by %s', (field) => {
    expect(select(rows, `sort=${field}`)).toEqual({ refusal: "'sort' parameter is invalid" })
    expect(numbers([], `sort=${field}`)).toEqual([])
    expect(numbers(rows, `sort=${field}&category=radarr`)).toEqual([])
  })

  test('leave the rows that were given as they are', () => {
    const before = [...rows]
    select(rows, 'sort=name&reverse=true')
    expect(rows).toEqual(before)
  })
})

describe('a page', () => {
  test.each<[string, number[]]>([
    ['limit=3', [1, 2, 3]],
    ['limit=0', all],
    ['limit=-1', all],
    ['limit=nonsense', all],
    ['limit=99', all],
    ['offset=8', [9, 10]],
    ['offset=10', all],
    ['offset=-2', [9, 10]],
    ['offset=-10', all],
    ['offset=-11', all],
    ['offset=99&limit=2', [1, 2]],
    ['offset=-3&limit=2', [8, 9]],
    ['offset=2&limit=2&filter=downloading', [3, 4]],
  ])('of %s', (query, expected) => {
    expect(numbers(rows, query)).toEqual(expected)
  })

  test('after another makes up the whole list, by whatever it is sorted', () => {
    const random = createRandom(6)
    const many = randomTorrents(500, random).map((torrent) => toRow(torrent, context))
    for (const field of Object.keys(many[0] ?? {})) {
      const query = `sort=${field}&reverse=${random.pick(['true', 'false'])}`
      const pages: number[] = []
      for (let offset = 0; offset < many.length; offset += 70) {
        pages.push(...numbers(many, `${query}&limit=70&offset=${offset}`))
      }
      expect(pages).toEqual(numbers(many, query))
      expect(new Set(pages).size).toBe(many.length)
    }
  })
})
