import type { Log } from '../../lib/log.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { Opened } from '../engine/engine-commands.ts'
import type { InventoryTorrent } from '../inventory/inventory-torrent.ts'
import type { Notebook } from '../inventory/notebook.ts'
import { createStarting } from './starting.ts'

/**
 * Makes what starts a torrent again that waits for a session.
 *
 * @returns A function that rejects with `Unavailable` when the engine or the store is away.
 */
export const createReopening = ({
  engine,
  catalog,
  notebook,
  log,
}: {
  engine: Pick<EngineClient, 'start' | 'session'>
  catalog: Pick<Catalog, 'invalidate'>
  notebook: Notebook
  log: Log
}): ((torrent: InventoryTorrent) => Promise<Opened>) => {
  const start = createStarting({ engine, log })

  return async ({ id, note }) => {
    // One that is open though it seemed not to be is finished, or somebody else stopped it: a
    // magnet's record forgets that.
    const session = note.isStartOwed ? null : await engine.session(id)
    if (session !== null) {
      const isHeld = session.mode === 'stopped'
      if (isHeld) await notebook.notes.change([id], (now) => ({ ...now, isHeld }))
      return 'opened'
    }
    const opened = await start(id)
    if (opened === 'opened' && note.isStartOwed) {
      await notebook.notes.change([id], (now) => ({ ...now, isStartOwed: false }))
    }
    catalog.invalidate()
    return opened
  }
}
