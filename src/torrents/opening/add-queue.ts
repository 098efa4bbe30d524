import type { QueuedAdd, TorrentSource } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import { waitForStore } from '../../lib/store-wait.ts'
import type { QueueStore } from '../../store/store.ts'
import { createTable, type Table } from '../inventory/table.ts'

/** So many adds wait at most, and so many bytes of their sources. */
const MOST_ADDS = 500
const MOST_BYTES = 256 * 1024 * 1024

/** The adds that the engine has not taken yet; they outlive a restart. */
export type AddQueue = Pick<Table<QueuedAdd>, 'ready' | 'all' | 'revision' | 'change' | 'drop'> & {
  /**
   * Puts an add at the end.
   *
   * @returns `full` when there is no room for it, `known` when its torrent waits already.
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s.
   */
  add(queued: QueuedAdd, source: TorrentSource): Promise<'added' | 'full' | 'known'>
  /** What a torrent can be added by; `null` when it waits no more. */
  source(torrentId: string): Promise<TorrentSource | null>
  /** Marks an add as being given to the engine while `work` lasts. */
  take<T>(torrentId: string, work: () => Promise<T>): Promise<T>
  /** Which one is being given to the engine at this moment. */
  taking(): string | null
}

/** Makes the queue over the store. @param signal Ends every wait, when the service stops. */
export const createAddQueue = ({
  store,
  clock,
  signal,
}: {
  store: QueueStore
  clock: Clock
  signal: AbortSignal
}): AddQueue => {
  const waiting = { clock, signal }
  const table = createTable({
    ...waiting,
    store: {
      ...store,
      async save(adds: readonly QueuedAdd[]) {
        for (const queued of adds) await store.save(queued)
      },
    },
    keyOf: ({ torrentId }: QueuedAdd) => torrentId,
  })
  /** What those who add at the same time are about to take. */
  let promised = { adds: 0, bytes: 0 }
  let taking: string | null = null
  let takings = 0

  const promise = ({ adds, bytes }: typeof promised) => {
    promised = { adds: promised.adds + adds, bytes: promised.bytes + bytes }
  }
  const setTaking = (torrentId: string | null) => {
    taking = torrentId
    takings += 1
  }
  const hasRoomFor = ({ sourceBytes }: QueuedAdd) => {
    const waitingAdds = [...table.all().values()]
    const bytes = waitingAdds.reduce((sum, queued) => sum + queued.sourceBytes, promised.bytes)
    return waitingAdds.length + promised.adds < MOST_ADDS && bytes + sourceBytes <= MOST_BYTES
  }

  return {
    ready: table.ready,
    all: table.all,
    revision: () => table.revision() + takings,
    change: table.change,
    drop: table.drop,
    async add(queued, source) {
      const { torrentId, sourceBytes } = queued
      if (table.all().has(torrentId)) return 'known'
      if (!hasRoomFor(queued)) return 'full'
      promise({ adds: 1, bytes: sourceBytes })
      try {
        const isNew = await table.insert(queued, () => store.add(queued, source))
        return isNew ? 'added' : 'known'
      } finally {
        promise({ adds: -1, bytes: -sourceBytes })
      }
    },
    source: (torrentId) => waitForStore(() => store.source(torrentId), waiting),
    async take(torrentId, work) {
      setTaking(torrentId)
      try {
        return await work()
      } finally {
        setTaking(null)
      }
    },
    taking: () => taking,
  }
}
