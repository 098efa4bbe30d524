import { isComplete } from '../domain.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'
import { isStopped } from './state.ts'

/** What qBittorrent says for a time that is not known, or that never comes: 100 days. */
export const UNKNOWN_ETA = 8_640_000

/** The largest number that clients in .NET can read as a speed. */
const LARGEST_SPEED = 2 ** 31 - 1

/** Bytes per second; 0 for a torrent that is not meant to download. */
export const downloadSpeedOf = (torrent: InventoryTorrent): number =>
  isComplete(torrent) || isStopped(torrent)
    ? 0
    : Math.min(Math.max(Math.round(torrent.downloadSpeed), 0), LARGEST_SPEED)

/** Seconds until the torrent is complete; {@link UNKNOWN_ETA} also once it is. */
export const etaOf = (torrent: InventoryTorrent): number => {
  const speed = downloadSpeedOf(torrent)
  if (speed === 0 || torrent.totalBytes <= 0) return UNKNOWN_ETA
  return Math.min(Math.ceil((torrent.totalBytes - torrent.doneBytes) / speed), UNKNOWN_ETA)
}
