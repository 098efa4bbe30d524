import type { InventoryView } from '../torrents/inventory/inventory-torrent.ts'
import type { GlobalLimits } from './global-limits.ts'
import { completedBytes } from './progress.ts'
import { downloadSpeedOf } from './speed.ts'

/** All torrents together, in the words of `sync/maindata`. */
export type ServerState = Readonly<ReturnType<typeof toServerState>>

/** What programs expect who never heard of another pause between two looks, in milliseconds. */
const REFRESH_INTERVAL_MS = 1500

/**
 * All torrents together, in the words of `transfer/info`. `disconnected` while the engine cannot be read, by which decluttarr knows
 * that it must not judge. A DHT's nodes and peers are the engine's own affair.
 */
export const toTransferInfo = (view: InventoryView, limits: GlobalLimits) =>
  toInfo(sumsOf(view), { view, limits })

/** All torrents together, with what else a program's status bar shows. Some numbers are texts. */
export const toServerState = (view: InventoryView, limits: GlobalLimits) => {
  const sums = sumsOf(view)
  const transfer = toInfo(sums, { view, limits })
  return {
    alltime_dl: transfer.dl_info_data,
    alltime_ul: 0,
    average_time_queue: 0,
    connection_status: transfer.connection_status,
    dht_nodes: transfer.dht_nodes,
    dl_info_data: transfer.dl_info_data,
    dl_info_speed: transfer.dl_info_speed,
    dl_rate_limit: transfer.dl_rate_limit,
    // Not known. 0 would be a full disk.
    free_space_on_disk: -1,
    global_ratio: '-',
    queued_io_jobs: 0,
    queueing: true,
    read_cache_hits: '0',
    read_cache_overload: '0',
    refresh_interval: REFRESH_INTERVAL_MS,
    total_buffers_size: 0,
    total_peer_connections: sums.peers,
    total_queued_size: 0,
    total_wasted_session: 0,
    up_info_data: transfer.up_info_data,
    up_info_speed: transfer.up_info_speed,
    up_rate_limit: transfer.up_rate_limit,
    use_alt_speed_limits: limits.isAlternative,
    use_subcategories: false,
    write_cache_overload: '0',
  }
}

type Sums = { speed: number; bytes: number; peers: number }

const toInfo = (
  { speed, bytes }: Sums,
  { view, limits }: { view: InventoryView; limits: GlobalLimits }
) => ({
  connection_status: view.source === 'engine' ? 'connected' : 'disconnected',
  dht_nodes: 0,
  dl_info_data: bytes,
  dl_info_speed: speed,
  dl_rate_limit: limits.isAlternative ? limits.alternativeDownload : limits.download,
  up_info_data: 0,
  up_info_speed: 0,
  up_rate_limit: limits.isAlternative ? limits.alternativeUpload : limits.upload,
})

const sumsOf = ({ torrents }: InventoryView): Sums => {
  let speed = 0
  let bytes = 0
  let peers = 0
  for (const torrent of torrents) {
    speed += downloadSpeedOf(torrent)
    bytes += completedBytes(torrent)
    peers += torrent.session?.peers ?? 0
  }
  return { speed, bytes, peers }
}
