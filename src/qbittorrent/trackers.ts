import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'

/** A tracker in the words of `torrents/trackers`; -1 for what is not known. */
export type TrackerRow = {
  msg: string
  num_downloaded: number
  num_leeches: number
  num_peers: number
  num_seeds: number
  status: number
  tier: number
  url: string
}

/** qBittorrent's numbers for how a tracker does. */
const DISABLED = 0
const WORKING = 2

/**
 * A torrent's trackers as qBittorrent 4.6.0 lists them (src/webui/api/torrentscontroller.cpp): three
 * rows for the other ways to find peers, by whose message Flood and qbit_manage know a private
 * torrent, and then the trackers.
 *
 * At least one row works, though the engine tells nothing of trackers: autobrr asks for minutes
 * until one does, and then may delete the torrent.
 */
export const toTrackers = ({ note }: InventoryTorrent): TrackerRow[] => {
  const isPrivate = note.isPrivate ?? false
  const rows = [
    withoutTracker('DHT', isPrivate ? DISABLED : WORKING),
    withoutTracker('PeX', isPrivate ? DISABLED : WORKING),
    withoutTracker('LSD', DISABLED),
  ].map((row) => ({ ...row, msg: isPrivate ? 'This torrent is private' : '' }))
  if (isPrivate && note.trackers.length === 0) rows.push(withoutTracker('engine', WORKING))
  return [...rows, ...note.trackers.map(toTracker)]
}

const toTracker = (url: string, tier: number): TrackerRow => ({
  msg: '',
  num_downloaded: -1,
  num_leeches: -1,
  num_peers: -1,
  num_seeds: -1,
  status: WORKING,
  tier,
  url,
})

const withoutTracker = (name: string, status: number): TrackerRow => ({
  msg: '',
  num_downloaded: 0,
  num_leeches: 0,
  num_peers: 0,
  num_seeds: 0,
  status,
  tier: -1,
  url: `** [${name}] **`,
})
