import { isComplete, type QueuedAdd, type TorrentNote, type TorrentSource } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import { Unavailable, UpstreamError } from '../upstream-error.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { EngineClient } from './engine/engine.ts'
import type { Inventory } from './inventory/inventory.ts'
import { type InventoryTorrent, isInEngine } from './inventory/inventory-torrent.ts'
import type { Notebook } from './inventory/notebook.ts'
import type { AddQueue } from './opening/add-queue.ts'
import type { Opener } from './opening/opener.ts'
import type { Unwanted } from './opening/unwanted.ts'
import type { Tagging } from './tagging.ts'

/** A program waits no longer for what the engine makes of an add that is written down. */
const ANSWER_WAIT_MS = 3000

/** A torrent as a program adds it, checked: see `readMagnet` and `readTorrentFile`. */
export type Addition = Pick<
  TorrentNote,
  'torrentId' | 'category' | 'name' | 'root' | 'limits' | 'isPrivate' | 'trackers'
> &
  Pick<QueuedAdd, 'totalBytes' | 'tags' | 'isStopped'> & { source: TorrentSource }

/** What became of an add; `added` also stands for one that waits for its turn. */
export type Added = 'added' | 'full' | 'refused'

/**
 * Makes what adds a torrent. It is written down before the engine is asked, so from that moment it
 * is in every list and outlives a restart.
 *
 * A torrent that is there already counts as added: it gets the category where it has none, and it
 * is started. An add that the engine could not be asked for, because it is away, leaves nothing.
 *
 * @returns A function that rejects with `Unavailable` when the engine or the store is away.
 */
export const createAdding = ({
  engine,
  catalog,
  inventory,
  notebook,
  queue,
  opener,
  tag,
  unwanted,
  clock,
}: {
  engine: Pick<EngineClient, 'add'>
  catalog: Pick<Catalog, 'invalidate'>
  inventory: Pick<Inventory, 'list'>
  notebook: Notebook
  queue: AddQueue
  opener: Pick<Opener, 'open' | 'nudge'>
  tag: Tagging
  unwanted: Pick<Unwanted, 'note'>
  clock: Clock
}): ((addition: Addition) => Promise<Added>) => {
  const adopt = async (torrent: InventoryTorrent, addition: Addition): Promise<Added> => {
    const { torrentId, category, isStopped, source, tags } = addition
    const isToStart = !isStopped && !isComplete(torrent)
    if (lacksFile(torrent, source)) await giveFile(source)
    // Of one that no program has told of it is as if it were new.
    const wishes = torrent.note.isOurs ? {} : wishesOf(addition)
    await notebook.notes.change([torrentId], (note) => ({
      ...note,
      ...wishes,
      category: note.category || category,
      isOurs: true,
      ...(isToStart ? { isHeld: false, isStartOwed: isInEngine(torrent) } : {}),
    }))
    if (!torrent.note.isOurs && tags.length > 0) {
      const look = async () => {
        catalog.invalidate()
        return [(await find(torrentId)) ?? torrent]
      }
      await tag(look, (before) => [...before, ...tags.filter((one) => !before.includes(one))])
      catalog.invalidate()
    }
    if (!isToStart) return 'added'
    await queue.change([torrentId], (add) => (add ? { ...add, isStopped } : null))
    opener.nudge()
    return 'added'
  }
  /** Of a magnet that it has already the engine learns by the file what is in it. */
  const giveFile = async (source: TorrentSource) => {
    try {
      await engine.add(source)
    } catch (error) {
      // It is there all the same, and may learn it from its peers.
      if (!(error instanceof UpstreamError)) throw error
    }
  }
  /** Writes an add down and hears what the engine makes of it. */
  const place = async (addition: Addition): Promise<Added> => {
    const { torrentId, source } = addition
    await notebook.notes.change([torrentId], (note) => ({ ...note, ...noteOf(addition) }))
    if ((await queue.add(queuedOf(addition, clock.now()), source)) === 'full') return 'full'
    const outcome = await opener.open(torrentId, ANSWER_WAIT_MS)
    if (outcome instanceof UpstreamError) throw outcome
    return outcome === 'refused' ? 'refused' : 'added'
  }
  const abandon = (torrentId: string) => {
    queue.disown([torrentId])
    notebook.notes.drop([torrentId])
    unwanted.note(torrentId)
    opener.nudge()
  }
  const enqueue = async (addition: Addition): Promise<Added> => {
    const { torrentId } = addition
    let added: Added | null = null
    try {
      added = await place(addition)
      return added
    } finally {
      if (added !== 'added') abandon(torrentId)
    }
  }
  const find = async (torrentId: string): Promise<InventoryTorrent | undefined> => {
    const { torrents, source } = await inventory.list()
    if (source === 'engine') return torrents.find(({ id }) => id === torrentId)
    throw new Unavailable('engine: cannot be asked to add a torrent now', { code: 'timeout' })
  }

  return async (addition) => {
    if ((await find(addition.torrentId)) === undefined) return await enqueue(addition)
    // What was deleted elsewhere a moment ago is still there in the last look.
    catalog.invalidate()
    const known = await find(addition.torrentId)
    if (known === undefined) return await enqueue(addition)
    if (!isToReplace(known, addition)) return await adopt(known, addition)
    const category = known.note.category || addition.category
    await queue.change([known.id], () => null)
    return await enqueue({ ...addition, category })
  }
}

/**
 * The engine has refused it once, and whoever adds it again wants it tried again; or it is a magnet
 * that waits, of which this is the file.
 */
const isToReplace = ({ wait, totalBytes }: InventoryTorrent, { source }: Addition): boolean =>
  wait === 'owner' || (wait === 'queue' && totalBytes === 0 && source.kind === 'file')

/** Also while the engine is still being given the magnet. */
const lacksFile = ({ totalBytes, wait }: InventoryTorrent, source: TorrentSource): boolean =>
  totalBytes === 0 && wait !== 'queue' && source.kind === 'file'

const wishesOf = ({ name, limits, isPrivate, trackers }: Addition) => ({
  name,
  limits,
  isPrivate,
  trackers,
})

const noteOf = ({ source: _, totalBytes: __, tags: ___, isStopped, ...note }: Addition) => ({
  ...note,
  isOurs: true,
  isHeld: isStopped,
  isStartOwed: false,
})

const queuedOf = (
  { torrentId, source, totalBytes, tags, isStopped }: Addition,
  now: number
): QueuedAdd => ({
  torrentId,
  addedAt: now,
  kind: source.kind,
  sourceBytes: source.kind === 'file' ? source.bytes.byteLength : Buffer.byteLength(source.magnet),
  totalBytes,
  tags,
  isStopped,
  refusal: null,
})
