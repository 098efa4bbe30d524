import { describe, expect, test } from 'bun:test'
import { readMetainfo } from '../../../src/demo/engine/metainfo.ts'
import { type BencodeInput, bencode, singleFile, torrentFile } from '../../support/torrent-file.ts'

const tree = (length: number) => ({ '': { length, 'pieces root': new Uint8Array(32) } })

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
    const info = { ...singleFile('Film.mkv', 70_000), 'file tree': { 'Film.mkv': tree(70_000) } }
    const read = readMetainfo(torrentFile(info))
    expect(read.kind === 'accepted' && read.content.files).toEqual([
      { path: 'Film.mkv/Film.mkv', length: 70_000 },
    ])
  })

  test('of version 2 alone ends the process', () => {
    const info = {
      name: 'x',
      'meta version': 2,
      'piece length': 65_536,
      'file tree': { x: tree(9) },
    }
    expect(readMetainfo(torrentFile(info))).toEqual({ kind: 'fatal' })
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
