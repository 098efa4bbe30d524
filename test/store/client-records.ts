import type { Category, QueuedAdd, TorrentNote } from '../../src/domain.ts'
import { infoHash } from '../support/torrents.ts'

export const categoryOf = (name: string, parts: Partial<Category> = {}): Category => ({
  name,
  savePath: '',
  usedBy: [],
  ...parts,
})

/** A note on the torrent with this number. */
export const noteOf = (number: number, parts: Partial<TorrentNote> = {}): TorrentNote => ({
  torrentId: infoHash(number),
  category: 'tv-sonarr',
  name: '',
  root: null,
  limits: {
    download: 0,
    upload: 0,
    ratio: -2,
    seedingMinutes: -2,
    inactiveSeedingMinutes: -2,
  },
  isOurs: true,
  isHeld: false,
  isStartOwed: false,
  isPrivate: null,
  trackers: [],
  ...parts,
})

/** The torrent with this number, which was added that many milliseconds late. */
export const queuedOf = (number: number, parts: Partial<QueuedAdd> = {}): QueuedAdd => ({
  torrentId: infoHash(number),
  addedAt: 1_700_000_000_000 + number,
  kind: 'magnet',
  sourceBytes: 60,
  totalBytes: 0,
  tags: [],
  isStopped: false,
  refusal: null,
  ...parts,
})

/** The magnet of the torrent with this number. */
export const magnetOf = (number: number) => ({
  kind: 'magnet' as const,
  magnet: `magnet:?xt=urn:btih:${infoHash(number)}`,
})

/** A torrent's file of this size. It need not be one: to a store it is bytes. */
export const fileOf = (size: number) => ({
  kind: 'file' as const,
  bytes: new Uint8Array(size).map((_, at) => (at * 7919) % 256),
})
