/** A torrent of the bench's engine, and how it moves. */
export type BenchTorrent = {
  id: string
  name: string
  kind: 'completed' | 'downloading' | 'stopped' | 'waiting' | 'sessionless'
  totalBytes: number
  /** What it has at the start. */
  doneBytes: number
  /** Bytes per second; 0 where none come. */
  speed: number
  createdAt: string
  tags: string[]
}

/** Before the first of them was added, in Unix milliseconds, and how far they are apart. */
const FIRST_ADDED_AT = Date.UTC(2025, 0, 1)
const ADDED_EVERY_MS = 61 * 60 * 1000
const GIB = 1024 ** 3
const names = ['A.Film.of', 'Сериал.Тихая.Река', 'A.Series.S03E07', 'Un.été.à', 'Documentary.No']

/**
 * A home's torrents: most are complete, and a few are of each other kind.
 *
 * @param downloads So many download, evenly among the others; the engine as it ships has five open.
 */
export const benchTorrents = (count: number, downloads: number): BenchTorrent[] =>
  Array.from({ length: count }, (_, number) => {
    const kind = number % Math.ceil(count / downloads) === 0 ? 'downloading' : kindOf(number)
    const totalBytes = kind === 'waiting' ? 0 : 2 * GIB + number * 1_000_003
    return {
      id: new Bun.CryptoHasher('sha1').update(String(number)).digest('hex'),
      name: `${names[number % names.length]}.${number}.2160p.WEB-DL.x265-GROUP`,
      kind,
      // So large that none is complete before the bench is over.
      totalBytes: kind === 'downloading' ? totalBytes + 200 * GIB : totalBytes,
      doneBytes: kind === 'completed' ? totalBytes : Math.floor(totalBytes / 3),
      speed: kind === 'downloading' ? 1_000_000 + (number % 1000) * 7_001 : 0,
      createdAt: rfc3339(FIRST_ADDED_AT + number * ADDED_EVERY_MS),
      tags: number % 10 === 0 ? ['watched', 'family'] : [],
    }
  })

const kindOf = (number: number): BenchTorrent['kind'] => {
  if (number % 50 === 1) return 'stopped'
  if (number % 97 === 2) return 'waiting'
  return number % 61 === 3 ? 'sessionless' : 'completed'
}

/** Whole seconds, as the engine's store has them. */
export const rfc3339 = (unixMilliseconds: number): string =>
  new Date(unixMilliseconds).toISOString().replace(/\.\d+/, '')
