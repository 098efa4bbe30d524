import { isComplete, type TorrentNote, torrentStatuses } from '../../../src/domain.ts'
import type { Session } from '../../../src/torrents/catalog/session.ts'
import type { InventoryTorrent, Wait } from '../../../src/torrents/inventory/inventory-torrent.ts'
import { noNote } from '../../../src/torrents/inventory/notebook.ts'
import { infoHash } from '../../support/torrents.ts'

/** When the torrents of these tests were added, in Unix seconds. */
export const ADDED_AT = 1_795_376_824

/** What torrents may be made with: a note in parts, and a session in parts. */
export type Facts = Partial<Omit<InventoryTorrent, 'note' | 'session'>> & {
  note?: Partial<TorrentNote>
  session?: Partial<Session> | null
}

/** A torrent of 1000 bytes that has 400 of them and gets 20 a second, but for what `facts` say. */
export const downloading = (number: number, facts: Facts = {}): InventoryTorrent => {
  const { note, session, ...rest } = facts
  return {
    id: infoHash(number),
    name: `Film ${number}`,
    status: 'active',
    totalBytes: 1000,
    doneBytes: 400,
    createdAt: ADDED_AT,
    updatedAt: ADDED_AT + 60,
    tags: [],
    downloadSpeed: 20,
    completedAt: null,
    lastActivityAt: ADDED_AT + 60,
    isStalled: false,
    wait: null,
    ...rest,
    note: { ...noNote, torrentId: infoHash(number), root: `Film ${number}`, ...note },
    session:
      session === null ? null : { mode: 'downloading', phase: 'downloading', peers: 3, ...session },
  }
}

/** A torrent that was complete a minute after it was added, but for what `facts` say. */
export const completed = (number: number, facts: Facts = {}): InventoryTorrent =>
  downloading(number, {
    status: 'completed',
    doneBytes: 1000,
    downloadSpeed: 0,
    completedAt: ADDED_AT + 60,
    session: null,
    ...facts,
  })

/** Numbers that look random and are the same in every run. */
export type Random = {
  /** From 0, below `end`. */
  below(end: number): number
  pick<T>(items: readonly [T, ...T[]]): T
}

/** Makes random numbers (mulberry32). */
export const createRandom = (seed: number): Random => {
  let state = seed
  const below = (end: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
  return { below, pick: (items) => items[below(items.length)] ?? items[0] }
}

const waits: readonly [Wait | null, ...(Wait | null)[]] = [
  null,
  null,
  null,
  'queue',
  'taking',
  'session',
  'owner',
]
const names: readonly [string, ...string[]] = [
  'Some.Show.S01E01.1080p',
  'Фильм — 2024',
  '"hash":"',
  'half a \ud83d pair',
  '片\n名',
]

/** Any torrent whatever, also such as no engine should tell of. */
export const randomTorrent = (number: number, { below, pick }: Random): InventoryTorrent => {
  const totalBytes = pick([0, 1, 1000, 4_700_000_000, 2 ** 53 - 1])
  const doneBytes = pick([0, 1, Math.max(totalBytes - 1, 0), totalBytes, below(totalBytes + 1)])
  const createdAt = ADDED_AT - below(100_000)
  const torrent = downloading(number, {
    name: pick(names),
    status: pick(torrentStatuses),
    totalBytes,
    doneBytes,
    createdAt,
    tags: pick([[], ['one'], ['one', 'two']]),
    downloadSpeed: pick([0, 1, 12.7, 3_000_000_000]),
    lastActivityAt: createdAt + below(1000),
    isStalled: pick([true, false]),
    wait: pick(waits),
    session: pick([
      null,
      {
        mode: pick(['idle', 'downloading', 'stopped', 'focused', 'paused', 'completed', 'unknown']),
        phase: pick([null, 'downloading', 'verifying']),
        peers: below(3),
      },
    ]),
    note: {
      category: pick(['', 'tv-sonarr', 'movies']),
      root: pick([null, '', 'Film', 'Some.Show']),
      isHeld: pick([true, false]),
      isPrivate: pick([null, true, false]),
      trackers: pick([
        [],
        ['http://a.example/announce'],
        ['udp://b.example:1', 'udp://c.example:1'],
      ]),
      limits: {
        download: pick([0, 1000]),
        upload: pick([0, 1000]),
        ratio: pick([-2, -1, 0, 1.5]),
        seedingMinutes: pick([-2, -1, 0, 120]),
        inactiveSeedingMinutes: pick([-2, -1, 0, 120]),
      },
    },
  })
  return isComplete(torrent) ? { ...torrent, completedAt: createdAt + below(1000) } : torrent
}

/** So many torrents of any kind, by the time at which they were added. */
export const randomTorrents = (count: number, random: Random): InventoryTorrent[] =>
  Array.from({ length: count }, (_, number) => randomTorrent(number + 1, random)).sort(
    (one, other) => one.createdAt - other.createdAt
  )
