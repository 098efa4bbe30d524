import type { QueuedAdd, TorrentSource } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import { waitForStore } from '../../lib/store-wait.ts'
import type { QueueStore } from '../../store/store.ts'
import { createTable, type Table } from '../inventory/table.ts'

/** So many adds wait at most, and so many bytes of their sources. */
const MOST_ADDS = 500
const MOST_BYTES = 256 * 1024 * 1024
/** And so many are kept that are only to be removed. */
const MOST_UNWANTED = 20

/** The adds that the engine has not taken yet; they outlive a restart. */
export type AddQueue = Pick<Table<QueuedAdd>, 'ready' | 'all' | 'revision' | 'change'> & {
  /**
   * Takes adds out at once that the engine may have been given; they are among the unwanted then,
   * over a restart too. Nobody waits for the store.
   */
  disown(torrentIds: readonly string[]): void
  /** The engine has it: it waits no more. Rejects as `change` does. */
  finish(torrentId: string): Promise<void>
  /** Those that were taken out although the engine may have them. */
  unwanted(): readonly string[]
  /** The engine has them no more. */
  forget(torrentIds: readonly string[]): void
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

/** The adds as they were at one revision of the table. */
type Parted = {
  revision: number
  wanted: ReadonlyMap<string, QueuedAdd>
  unwanted: readonly string[]
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
  /** Parted once for each change: whoever lists ten thousand torrents asks for each of them. */
  let parted: Parted = { revision: -1, wanted: table.all(), unwanted: [] }
  const part = () => {
    const revision = table.revision()
    if (parted.revision === revision) return parted
    const all = table.all()
    const unwanted = [...all.values()].flatMap((add) => (add.isUnwanted ? add.torrentId : []))
    const isWanted = ([, { isUnwanted }]: [string, QueuedAdd]) => !isUnwanted
    const wanted = unwanted.length === 0 ? all : new Map([...all].filter(isWanted))
    parted = { revision, wanted, unwanted }
    return parted
  }
  /** What is shown: all but what is only kept to be removed. */
  const wanted = () => part().wanted
  const unwanted = () => part().unwanted
  const disowned = (add: QueuedAdd | undefined): QueuedAdd | null =>
    add ? { ...add, isUnwanted: true } : null
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
    const waitingAdds = [...wanted().values()]
    const bytes = waitingAdds.reduce((sum, queued) => sum + queued.sourceBytes, promised.bytes)
    return waitingAdds.length + promised.adds < MOST_ADDS && bytes + sourceBytes <= MOST_BYTES
  }

  return {
    ready: table.ready,
    all: wanted,
    revision: () => table.revision() + takings,
    change: (ids, edit) =>
      table.change(ids, (add, id) => {
        const after = edit(add?.isUnwanted ? undefined : add, id)
        // It may be in the engine in a moment, whatever becomes of this process.
        const isLeaving = after === null && (id === taking || add?.isUnwanted === true)
        return isLeaving ? disowned(add) : after
      }),
    disown(torrentIds) {
      if (unwanted().length >= MOST_UNWANTED) return table.drop(torrentIds)
      table.change(torrentIds, disowned).catch(() => table.drop(torrentIds))
    },
    finish: (torrentId) => table.change([torrentId], (add) => (add?.isUnwanted ? add : null)),
    unwanted,
    forget: table.drop,
    async add(queued, source) {
      const { torrentId, sourceBytes } = queued
      if (wanted().has(torrentId)) return 'known'
      if (!hasRoomFor(queued)) return 'full'
      promise({ adds: 1, bytes: sourceBytes })
      try {
        if (table.all().has(torrentId)) await table.change([torrentId], () => null)
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
