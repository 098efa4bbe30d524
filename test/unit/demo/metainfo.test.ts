import { describe, expect, test } from 'bun:test'
import { readMetainfo } from '../../../src/demo/engine/metainfo.ts'
import {
  type BencodeInput,
  bencode,
  hybrid,
  singleFile,
  torrentFile,
  treeFile,
} from '../../support/torrent-file.ts'

describe('a .torrent file', () => {
  test('has the SHA-1 of its info bytes as its id, unknown keys included', () => {
    const info = { ...singleFile('Spring.mkv', 100), source: 'x', private: 1 }
    const id = new Bun.CryptoHasher('sha1').update(bencode(info)).digest('hex')
    expect(readMetainfo(torrentFile(info))).toMatchObject({ kind: 'accepted', id })
  })

  test('names a single file by the torrent, and several below a folder of its name', () => {
    const { name, pieces, 'piece length': pieceLength } = singleFile('Show', 30)
    const files = [
      { length: 10, path: ['Subs', 'a.srt'] },
      { length: 20, path: ['b.mkv'] },
    ]
    const paths = (info: BencodeInput) => {
      const read = readMetainfo(torrentFile(info))
      return read.kind === 'accepted' ? read.content.files.map(({ path }) => path) : read
    }
    expect(paths(singleFile('Фильм ÄÖ & Co.mkv', 30))).toEqual(['Фильм ÄÖ & Co.mkv'])
    expect(paths({ name, pieces, 'piece length': pieceLength, files })).toEqual([
      'Show/Subs/a.srt',
      'Show/b.mkv',
    ])
  })

  test('of both versions puts even a single file into a folder', () => {
    const info = {
      ...singleFile('Film.mkv', 70_000),
      'file tree': { 'Film.mkv': treeFile(70_000) },
    }
    const read = readMetainfo(torrentFile(info))
    expect(read.kind === 'accepted' && read.content.files).toEqual([
      { path: 'Film.mkv/Film.mkv', length: 70_000 },
    ])
  })

  test('of both versions begins each file with a piece of its own', () => {
    const read = readMetainfo(torrentFile(hybrid('Show', { a: 1, b: 0, c: 70_000 })))
    expect(read.kind === 'accepted' && read.content.files).toEqual([
      { path: 'Show/a', length: 1 },
      { path: 'Show/b', length: 0 },
      { path: 'Show/c', length: 70_000 },
    ])
  })

  test('is laid out by the names with .utf-8 where it has them', () => {
    const files = [
      { length: 5, path: ['\xe4'], 'path.utf-8': ['b'] },
      { length: 5, path: ['c'] },
    ]
    const { length: _, ...rest } = singleFile('old', 10)
    const read = readMetainfo(torrentFile({ ...rest, files, 'name.utf-8': 'new' }))
    expect(read.kind === 'accepted' && read.content.files.map(({ path }) => path)).toEqual([
      'new/b',
      'new/c',
    ])
  })

  test('of version 2 alone ends the process', () => {
    const info = {
      name: 'x',
      'meta version': 2,
      'piece length': 65_536,
      'file tree': { x: treeFile(9) },
    }
    expect(readMetainfo(torrentFile(info))).toEqual({ kind: 'fatal' })
  })

  const both = hybrid('x', { a: 70_000 })
  test.each<[string, BencodeInput]>([
    ['no bytes', hybrid('x', { a: 0 })],
    ['a piece length of 0', { ...both, 'piece length': 0 }],
    ['fewer pieces than its tree has', { ...both, pieces: new Uint8Array(20) }],
    ['fewer bytes than its tree has', { ...both, files: [{ length: 65_537, path: ['a'] }] }],
    ['more bytes than its pieces have', { ...both, files: [{ length: 131_073, path: ['a'] }] }],
    [
      'a short hash',
      { ...both, 'file tree': { a: { '': { length: 70_000, 'pieces root': 'x' } } } },
    ],
  ])('of both versions with %s ends the process', (_, info) => {
    expect(readMetainfo(torrentFile(info))).toEqual({ kind: 'fatal' })
  })

  test('of both versions with layers of pieces that are no power of two ends the process', () => {
    const info = hybrid('x', { a: 70_000 }, 49_152)
    expect(readMetainfo(torrentFile(info))).toMatchObject({ kind: 'accepted' })
    expect(readMetainfo(bencode({ info, 'piece layers': {} }))).toEqual({ kind: 'fatal' })
  })

  test.each(['http://a b/', 'http://a/%zz', 'http://a/\n'])(
    'with a web seed that is no address, as %p, ends the process',
    (seed) => {
      const file = { info: singleFile('x', 5) }
      expect(readMetainfo(bencode({ ...file, 'url-list': seed }))).toEqual({ kind: 'fatal' })
      expect(readMetainfo(bencode({ ...file, 'url-list': ['', seed] }))).toEqual({ kind: 'fatal' })
    }
  )

  test('ends the process with any web seed of a hybrid, and some of a folder', () => {
    const read = (info: BencodeInput, seed: string) =>
      readMetainfo(bencode({ info, 'url-list': [seed] })).kind
    const { length: _, ...folder } = { ...singleFile('x', 5), files: [{ length: 5, path: ['a'] }] }
    expect(read(both, 'http://a.invalid/')).toBe('fatal')
    expect(read(folder, 'http://a.invalid/x')).toBe('fatal')
    expect(read(folder, 'http://a.invalid/')).toBe('accepted')
    expect(read(singleFile('x', 5), 'http://a.invalid/x')).toBe('accepted')
  })

  const valid = singleFile('x', 100)
  test.each<[string, Uint8Array, string]>([
    [
      'no torrent',
      Buffer.from('not a torrent'),
      "bencode: syntax error (offset: 0): unknown value type 'n'",
    ],
    ['an empty file', new Uint8Array(), 'EOF'],
    ['an empty dictionary', bencode({}), 'unmarshalling info: EOF'],
    [
      'an info that is a string',
      torrentFile('x'),
      "unmarshalling info: can't unmarshal a bencode string into a metainfo.Info",
    ],
    [
      'an empty info',
      torrentFile({}),
      'error opening torrent storage: creating zero length file: open /data: is a directory',
    ],
    [
      'pieces of odd length',
      torrentFile({ ...valid, pieces: new Uint8Array(19) }),
      'bad info: pieces has invalid length',
    ],
    [
      'a piece length of 0',
      torrentFile({ ...valid, 'piece length': 0 }),
      'bad info: zero piece length',
    ],
    [
      'a negative length',
      torrentFile({ ...valid, length: -1 }),
      'bad info: piece count and file lengths are at odds',
    ],
    [
      'too few pieces',
      torrentFile({ ...valid, length: 70_000 }),
      'bad info: piece count and file lengths are at odds',
    ],
    [
      'a path that climbs out',
      torrentFile({ ...valid, name: '../etc' }),
      'error opening torrent storage: file 0: path "/etc" is not sub path of "/data"',
    ],
  ])("is refused as %s in the engine's words", (_, bytes, reason) => {
    expect(readMetainfo(bytes)).toEqual({ kind: 'refused', reason })
  })

  test('of 0 bytes is taken', () => {
    expect(readMetainfo(torrentFile(singleFile('z', 0)))).toMatchObject({ kind: 'accepted' })
  })
})
