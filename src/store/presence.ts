import type { Static } from '@sinclair/typebox'
import type { presenceRecord } from './record.ts'
import type { PruneOptions } from './store.ts'

export type PresenceRecord = Static<typeof presenceRecord>

/** The ids of the records whose torrent is newly gone, is back, or has been gone for long enough. */
export type PresenceChanges = { gone: string[]; back: string[]; expired: string[] }

/** Compares records with the torrents that exist. Whether something is owed is not looked at. */
export const comparePresence = (
  records: readonly PresenceRecord[],
  { presentTorrentIds, now, keepMs }: PruneOptions
): PresenceChanges => {
  const changes: PresenceChanges = { gone: [], back: [], expired: [] }
  for (const { id, torrentId, goneSince = null } of records) {
    const isPresent = presentTorrentIds.has(torrentId)
    if (isPresent && goneSince !== null) changes.back.push(id)
    if (isPresent) continue
    if (goneSince === null) changes.gone.push(id)
    if (now - (goneSince ?? now) >= keepMs) changes.expired.push(id)
  }
  return changes
}
