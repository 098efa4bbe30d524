import type { Clock } from '../../lib/clock.ts'
import type { AddQueue } from '../opening/add-queue.ts'
import type { InventoryTorrent } from './inventory-torrent.ts'
import type { Notebook } from './notebook.ts'

/** How long a torrent is gone before what we know of it is forgotten, in milliseconds. */
const KEPT_MS = 60 * 60 * 1000

/**
 * Makes what forgets the notes of torrents that somebody else deleted. It is shown each list of all
 * torrents that came from the engine; a list can lack a torrent that cannot be read for a while.
 */
export const createNoteKeeping = ({
  notebook,
  queue,
  clock,
}: {
  notebook: Notebook
  queue: AddQueue
  clock: Clock
}): ((torrents: readonly InventoryTorrent[]) => Promise<void>) => {
  const goneSince = new Map<string, number>()

  return async (torrents) => {
    const present = new Set([...torrents.map(({ id }) => id), ...queue.all().keys()])
    const gone = new Set([...notebook.notes.all().keys()].filter((id) => !present.has(id)))
    const at = clock.monotonic()
    for (const id of gone) if (!goneSince.has(id)) goneSince.set(id, at)
    for (const id of goneSince.keys()) if (!gone.has(id)) goneSince.delete(id)
    const forgotten = [...gone].filter((id) => at - (goneSince.get(id) ?? at) >= KEPT_MS)
    await notebook.notes.forget(forgotten)
  }
}
