import type { Clock } from '../../lib/clock.ts'
import { UpstreamError } from '../../upstream-error.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import { type InventoryTorrent, isInEngine } from '../inventory/inventory-torrent.ts'
import type { Notebook } from '../inventory/notebook.ts'
import type { AddQueue } from './add-queue.ts'

/** So long a torrent that was given to the engine is looked for there, in milliseconds. */
const EXPECTED_FOR_MS = 2 * 60_000
/** What was added to it later than this is somebody else's, in milliseconds. */
const TAKEN_WITHIN_MS = 10_000

/**
 * Torrents that are not wanted any more, though the engine was about to take them: they were
 * deleted meanwhile, or their program was told that they cannot be added.
 */
export type Unwanted = {
  /** @param options.deleteFiles Whether its files go with it; they may have been there before. */
  note(torrentId: string, options?: { deleteFiles: boolean }): void
  isAny(): boolean
  /**
   * Removes those that have turned up in the engine.
   *
   * @throws {Unavailable} When the engine does not answer.
   */
  sweep(torrents: readonly InventoryTorrent[]): Promise<void>
}

/** Makes it; none is unwanted yet. */
export const createUnwanted = ({
  engine,
  catalog,
  notebook,
  queue,
  clock,
}: {
  engine: Pick<EngineClient, 'remove'>
  catalog: Pick<Catalog, 'invalidate'>
  notebook: Notebook
  queue: Pick<AddQueue, 'all' | 'unwanted' | 'forget'>
  clock: Clock
}): Unwanted => {
  const noted = new Map<string, { at: number; now: number; deleteFiles: boolean }>()

  /** Somebody has added it again since. */
  const isWanted = (id: string) =>
    queue.all().has(id) || notebook.notes.all().get(id)?.isOurs === true
  const isOver = (id: string, at: number) =>
    isWanted(id) || clock.monotonic() - at >= EXPECTED_FOR_MS
  const isOfThatAdd = ({ id, createdAt }: InventoryTorrent) => {
    const { now } = noted.get(id) ?? {}
    return now !== undefined && createdAt * 1000 <= now + TAKEN_WITHIN_MS
  }
  const forget = (id: string) => {
    noted.delete(id)
    if (queue.unwanted().includes(id)) queue.forget([id])
  }
  const note = (torrentId: string, { deleteFiles } = { deleteFiles: false }) => {
    const isAsked = deleteFiles || noted.get(torrentId)?.deleteFiles === true
    noted.set(torrentId, { at: clock.monotonic(), now: clock.now(), deleteFiles: isAsked })
    // Nobody is to be shown it from now on.
    catalog.invalidate()
  }
  const remove = async (id: string) => {
    try {
      await engine.remove([id], { deleteFiles: noted.get(id)?.deleteFiles ?? false })
      catalog.invalidate({ removed: [id] })
      forget(id)
    } catch (error) {
      // The engine is there, whatever it makes of this one: it is asked again.
      if (!(error instanceof UpstreamError) || error.status === undefined) throw error
    }
  }

  return {
    note,
    isAny: () => noted.size > 0 || queue.unwanted().length > 0,
    async sweep(torrents) {
      // Those of before this process was there.
      for (const id of queue.unwanted()) if (!noted.has(id)) note(id)
      for (const [id, { at }] of noted) if (isOver(id, at)) forget(id)
      if (noted.size === 0) return
      const found = torrents.filter((torrent) => isInEngine(torrent) && isOfThatAdd(torrent))
      for (const { id } of found) await remove(id)
    },
  }
}
