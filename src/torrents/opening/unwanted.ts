import { UpstreamError } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import { type InventoryTorrent, isInEngine } from '../inventory/inventory-torrent.ts'
import type { Notebook } from '../inventory/notebook.ts'
import type { AddQueue } from './add-queue.ts'

/** So long after it was given to the engine an add may still turn up there, in milliseconds. */
const EXPECTED_FOR_MS = 2 * 60_000

/**
 * Torrents that are not wanted any more, though the engine was about to take them: they were
 * deleted meanwhile, or their program was told that they cannot be added.
 */
export type Unwanted = {
  note(torrentId: string): void
  isAny(): boolean
  /**
   * Removes those that have turned up in the engine, whose files were there before them.
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
  queue: Pick<AddQueue, 'all'>
  clock: Clock
}): Unwanted => {
  const notedAt = new Map<string, number>()

  /** Somebody has added it again since. */
  const isWanted = (id: string) =>
    queue.all().has(id) || notebook.notes.all().get(id)?.isOurs === true
  const isOver = (id: string, at: number) =>
    isWanted(id) || clock.monotonic() - at >= EXPECTED_FOR_MS
  const remove = async (id: string) => {
    try {
      await engine.remove([id], { deleteFiles: false })
      catalog.invalidate({ removed: [id] })
      notedAt.delete(id)
    } catch (error) {
      // The engine is there, whatever it makes of this one: it is asked again.
      if (!(error instanceof UpstreamError) || error.status === undefined) throw error
    }
  }

  return {
    note(torrentId) {
      notedAt.set(torrentId, clock.monotonic())
    },
    isAny: () => notedAt.size > 0,
    async sweep(torrents) {
      for (const [id, at] of notedAt) if (isOver(id, at)) notedAt.delete(id)
      if (notedAt.size === 0) return
      const found = torrents.filter((torrent) => notedAt.has(torrent.id) && isInEngine(torrent))
      for (const { id } of found) await remove(id)
    },
  }
}
