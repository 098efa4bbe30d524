import { isComplete } from '../domain.ts'
import type { Signal } from '../lib/signal.ts'
import { Unavailable } from '../upstream-error.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { EngineClient } from './engine/engine.ts'
import type { Inventory } from './inventory/inventory.ts'
import {
  hasMetadata,
  type InventoryTorrent,
  isInEngine,
  isOpen,
} from './inventory/inventory-torrent.ts'
import type { Notebook } from './inventory/notebook.ts'
import type { AddQueue } from './opening/add-queue.ts'
import type { Opener } from './opening/opener.ts'
import type { Unwanted } from './opening/unwanted.ts'
import type { Tagging } from './tagging.ts'

/** Which torrents something is done to; ids that no torrent has are passed over. */
export type Targets = readonly string[] | 'all'

/**
 * What programs do to torrents. Everything rejects with `Unavailable` when the engine or the store
 * is away, and can then be done again.
 */
export type Commands = {
  /** The torrents that are meant, in the order of the inventory. */
  find(targets: Targets): Promise<InventoryTorrent[]>
  stop(targets: Targets): Promise<void>
  /** Starts torrents, each as soon as the engine has a session free for it. */
  start(targets: Targets): Promise<void>
  remove(targets: Targets, options: { deleteFiles: boolean }): Promise<void>
  /** Puts torrents that were found into a category, which must be there; empty for none. */
  categorize(found: readonly InventoryTorrent[], category: string): Promise<void>
  /** Changes the tags of each torrent. @param edit Gets those that it has. */
  changeTags(targets: Targets, edit: (tags: readonly string[]) => string[]): Promise<void>
}

/** A program that has torrents started waits so long for it, in milliseconds. */
const START_WAIT_MS = 2000

/** Makes the commands. */
export const createCommands = ({
  engine,
  catalog,
  inventory,
  notebook,
  queue,
  opener,
  tag,
  unwanted,
  released,
}: {
  engine: Pick<EngineClient, 'stop' | 'remove'>
  catalog: Pick<Catalog, 'invalidate'>
  inventory: Pick<Inventory, 'list'>
  notebook: Notebook
  queue: AddQueue
  opener: Pick<Opener, 'open'>
  tag: Tagging
  unwanted: Pick<Unwanted, 'note'>
  released: Pick<Signal<readonly string[]>, 'announce'>
}): Commands => {
  /** Nothing is changed by what may be out of date: an engine that cannot be read is away. */
  const find = async (targets: Targets): Promise<InventoryTorrent[]> => {
    const { torrents, source } = await inventory.list()
    if (source !== 'engine') {
      throw new Unavailable('engine: cannot be asked for changes now', { code: 'timeout' })
    }
    if (targets === 'all') return [...torrents]
    const ids = new Set(targets)
    return torrents.filter(({ id }) => ids.has(id))
  }
  /** Calls of the engine, after which nobody is shown what was before them. */
  const changing = async (work: () => Promise<void>) => {
    try {
      await work()
    } finally {
      catalog.invalidate()
    }
  }

  return {
    find,
    async stop(targets) {
      const found = await find(targets)
      const { taken, queued } = divide(found)
      const held = [...queued, ...taken.filter(isForgetful)]
      await queue.change(idsOf(found), (add) => (add ? { ...add, isStopped: true } : null))
      await notebook.notes.change(idsOf(held), (note) => ({ ...note, isHeld: true }))
      // By the notes of this moment: somebody else may be about to have one started.
      await notebook.notes.change(idsOf(found), (note) =>
        note.isStartOwed ? { ...note, isStartOwed: false } : note
      )
      await changing(() => engine.stop(idsOf(taken)))
    },
    async start(targets) {
      const found = await find(targets)
      const idle = found.filter(isIdle)
      await queue.change(idsOf(found), (add) => (add ? { ...add, isStopped: false } : null))
      await notebook.notes.change(idsOf(found), (note) =>
        note.isHeld ? { ...note, isHeld: false } : note
      )
      await notebook.notes.change(idsOf(idle), (note) => ({ ...note, isStartOwed: true }))
      await Promise.all(idle.map(({ id }) => opener.open(id, START_WAIT_MS)))
    },
    async remove(targets, options) {
      const found = await find(targets)
      const taken = idsOf(divide(found).taken)
      await queue.change(idsOf(found), () => null)
      for (const { id } of found.filter(isBeingTaken)) unwanted.note(id, options)
      await changing(() => engine.remove(taken, options))
      catalog.invalidate({ removed: taken })
      // They are gone, whether or not the store can take it down at this moment.
      notebook.notes.drop(idsOf(found))
      released.announce(idsOf(found))
    },
    async categorize(found, category) {
      const moved = found.filter(({ note }) => note.category !== category)
      await notebook.notes.change(idsOf(moved), (note) => ({ ...note, category }))
      released.announce(idsOf(moved.filter(({ note }) => note.category !== '')))
    },
    async changeTags(targets, edit) {
      const look = async () => {
        // What others have changed is to be seen.
        catalog.invalidate()
        const found = await find(targets)
        await queue.change(idsOf(found), (add) => (add ? { ...add, tags: edit(add.tags) } : null))
        return divide(found).taken
      }
      await changing(() => tag(look, edit))
    },
  }
}

const divide = (torrents: readonly InventoryTorrent[]) => {
  const { taken = [], queued = [] } = Object.groupBy(torrents, (torrent) =>
    isInEngine(torrent) ? 'taken' : 'queued'
  )
  return { taken, queued }
}

const idsOf = (torrents: readonly InventoryTorrent[]) => torrents.map(({ id }) => id)

const isBeingTaken = ({ wait }: InventoryTorrent): boolean => wait === 'taking'

/** The engine forgets that a torrent without metadata was stopped. */
const isForgetful = (torrent: InventoryTorrent): boolean => !hasMetadata(torrent)

/** What the engine has not open. A finished one that is not stopped has nothing to be started for. */
const isIdle = (torrent: InventoryTorrent): boolean =>
  isInEngine(torrent) && !isOpen(torrent) && !(isComplete(torrent) && torrent.status !== 'stopped')
