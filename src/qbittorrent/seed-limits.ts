import { isComplete } from '../domain.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'
import type { Finished, State } from './state.ts'

/** Until when a torrent is to be seeded. Ratio, and whole minutes; -1 for no limit, -2 for that of all. */
export type SeedLimits = { ratio: number; seedingTime: number; inactiveSeedingTime: number }

const NONE: SeedLimits = { ratio: -1, seedingTime: -1, inactiveSeedingTime: -1 }

/**
 * The limits that programs are told. Sonarr and Radarr move a `pausedUP` torrent away and delete it
 * with its data once one of them is reached; a ratio limit of 0 always is.
 */
export const seedLimitsOf = (
  torrent: InventoryTorrent,
  { state, finished }: { state: State; finished: Finished }
): SeedLimits => {
  const { ratio, seedingMinutes, inactiveSeedingMinutes } = torrent.note.limits
  const told = { ratio, seedingTime: seedingMinutes, inactiveSeedingTime: inactiveSeedingMinutes }
  if (finished === 'hand-over' && isComplete(torrent)) return { ...told, ratio: 0 }
  // Its owner stopped it, and keeps it, whatever it was added with.
  return state === 'pausedUP' ? NONE : told
}
