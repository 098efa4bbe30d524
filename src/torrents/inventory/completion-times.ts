import { completionId, type Torrent } from '../../domain.ts'
import { withTimeLimit } from '../../lib/time-limit.ts'
import type { CompletionStore } from '../../store/store.ts'

/** Nobody waits longer than this for times that are only told. In milliseconds. */
const LONGEST_WAIT_MS = 1000

/** When torrents were complete: the engine does not know, and its records change afterwards. */
export type CompletionTimes = {
  /** Asks for what is not known yet of these torrents, all of them complete. Never rejects. */
  learn(torrents: readonly Torrent[]): Promise<void>
  /** In Unix seconds; of one that is not written down yet, when its record last changed. */
  of(torrent: Torrent): number
}

/** When the torrent that was added then was complete; both in Unix seconds. */
type Time = { createdAt: number; at: number }

/** Makes the times over the ledger; each is asked for once. */
export const createCompletionTimes = (
  store: Pick<CompletionStore, 'completedAt'>
): CompletionTimes => {
  /** By the torrents' ids alone: texts made anew of all of them at every look would cost more. */
  let times = new Map<string, Time>()

  const find = ({ id, createdAt }: Torrent): Time | null => {
    const known = times.get(id)
    return known?.createdAt === createdAt ? known : null
  }
  const ask = async (ids: readonly string[]) => {
    try {
      const asked = store.completedAt(ids)
      return await withTimeLimit(asked, { limitMs: LONGEST_WAIT_MS, late: () => new Error('late') })
    } catch {
      // The store is away: the next look asks again.
      return null
    }
  }

  return {
    async learn(torrents) {
      if (times.size > 2 * torrents.length) {
        times = new Map(torrents.flatMap((torrent) => entryOf(torrent, find(torrent))))
      }
      const unknown = torrents.filter((torrent) => find(torrent) === null)
      if (unknown.length === 0) return
      const told = await ask(unknown.map(completionId))
      if (told === null) return
      for (const torrent of unknown) {
        const { id, createdAt, updatedAt } = torrent
        // What a program was told once stays so, however soon the ledger knows better.
        times.set(id, { createdAt, at: told.get(completionId(torrent)) ?? updatedAt })
      }
    },
    of: (torrent) => find(torrent)?.at ?? torrent.updatedAt,
  }
}

const entryOf = ({ id }: Torrent, time: Time | null): [string, Time][] =>
  time === null ? [] : [[id, time]]
