import { isComplete } from '../domain.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'
import { coarseSeconds } from './coarse-time.ts'
import { contentPathOf, type DataFolder, savePathOf } from './content-path.ts'
import { magnetUri } from './magnet-uri.ts'
import { completedBytes, progressOf } from './progress.ts'
import { seedLimitsOf } from './seed-limits.ts'
import { downloadSpeedOf, etaOf } from './speed.ts'
import { type Finished, stateOf } from './state.ts'

/** How torrents are to be shown, and when, in Unix seconds. */
export type RowContext = DataFolder & { finished: Finished; now: number }

/** A torrent in the words of `torrents/info`. */
export type Row = Readonly<ReturnType<typeof toRow>>

/**
 * A torrent as qBittorrent 4.6.0 lists it: its keys in its order, each of its type
 * (src/webui/api/serialize/serialize_torrent.cpp). What the engine does not know, nothing being
 * uploaded for one, is told as qBittorrent tells nothing.
 */
export const toRow = (torrent: InventoryTorrent, context: RowContext) => {
  const { id, note, completedAt } = torrent
  const isDone = isComplete(torrent)
  const state = stateOf(torrent, context.finished)
  const limits = seedLimitsOf(torrent, { state, finished: context.finished })
  const size = Math.max(Math.floor(torrent.totalBytes), 0)
  const completed = completedBytes(torrent)
  const addedOn = Math.floor(torrent.createdAt)
  const completedOn = completedAt === null ? null : Math.floor(completedAt)
  const peers = torrent.session?.peers ?? 0
  return {
    added_on: addedOn,
    amount_left: size - completed,
    auto_tmm: false,
    availability: isDone ? -1 : peers > 0 ? 1 : 0,
    category: note.category,
    completed,
    completion_on: completedOn ?? -1,
    content_path: contentPathOf(torrent, context),
    dl_limit: Math.floor(note.limits.download),
    dlspeed: downloadSpeedOf(torrent),
    download_path: '',
    downloaded: completed,
    downloaded_session: completed,
    eta: etaOf(torrent),
    f_l_piece_prio: false,
    force_start: false,
    hash: id,
    inactive_seeding_time_limit: limits.inactiveSeedingTime,
    infohash_v1: id,
    infohash_v2: '',
    last_activity: Math.floor(torrent.lastActivityAt),
    magnet_uri: magnetUri({ hash: id, name: torrent.name, trackers: note.trackers }),
    max_inactive_seeding_time: Math.max(limits.inactiveSeedingTime, -1),
    max_ratio: Math.max(limits.ratio, -1),
    max_seeding_time: Math.max(limits.seedingTime, -1),
    name: torrent.name,
    num_complete: 0,
    num_incomplete: peers,
    num_leechs: peers,
    num_seeds: 0,
    // The engine has no queue of its own. Any place but 0 says that the torrent is not finished.
    priority: isDone ? 0 : 1,
    progress: isDone ? 1 : size === 0 ? 0 : progressOf(completed, size),
    ratio: 0,
    ratio_limit: limits.ratio,
    save_path: savePathOf(context),
    seeding_time: completedOn === null ? 0 : coarseSeconds(completedOn, context.now),
    seeding_time_limit: limits.seedingTime,
    seen_complete: 0,
    seq_dl: false,
    size,
    state,
    super_seeding: false,
    tags: torrent.tags.join(', '),
    time_active: coarseSeconds(addedOn, context.now),
    total_size: size > 0 ? size : -1,
    tracker: note.trackers[0] ?? '',
    trackers_count: note.trackers.length,
    up_limit: Math.floor(note.limits.upload),
    uploaded: 0,
    uploaded_session: 0,
    upspeed: 0,
  }
}
