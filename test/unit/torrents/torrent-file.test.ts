import { describe, expect, test } from 'bun:test'
import { readMetainfo } from '../../../src/demo/engine/metainfo.ts'
import { readTorrentFile } from '../../../src/torrents/source/torrent-file.ts'
import { createSeededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import {
  type BencodeInput,
  bencode,
  hybrid,
  severalFiles,
  singleFile,
  torrentFile,
  treeFile,
} from '../../support/torrent-file.ts'

const MIB = 1024 * 1024

const accepted = (bytes: Uint8Array) => {
  const read = readTorrentFile(bytes)
  if (read.kind === 'refused') throw new Error(read.reason)
  return read
}

const reasonOf = (bytes: Uint8Array) => {
  const read = readTorrentFile(bytes)
  return read.kind === 'refused' ? read.reason : read.kind
}

const sha1 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha1').update(bytes).digest('hex')

const listed = (path: string[], length = 10) => ({ path, length })

describe('a .torrent file', () => {
  test('of one file tells what it holds', () => {
    const info = singleFile('Фильм.mkv', 100_000)
    const bytes = bencode({ announce: 'udp://a.invalid:80', comment: 'A film', info })
    const { files, bytes: anew, ...rest } = accepted(bytes)
    expect(rest).toEqual({
      kind: 'torrent',
      id: sha1(bencode(info)),
      name: 'Фильм.mkv',
      root: 'Фильм.mkv',
      isSingleFile: true,
      totalBytes: 100_000,
      fileCount: 1,
      pieceLength: 65_536,
      isPrivate: false,
      trackers: ['udp://a.invalid:80'],
      comment: 'A film',
    })
    expect([...files()]).toEqual([{ path: 'Фильм.mkv', length: 100_000 }])
    expect(accepted(anew).id).toBe(rest.id)
  })

  test('of several files lays them out in a folder, as one of a list is', () => {
    const show = severalFiles('Show', [listed(['Subs', 'a.srt']), listed(['b.mkv'], 20)])
    const { files, ...several } = accepted(torrentFile(show))
    expect(several).toMatchObject({
      root: 'Show',
      isSingleFile: false,
      totalBytes: 30,
      fileCount: 2,
    })
    expect([...files()]).toEqual([
      { path: 'Show/Subs/a.srt', length: 10 },
      { path: 'Show/b.mkv', length: 20 },
    ])
    const one = accepted(torrentFile(severalFiles('Show', [listed(['b.mkv'])])))
    expect(one).toMatchObject({ isSingleFile: false, fileCount: 1 })
  })

  test('of both versions lays them out by the tree, without padding and always in a folder', () => {
    const one = accepted(torrentFile(hybrid('Film.mkv', { 'Film.mkv': 70_000 })))
    expect(one).toMatchObject({ root: 'Film.mkv', isSingleFile: false, totalBytes: 70_000 })
    expect([...one.files()]).toEqual([{ path: 'Film.mkv/Film.mkv', length: 70_000 }])
    const two = accepted(torrentFile(hybrid('Show', { a: 1, b: 65_536, c: 70_000 })))
    expect(two).toMatchObject({ fileCount: 3, totalBytes: 135_537 })
    const deep = { ...hybrid('Show', { a: 5 }), 'file tree': { s1: { a: treeFile(5) } } }
    expect([...accepted(torrentFile(deep)).files()]).toEqual([{ path: 'Show/s1/a', length: 5 }])
  })

  test('goes by the names that the engine prefers', () => {
    const files = [
      { ...listed(['\xe4lt']), 'path.utf-8': ['neu'] },
      { ...listed(['b']), 'path.utf-8': [] },
    ]
    const info = { ...severalFiles('alt', files), 'name.utf-8': 'Ordner' }
    expect([...accepted(torrentFile(info)).files()].map(({ path }) => path)).toEqual([
      'Ordner/neu',
      'Ordner/b',
    ])
    expect(accepted(torrentFile({ ...info, 'name.utf-8': '' })).root).toBe('alt')
  })

  test.each([
    [1, true],
    [0, false],
  ])('with private %d tells so', (isPrivate, expected) => {
    const read = accepted(torrentFile({ ...singleFile('x', 5), private: isPrivate }))
    expect(read.isPrivate).toBe(expected)
  })

  test('names each tracker once, and only what is one', () => {
    const trackers = (outer: Record<string, BencodeInput>) =>
      accepted(bencode({ ...outer, info: singleFile('x', 5) })).trackers
    expect(
      trackers({
        announce: 'https://a.invalid/announce?key=1%2f2',
        'announce-list': [
          ['udp://b.invalid:6969/announce', 'https://a.invalid/announce?key=1%2f2'],
          ['wss://c.invalid', 'file:///etc/passwd', '', 'http://d d.invalid', 'http://e/%zz', 5],
          [`http://f.invalid/${'x'.repeat(1024)}`],
        ],
      })
    ).toEqual([
      'https://a.invalid/announce?key=1%2f2',
      'udp://b.invalid:6969/announce',
      'wss://c.invalid',
    ])
    expect(trackers({})).toEqual([])
    const many = Array.from({ length: 60 }, (_, index) => [`udp://a.invalid:${index + 1}`])
    expect(trackers({ 'announce-list': many })).toEqual(many.flat().slice(0, 50))
  })

  test('is written anew: the info as it stands, and what the engine has use for', () => {
    const info = { ...singleFile('x', 5), source: 'y', 'made up': [1] }
    const file = {
      announce: 'http://a.invalid/',
      'created by': 5,
      info,
      nodes: 5,
      'piece layers': {},
    }
    expect(accepted(bencode(file)).bytes).toEqual(
      bencode({ announce: file.announce, 'announce-list': [[file.announce]], info })
    )
  })

  test('keeps the layers of a hybrid', () => {
    const file = { info: hybrid('x', { a: 5 }), 'piece layers': { key: 'layer' } }
    expect(accepted(bencode(file)).bytes).toEqual(bencode(file))
  })

  test('keeps no web seed that the engine would die of', () => {
    const seedsOf = (info: BencodeInput, seeds: BencodeInput) => {
      const { bytes } = accepted(bencode({ info, 'url-list': seeds }))
      const text = Buffer.from(bytes).toString('latin1')
      return text.match(/http:[^:]*\/(?=\d+:|e)|http:[^:]*\/file/g) ?? []
    }
    const all = [
      'http://a.invalid/',
      'http://a.invalid/file',
      'http://b b/',
      'udp://c.invalid/',
      '',
    ]
    expect(seedsOf(singleFile('x', 5), all)).toEqual(['http://a.invalid/', 'http://a.invalid/file'])
    expect(seedsOf(severalFiles('x', [listed(['a'])]), all)).toEqual(['http://a.invalid/'])
    expect(seedsOf(hybrid('x', { a: 5 }), all)).toEqual([])
    expect(seedsOf(singleFile('x', 5), 'http://a.invalid/file')).toEqual(['http://a.invalid/file'])
  })

  test('with a long comment is told with the start of it', () => {
    const file = { comment: 'x'.repeat(5000), info: singleFile('x', 5) }
    expect(accepted(bencode(file)).comment).toHaveLength(1024)
  })
})

describe('a .torrent file is refused', () => {
  const valid = singleFile('x', 100)
  const both = hybrid('x', { a: 70_000 })
  const inFolder = (...files: BencodeInput[]) => ({ ...severalFiles('x', [listed(['a'])]), files })

  test.each<[string, BencodeInput]>([
    ['is a string', 'x'],
    ['is a list', [{ info: valid }]],
    ['has no info', {}],
    ['has an info that is none', { info: 'x' }],
    ['says a text where the engine wants a number', { info: { ...valid, length: 'x' } }],
    ['says a number where the engine wants a text', { info: { ...valid, source: 5 } }],
    [
      'says a list where the engine wants a text',
      { info: inFolder({ ...listed(['a']), sha1: [] }) },
    ],
    ['lists files that are none', { info: inFolder('x') }],
    ['has a path of numbers', { info: inFolder({ path: [5], length: 10 }) }],
    ['has a path that is a text', { info: inFolder({ path: 'a', length: 10 }) }],
    ['has files that are no list', { info: { ...valid, files: {} } }],
    ['has a tree without saying so', { info: { ...both, 'meta version': 1 } }],
    ['says that it has a tree and has none', { info: { ...valid, 'meta version': 2 } }],
    ['is of a version to come', { info: { ...both, 'meta version': 3 } }],
    ['has layers that are no texts', { info: both, 'piece layers': { key: 5 } }],
    ['has layers that are no dictionary', { info: both, 'piece layers': [] }],
  ])('as none when it %s', (_, file) => {
    expect(reasonOf(bencode(file))).toBe('not-a-torrent')
  })

  test('as none when it is not canonical', () => {
    const bytes = Buffer.from(torrentFile(valid))
    expect(reasonOf(new Uint8Array())).toBe('not-a-torrent')
    expect(reasonOf(Buffer.from('<html>'))).toBe('not-a-torrent')
    expect(reasonOf(Buffer.concat([bytes, Buffer.from('\n')]))).toBe('not-a-torrent')
    expect(reasonOf(bytes.subarray(0, -1))).toBe('not-a-torrent')
    expect(reasonOf(Buffer.from('l'.repeat(150_000)))).toBe('not-a-torrent')
  })

  test.each<[string, BencodeInput]>([
    ['version 2 alone', { name: 'x', 'meta version': 2, 'file tree': { x: treeFile(5) } }],
    ['no pieces', { name: 'x', length: 5, 'piece length': 65_536 }],
  ])('without a hash of version 1 when it is of %s', (_, info) => {
    expect(reasonOf(torrentFile(info))).toBe('no-v1-hash')
  })

  test.each<[string, BencodeInput]>([
    ['an empty name', singleFile('', 5)],
    ['no name', { ...valid, name: new Uint8Array() }],
    ['a name that leads up', singleFile('..', 5)],
    ['a name that leads nowhere', singleFile('.', 5)],
    ['a name with a folder in it', singleFile('a/b', 5)],
    ['a name from the root', singleFile('/etc', 5)],
    ['a name with a folder of Windows in it', singleFile('a\\b', 5)],
    ['a name with a zero byte', singleFile('a\0', 5)],
    ['a name that is not UTF-8', { ...valid, name: new Uint8Array([0xff]) }],
    ['a preferred name that leads up', { ...valid, 'name.utf-8': '..' }],
    ['a name too long for a file', singleFile('x'.repeat(251), 5)],
    ['the name for no folder', singleFile('-', 5)],
    ["the name of the engine's own folder", singleFile('.torrents', 5)],
    ["the name of the engine's own file", singleFile('.torrent.bolt.db', 5)],
    ['a path that leads up', inFolder(listed(['..', 'a']))],
    ['a path of nothing', inFolder(listed([]))],
    ['no path', inFolder({ length: 10 })],
    ['a path with nothing in it', inFolder(listed(['', 'a']))],
    ['a preferred path that leads up', inFolder({ ...listed(['a']), 'path.utf-8': ['..'] })],
    ['a path too long', inFolder(listed(Array(20).fill('x'.repeat(200))))],
    ['a tree that leads up', { ...both, 'file tree': { '..': { a: treeFile(70_000) } } }],
    ['a tree that is a file', { ...both, 'file tree': treeFile(70_000) }],
  ])('as unsafe with %s', (_, info) => {
    expect(reasonOf(torrentFile(info))).toBe('unsafe-path')
  })

  test('as unsafe when folders in folders make a path too long', () => {
    let tree: BencodeInput = treeFile(70_000)
    for (let level = 0; level < 20; level += 1) tree = { ['x'.repeat(200)]: tree }
    expect(reasonOf(torrentFile({ ...both, 'file tree': tree }))).toBe('unsafe-path')
  })

  const halves = (more: Record<string, BencodeInput>) => ({ ...both, ...more })
  test.each<[string, BencodeInput]>([
    ['pieces of odd length', { ...valid, pieces: new Uint8Array(19) }],
    ['too few pieces', { ...valid, length: 70_000 }],
    ['too many pieces', { ...valid, pieces: new Uint8Array(40) }],
    ['a piece length of 0', { ...valid, 'piece length': 0 }],
    ['a negative piece length', { ...valid, 'piece length': -1 }],
    ['no piece length', { name: 'x', length: 5, pieces: new Uint8Array(20) }],
    ['a negative length', { ...valid, length: -1 }],
    ['no length', { name: 'x', 'piece length': 65_536, pieces: new Uint8Array(20) }],
    ['a negative length that others make up for', inFolder(listed(['a'], -5), listed(['b'], 10))],
    ['a tree with fewer pieces', halves({ 'file tree': { a: treeFile(5) } })],
    ['a tree with more pieces', halves({ 'file tree': { a: treeFile(140_000) } })],
    [
      'a tree with more bytes',
      halves({ 'file tree': { a: treeFile(131_072) }, files: [listed(['a'], 70_000)] }),
    ],
    ['a list with fewer bytes', halves({ files: [listed(['a'], 5)] })],
    ['a list with negative bytes', halves({ files: [listed(['a'], -5)] })],
    ['a tree with an empty folder', halves({ 'file tree': { a: treeFile(70_000), b: {} } })],
    [
      'a tree with a file that is a folder',
      halves({ 'file tree': { a: { ...treeFile(70_000), b: treeFile(0) } } }),
    ],
    ['a tree without a hash', halves({ 'file tree': { a: { '': { length: 70_000 } } } })],
    [
      'a tree with a short hash',
      halves({ 'file tree': { a: { '': { length: 70_000, 'pieces root': 'x' } } } }),
    ],
    ['a tree with a negative length', halves({ 'file tree': { a: treeFile(-1) } })],
    ['a tree of texts', halves({ 'file tree': { a: 'x' } })],
    ['version 2 pieces that are no power of two', hybrid('x', { a: 5 }, 49_152)],
    ['version 2 pieces that are too small', hybrid('x', { a: 5 }, 8192)],
  ])('as inconsistent with %s', (_, info) => {
    expect(reasonOf(torrentFile(info))).toBe('inconsistent')
  })

  test.each<[string, BencodeInput]>([
    ['a file of no bytes', singleFile('x', 0)],
    ['no files', inFolder()],
    ['a tree of no bytes', hybrid('x', { a: 0 })],
    ['no tree', halves({ 'file tree': {} })],
  ])('as empty with %s', (_, info) => {
    expect(reasonOf(torrentFile(info))).toBe('empty')
  })

  test.each<[string, BencodeInput]>([
    ['a piece of 2 GiB', singleFile('x', 5, 2 ** 31)],
    ['64 TiB', singleFile('x', 2 ** 46, 2 ** 30)],
    [
      'more files by pieces than the engine can go through',
      severalFiles(
        'x',
        Array.from({ length: 33_000 }, (_, index) => listed([`${index}`], 16_384)),
        16_384
      ),
    ],
  ])('as too large with %s', (_, info) => {
    expect(reasonOf(torrentFile(info))).toBe('too-large')
  })

  test('as too large when it has more than 10 MiB', () => {
    const padded = (length: number) => torrentFile({ ...valid, x: new Uint8Array(length) })
    const overhead = padded(10 * MIB - 1000).length - (10 * MIB - 1000)
    expect(reasonOf(padded(10 * MIB - overhead))).toBe('torrent')
    expect(reasonOf(padded(10 * MIB - overhead + 1))).toBe('too-large')
  })
})

describe('whatever .torrent file is let through', () => {
  test('the engine takes, with the same id and files', () => {
    const random = createSeededRandom(20_261)
    let passed = 0
    for (let round = 0; round < 6000; round += 1) {
      const bytes = mutated(random, somehow(random))
      const read = readTorrentFile(bytes)
      if (read.kind === 'refused') continue
      passed += 1
      const taken = readMetainfo(read.bytes)
      const expected = { kind: 'accepted', id: read.id, content: { files: [...read.files()] } }
      expect(taken).toMatchObject(expected)
      expect(accepted(read.bytes)).toMatchObject({ id: read.id, bytes: read.bytes })
    }
    expect(passed).toBeGreaterThan(1000)
  })
})

/** A file that is good or has a few faults that bencode can say. */
const somehow = (random: SeededRandom): Uint8Array => {
  const length = () => random.pick([0, 1, 16_384, 65_536, 65_537, random.below(300_000)])
  const name = () =>
    random.pick(['a', 'b', 'c d', 'Show', 'ü', 'x.mkv', '..', '.torrents', 'a/b', ''])
  const pieceLength = random.pick([16_384, 65_536, 49_152])
  const info = random.pick<() => Record<string, BencodeInput>>([
    () => singleFile(name(), length(), pieceLength),
    () =>
      severalFiles(
        name(),
        [listed([name()], length()), listed([name(), name()], length())],
        pieceLength
      ),
    () => hybrid(name(), { a: length(), b: length() }, pieceLength),
  ])()
  const odd = (): BencodeInput => random.pick([-1, 0, 5, 'x', '', [], {}, [5], treeFile(5)])
  for (const key of [
    'length',
    'files',
    'pieces',
    'file tree',
    'meta version',
    'name.utf-8',
    'piece length',
    'private',
    'source',
  ]) {
    if (random.chance(0.02)) info[key] = odd()
    if (random.chance(0.01)) delete info[key]
  }
  const seeds = random.pick<BencodeInput>([
    'http://a.invalid/',
    'http://a a/',
    'http://a/%',
    ['http://a/\n', 'x'],
  ])
  return bencode({ announce: 'udp://a.invalid', info, 'url-list': seeds })
}

const mutated = (random: SeededRandom, bytes: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  while (random.chance(0.3)) copy[random.below(copy.length)] = random.below(256)
  return random.chance(0.02) ? copy.subarray(0, random.below(copy.length)) : copy
}
