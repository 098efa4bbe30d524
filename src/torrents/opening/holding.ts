import { isComplete } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import { type InventoryTorrent, isOpen } from '../inventory/inventory-torrent.ts'
import type { Notebook } from '../inventory/notebook.ts'

/** So long after its start the engine opens what it had open before, in milliseconds. */
const REOPENING_MS = 2 * 60_000
/** What is open for so long is not about to be stopped, in milliseconds. */
const LASTING_MS = 30_000

/**
 * Keeps stopped what a program stopped before its metadata came: the engine opens it again when it
 * starts. Whoever starts such a torrent on T◎RRX's own page later is not hindered.
 */
export type Holding = {
  /** The engine cannot be read, and may be another process the next time. */
  noteAway(): void
  /** @throws {Unavailable} When the engine does not stop them, or the store is away. */
  stopAgain(torrents: readonly InventoryTorrent[]): Promise<void>
}

/** Makes it; an engine that is there at the first look is taken to have run for long. */
export const createHolding = ({
  engine,
  catalog,
  notebook,
  clock,
}: {
  engine: Pick<EngineClient, 'stop'>
  catalog: Pick<Catalog, 'invalidate'>
  notebook: Notebook
  clock: Clock
}): Holding => {
  /** When the engine was first read after it was away; `null` while it is. */
  let backAt: number | null = Number.NEGATIVE_INFINITY
  /** Since when those were seen open that are to be stopped. */
  let openSince = new Map<string, number>()

  /** @returns Those that have been open for longer than a look can lag behind a stop. */
  const noteOpen = (ids: readonly string[]): string[] => {
    const at = clock.monotonic()
    openSince = new Map(ids.map((id) => [id, openSince.get(id) ?? at]))
    return ids.filter((id) => at - (openSince.get(id) ?? at) >= LASTING_MS)
  }

  return {
    noteAway() {
      backAt = null
    },
    async stopAgain(torrents) {
      backAt ??= clock.monotonic()
      const opened = torrents.filter(isOpenedAgain).map(({ id }) => id)
      const lasting = noteOpen(opened)
      if (clock.monotonic() - backAt > REOPENING_MS) {
        // Somebody else wants it started, and is to be heard at the next start, too.
        await notebook.notes.change(lasting, (note) => ({ ...note, isHeld: false }))
      } else if (opened.length > 0) {
        await engine.stop(opened)
        catalog.invalidate()
      }
    },
  }
}

const isOpenedAgain = (torrent: InventoryTorrent): boolean =>
  torrent.note.isHeld &&
  !isComplete(torrent) &&
  isOpen(torrent) &&
  torrent.session?.mode !== 'stopped'
