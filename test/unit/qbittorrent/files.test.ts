import { describe, expect, test } from 'bun:test'
import { pickFiles, toFiles } from '../../../src/qbittorrent/files.ts'
import type { TorrentFile } from '../../../src/torrents/engine/engine-details.ts'
import recorded from '../../fixtures/qbittorrent-4.5.2.json'
import { completed, downloading } from './inventory.ts'

const files: TorrentFile[] = [
  { index: 0, path: 'Show/E01.mkv', length: 900, doneBytes: 300 },
  { index: 1, path: 'Show/Subs/en.srt', length: 100, doneBytes: 100 },
  { index: 2, path: 'Show/empty.nfo', length: 0, doneBytes: 0 },
]
const spans = new Map<number, [number, number]>([
  [0, [0, 19]],
  [1, [18, 20]],
  [2, [20, 20]],
])
const pieces = { count: 20, bitfield: '', spans }
const known = { files, pieces }

describe('the files of a torrent', () => {
  test('have the keys of qBittorrent, in its order', () => {
    const [first, second] = toFiles(downloading(1), known)
    const [realFirst, realSecond] = recorded['torrents/files'].folder
    expect(Object.keys(first ?? {})).toEqual(Object.keys(realFirst ?? {}))
    expect(Object.keys(second ?? {})).toEqual(Object.keys(realSecond ?? {}))
  })

  test('tell how far each is, and which pieces it lies in', () => {
    expect(toFiles(downloading(1), known)).toMatchObject([
      { index: 0, name: 'Show/E01.mkv', progress: 0.333333, size: 900, piece_range: [0, 18] },
      { index: 1, name: 'Show/Subs/en.srt', progress: 1, size: 100, piece_range: [18, 19] },
      { index: 2, name: 'Show/empty.nfo', progress: 1, size: 0, piece_range: [20, 20] },
    ])
  })

  test('are whole in a complete torrent, whatever its record says', () => {
    const rows = toFiles(completed(1), known)
    expect(rows.map(({ progress }) => progress)).toEqual([1, 1, 1])
    expect(rows[0]?.is_seed).toBeTrue()
  })

  test('lie in the first piece where that is not known', () => {
    const [first] = toFiles(completed(1), { files, pieces: null })
    expect(first?.piece_range).toEqual([0, 0])
  })

  test.each([
    ['of a complete torrent', completed(1), 1],
    ['with a peer', downloading(1, { session: { peers: 1 } }), 1],
    ['without one', downloading(1, { session: { peers: 0 } }), 0],
    ['without a session', downloading(1, { session: null }), 0],
  ])('are available %s: %#', (_, torrent, availability) => {
    expect(toFiles(torrent, known).map((file) => file.availability)).toEqual([
      availability,
      availability,
      availability,
    ])
  })

  test('are none before the metadata', () => {
    const magnet = downloading(1, { status: 'pending', totalBytes: 0 })
    expect(toFiles(magnet, { files: [], pieces: null })).toEqual([])
  })
})

describe('of files', () => {
  const rows = toFiles(downloading(1), known)
  test.each<[string, string | undefined, number[]]>([
    ['all are picked without a list', undefined, [0, 1, 2]],
    ['those of the list are', '2|0', [2, 0]],
  ])('%s', (_, indexes, expected) => {
    const picked = pickFiles(rows, indexes)
    if ('refusal' in picked) throw new Error(picked.refusal)
    expect(picked.files.map(({ index }) => index)).toEqual(expected)
  })

  test.each(['3', '-1', 'x', '0|', '', '1.5', '99999999999999999999'])(
    'none is picked by %p',
    (list) => {
      expect(pickFiles(rows, list)).toHaveProperty('refusal')
    }
  )
})
