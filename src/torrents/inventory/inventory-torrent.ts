import type { TorrentNote } from '../../domain.ts'
import type { CatalogTorrent } from '../catalog/sightings.ts'

/**
 * What a torrent waits for: `queue` its turn to be given to the engine, `taking` the engine's
 * answer to that, `session` a free session, having lost its own; `owner` stands for one that the
 * engine will not take.
 */
export type Wait = 'queue' | 'taking' | 'session' | 'owner'

/**
 * A torrent with everything that is known of it, also one that the engine has not taken yet. As
 * long as nothing of it changes it stays the same object, so that whatever is made of it can be
 * kept.
 */
export type InventoryTorrent = Readonly<
  CatalogTorrent & {
    /** Never empty: a program's name, the engine's, or else the info hash. */
    name: string
    /** What programs told of it; empty for one that none told of. */
    note: Readonly<TorrentNote>
    /** When it was complete, in Unix seconds; `null` while it is not. */
    completedAt: number | null
    /** When bytes last came or its record last changed, in Unix seconds. */
    lastActivityAt: number
    /** Whether it is meant to download and had neither a byte nor a peer for a minute. */
    isStalled: boolean
    wait: Wait | null
  }
>

/** What is known of a torrent beside what the engine tells. */
export type OwnFacts = Pick<
  InventoryTorrent,
  'name' | 'tags' | 'note' | 'completedAt' | 'lastActivityAt' | 'isStalled' | 'wait'
>

/** Everything that programs can be told, as it was at one moment. */
export type InventoryView = {
  /** By the time at which they were added, then by info hash. */
  torrents: readonly InventoryTorrent[]
  /** Unix milliseconds. */
  takenAt: number
  /** Who told: the engine, MongoDB's records in its place, or the last good copy of either. */
  source: 'engine' | 'records' | 'last'
  /** Whether a torrent without a session has none, rather than one that is not known. */
  areSessionsKnown: boolean
  /** How old the numbers were when this view was asked for, in milliseconds. */
  ageMs: number
}

/** Whether it is known what is in it; the record of a magnet that was started can be ahead. */
export const hasMetadata = ({
  status,
  totalBytes,
}: Pick<InventoryTorrent, 'status' | 'totalBytes'>): boolean =>
  status !== 'pending' && totalBytes > 0

/** Whether the engine has it open; what is known of sessions can lag behind a stop. */
export const isOpen = ({
  session,
  status,
}: Pick<InventoryTorrent, 'session' | 'status'>): boolean =>
  session !== null && status !== 'stopped'

/** Whether the engine has it, rather than only our queue. */
export const isInEngine = ({ wait }: Pick<InventoryTorrent, 'wait'>): boolean =>
  wait === null || wait === 'session'
