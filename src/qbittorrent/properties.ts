import type { Pieces } from '../torrents/engine/engine-details.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'
import { pieceSizeOf, piecesHave } from './pieces.ts'
import { type RowContext, toRow } from './row.ts'

/** What stands for a date or a number that is not known. */
const UNKNOWN = -1

/** As the preferences say it of every torrent. */
const MOST_CONNECTIONS = 100

/**
 * One torrent as qBittorrent 4.6.0 describes it: its keys in its order, each of its type
 * (src/webui/api/torrentscontroller.cpp), and the same numbers as in its row.
 *
 * @param pieces `null` where they are not known.
 */
export const toProperties = (
  torrent: InventoryTorrent,
  { context, pieces }: { context: RowContext; pieces: Pieces | null }
) => {
  const row = toRow(torrent, context)
  const peers = row.num_leechs
  return {
    addition_date: row.added_on,
    comment: '',
    completion_date: row.completion_on,
    created_by: '',
    creation_date: UNKNOWN,
    dl_limit: row.dl_limit > 0 ? row.dl_limit : UNKNOWN,
    dl_speed: row.dlspeed,
    dl_speed_avg: averageSpeed(torrent, { bytes: row.completed, now: context.now }),
    download_path: row.download_path,
    eta: row.eta,
    hash: row.hash,
    infohash_v1: row.infohash_v1,
    infohash_v2: row.infohash_v2,
    is_private: torrent.note.isPrivate ?? false,
    last_seen: UNKNOWN,
    name: row.name,
    nb_connections: peers,
    nb_connections_limit: MOST_CONNECTIONS,
    peers,
    peers_total: row.num_incomplete,
    piece_size: pieces === null ? UNKNOWN : pieceSizeOf(row.size, pieces.count),
    pieces_have: pieces === null ? 0 : piecesHave(pieces),
    pieces_num: pieces?.count ?? UNKNOWN,
    reannounce: 0,
    save_path: row.save_path,
    seeding_time: row.seeding_time,
    seeds: row.num_seeds,
    seeds_total: row.num_complete,
    share_ratio: row.ratio,
    time_elapsed: row.time_active,
    total_downloaded: row.downloaded,
    total_downloaded_session: row.downloaded_session,
    total_size: row.total_size,
    total_uploaded: row.uploaded,
    total_uploaded_session: row.uploaded_session,
    total_wasted: 0,
    up_limit: row.up_limit > 0 ? row.up_limit : UNKNOWN,
    up_speed: row.upspeed,
    up_speed_avg: 0,
  }
}

/** Bytes per second from its adding to its completion, or until now. */
const averageSpeed = (
  { createdAt, completedAt }: InventoryTorrent,
  { bytes, now }: { bytes: number; now: number }
): number => Math.floor(bytes / Math.max((completedAt ?? now) - createdAt, 1))
