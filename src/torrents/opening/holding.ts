import type { Clock } from '../../lib/clock.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import { hasMetadata, type InventoryTorrent, isOpen } from '../inventory/inventory-torrent.ts'

/** So long after its start the engine opens what it had open before, in milliseconds. */
const REOPENING_MS = 2 * 60_000

/**
 * Keeps stopped what a program stopped before its metadata came: the engine opens it again when it
 * starts. Whoever starts such a torrent on T◎RRX's own page later is not hindered.
 */
export type Holding = {
  /** The engine cannot be read, and may be another process the next time. */
  noteAway(): void
  /** @throws {Unavailable} When the engine does not stop them. */
  stopAgain(torrents: readonly InventoryTorrent[]): Promise<void>
}

/** Makes it; the engine may have been started together with this service. */
export const createHolding = ({
  engine,
  catalog,
  clock,
}: {
  engine: Pick<EngineClient, 'stop'>
  catalog: Pick<Catalog, 'invalidate'>
  clock: Clock
}): Holding => {
  /** When the engine was first read after it was away; `null` while it is. */
  let backAt: number | null = null

  return {
    noteAway() {
      backAt = null
    },
    async stopAgain(torrents) {
      backAt ??= clock.monotonic()
      if (clock.monotonic() - backAt > REOPENING_MS) return
      const opened = torrents.filter(isOpenedAgain).map(({ id }) => id)
      if (opened.length === 0) return
      await engine.stop(opened)
      catalog.invalidate()
    },
  }
}

const isOpenedAgain = (torrent: InventoryTorrent): boolean =>
  torrent.note.isHeld &&
  !hasMetadata(torrent) &&
  isOpen(torrent) &&
  torrent.session?.mode !== 'stopped'
