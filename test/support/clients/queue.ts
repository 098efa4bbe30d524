import type { InfoRow } from './info-row.ts'

/** A torrent as Sonarr and Radarr show it in their queue. */
export type QueueItem = {
  title: string
  status: 'Completed' | 'Downloading' | 'Paused' | 'Queued' | 'Warning'
  /** What is imported; empty where the program would have to ask for the files. */
  outputPath: string
  /** Whether the program moves the files away and deletes the torrent with its data. */
  isRemovable: boolean
}

const statuses: Readonly<Record<string, QueueItem['status']>> = {
  error: 'Warning',
  missingFiles: 'Warning',
  stalledDL: 'Warning',
  pausedDL: 'Paused',
  queuedDL: 'Queued',
  checkingDL: 'Queued',
  checkingUP: 'Queued',
  checkingResumeData: 'Queued',
  metaDL: 'Queued',
  forcedMetaDL: 'Queued',
  uploading: 'Completed',
  stalledUP: 'Completed',
  queuedUP: 'Completed',
  forcedUP: 'Completed',
  pausedUP: 'Completed',
}

/** What Sonarr and Radarr make of a torrent, with no limits for all of them in the preferences. */
export const toQueueItem = (row: InfoRow): QueueItem => {
  const status = statuses[row.state] ?? 'Downloading'
  const isInTheWay = status === 'Completed' && row.content_path === row.save_path
  return {
    title: row.name,
    status: isInTheWay ? 'Warning' : status,
    outputPath: status === 'Completed' && !isInTheWay ? row.content_path : '',
    isRemovable: row.state === 'pausedUP' && hasReachedLimit(row),
  }
}

const hasReachedLimit = (row: InfoRow): boolean =>
  (row.ratio_limit >= 0 && row.ratio_limit - row.ratio <= 0.001) ||
  (row.seeding_time_limit >= 0 && row.seeding_time >= row.seeding_time_limit * 60) ||
  (row.inactive_seeding_time_limit >= 0 &&
    Date.now() / 1000 - row.last_activity > row.inactive_seeding_time_limit * 60)
