import type { Log } from '../../lib/log.ts'

/** So many malformed records are named in the log; after that they are only counted. */
const MOST_NAMED = 20

/** Counts the records that had to be skipped, each once, however often it is met. */
export type MalformedTally = {
  note(id: unknown): void
  count(): number
}

/** Makes a tally from 0. */
export const createMalformedTally = ({ log }: { log: Log }): MalformedTally => {
  const ids = new Set<string>()
  return {
    note(id) {
      const key = String(id)
      if (ids.has(key)) return
      ids.add(key)
      if (ids.size <= MOST_NAMED) log.warn('malformed torrent record skipped', { id: key })
      if (ids.size === MOST_NAMED) log.warn('further malformed torrent records are only counted')
    },
    count: () => ids.size,
  }
}
