import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'

/** Which torrents each tracker has, by its address; the torrents by their hashes. */
export type TrackerIndex = ReadonlyMap<string, readonly string[]>

/**
 * Makes what tells which torrents each tracker has. As long as no torrent and no tracker comes or
 * goes it answers with the same object.
 */
export const createTrackerIndex = (): ((torrents: readonly InventoryTorrent[]) => TrackerIndex) => {
  let latest: { torrents: readonly InventoryTorrent[]; index: TrackerIndex } | null = null
  return (torrents) => {
    const index = latest !== null && isAlike(latest.torrents, torrents) ? latest.index : null
    latest = { torrents, index: index ?? toIndex(torrents) }
    return latest.index
  }
}

const isAlike = (before: readonly InventoryTorrent[], after: readonly InventoryTorrent[]) =>
  before.length === after.length &&
  after.every((torrent, place) => {
    const known = before[place]
    return (
      known === torrent ||
      (known?.id === torrent.id && known.note.trackers === torrent.note.trackers)
    )
  })

const toIndex = (torrents: readonly InventoryTorrent[]): TrackerIndex => {
  const index = new Map<string, string[]>()
  for (const { id, note } of torrents) {
    for (const tracker of note.trackers) {
      const hashes = index.get(tracker)
      if (hashes === undefined) index.set(tracker, [id])
      // One that a torrent names twice.
      else if (hashes.at(-1) !== id) hashes.push(id)
    }
  }
  return index
}
