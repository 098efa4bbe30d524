import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import type { Store } from '../store/store.ts'
import { createAdding } from './adding.ts'
import type { Catalog } from './catalog/catalog.ts'
import { type Commands, createCommands } from './commands.ts'
import type { EngineClient } from './engine/engine.ts'
import { createCompletionTimes } from './inventory/completion-times.ts'
import { createFileLists, type FileLists } from './inventory/file-lists.ts'
import { createInventory, type Inventory } from './inventory/inventory.ts'
import { createNotebook, type Notebook } from './inventory/notebook.ts'
import { createPlaces, type Places } from './inventory/place.ts'
import { createRootFinder } from './inventory/root-finder.ts'
import { createAddQueue } from './opening/add-queue.ts'
import { createOpener } from './opening/opener.ts'
import { createSessionRoom, type SessionRoom } from './opening/session-room.ts'
import { createUnwanted } from './opening/unwanted.ts'
import { createTagging } from './tagging.ts'

/** Everything that programs can see of torrents and do to them. */
export type TorrentControl = {
  inventory: Pick<Inventory, 'list' | 'find'>
  notebook: Notebook
  commands: Commands
  add: ReturnType<typeof createAdding>
  files: FileLists
  pieces: EngineClient['pieces']
  places: Places
  /** Announced with torrents that a program has taken out of their category, or deleted. */
  released: Signal<readonly string[]>
  /** How the engine is set up, as far as it has told. */
  setup: SessionRoom['setup']
  isSetupKnown: SessionRoom['isSetupKnown']
  /** Begins to have the engine open what waits for it. */
  start(): void
  stop(): Promise<void>
}

/** Makes it of its parts; nobody is asked before the first call. @param signal Ends every wait. */
export const createTorrentControl = ({
  engine,
  catalog,
  store,
  clock,
  log,
  signal,
}: {
  engine: EngineClient
  catalog: Catalog
  store: Store
  clock: Clock
  log: Log
  signal: AbortSignal
}): TorrentControl => {
  const notebook = createNotebook({ store, clock, signal })
  const queue = createAddQueue({ store: store.queue, clock, signal })
  const room = createSessionRoom({ engine, clock, log })
  const inventory = createInventory({
    catalog,
    notebook,
    queue,
    times: createCompletionTimes(store.completions),
    roots: createRootFinder({ engine, notes: notebook.notes, clock, log, signal }),
    clock,
  })
  const unwanted = createUnwanted({ engine, catalog, notebook, queue, clock })
  const tag = createTagging({ engine })
  const parts = { engine, catalog, inventory, notebook, queue, room, tag, unwanted, clock, log }
  const opener = createOpener(parts)
  const files = createFileLists({ engine })
  const released = createSignal<readonly string[]>()
  return {
    inventory,
    notebook,
    commands: createCommands({ ...parts, opener, released }),
    add: createAdding({ ...parts, opener }),
    files,
    pieces: engine.pieces,
    places: createPlaces({ catalog, inventory, notebook, files, setup: room.setup }),
    released,
    setup: room.setup,
    isSetupKnown: room.isSetupKnown,
    start: opener.start,
    stop: opener.stop,
  }
}
