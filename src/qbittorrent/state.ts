import { isComplete } from '../domain.ts'
import { hasMetadata, type InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'

/**
 * What programs are told of a finished torrent: `keep`, that it goes on seeding, so that nobody
 * deletes it; `hand-over`, that it has reached its goal, so that Sonarr and Radarr may move it away.
 */
export type Finished = 'keep' | 'hand-over'

/** The words for a state that this service says; qBittorrent 4.6 knows them all. */
export const states = [
  'metaDL',
  'queuedDL',
  'checkingDL',
  'downloading',
  'stalledDL',
  'pausedDL',
  'checkingUP',
  'uploading',
  'pausedUP',
  'error',
] as const
export type State = (typeof states)[number]

/** The one word that programs act upon. A mode or phase that is not known changes nothing. */
export const stateOf = (torrent: InventoryTorrent, finished: Finished): State => {
  if (torrent.status === 'error' || torrent.wait === 'owner') return 'error'
  if (isComplete(torrent)) return finishedState(torrent, finished)
  // Before the stop: a start that is owed finds the record still stopped.
  if (torrent.wait === 'session') return 'queuedDL'
  if (isStopped(torrent)) return 'pausedDL'
  if (torrent.wait === 'queue') return 'queuedDL'
  if (torrent.wait === 'taking') return torrent.totalBytes > 0 ? 'queuedDL' : 'metaDL'
  // A magnet that was started again is active before it has its metadata.
  if (torrent.status === 'pending' || torrent.totalBytes === 0) return 'metaDL'
  if (torrent.session?.phase === 'verifying') return 'checkingDL'
  // It stands back for one that is being played.
  if (torrent.session?.mode === 'paused') return 'queuedDL'
  return torrent.isStalled ? 'stalledDL' : 'downloading'
}

/** Whether somebody stopped it, or wants it stopped. */
export const isStopped = (torrent: InventoryTorrent): boolean => {
  const { status, session, note } = torrent
  // The record says so up to ten seconds later, and of a magnet without metadata never.
  if (status === 'stopped' || session?.mode === 'stopped') return true
  return note.isHeld && session === null && !hasMetadata(torrent)
}

const finishedState = (torrent: InventoryTorrent, finished: Finished): State => {
  if (isStopped(torrent)) return 'pausedUP'
  if (torrent.session?.phase === 'verifying') return 'checkingUP'
  return finished === 'hand-over' ? 'pausedUP' : 'uploading'
}
