import { isComplete, type Torrent } from '../domain.ts'

/** So fine is a share told. Of 100 GB it is 100 kB. */
const STEPS = 1_000_000

/** The bytes that are there: all of them of a complete torrent, and never more than it has. */
export const completedBytes = (torrent: Torrent): number => {
  const total = Math.max(Math.floor(torrent.totalBytes), 0)
  return isComplete(torrent) ? total : Math.min(Math.max(Math.floor(torrent.doneBytes), 0), total)
}

/**
 * A share from 0 to 1, cut off rather than rounded: programs take 1 for finished, so it is said
 * only where nothing is missing.
 */
export const progressOf = (bytes: number, total: number): number =>
  bytes >= total ? 1 : Math.min(Math.floor((bytes / total) * STEPS), STEPS - 1) / STEPS
