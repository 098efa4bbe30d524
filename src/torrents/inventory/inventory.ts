import { isComplete, type QueuedAdd, type TorrentNote } from '../../domain.ts'
import { breathe } from '../../lib/breath.ts'
import type { Clock } from '../../lib/clock.ts'
import { lookupIn } from '../../lib/lookup.ts'
import type { Catalog, CatalogView } from '../catalog/catalog.ts'
import { areSameFacts, isSameSighting, isSameTorrent } from '../catalog/same-torrent.ts'
import type { CatalogTorrent } from '../catalog/sightings.ts'
import type { AddQueue } from '../opening/add-queue.ts'
import type { CompletionTimes } from './completion-times.ts'
import {
  type InventoryTorrent,
  type InventoryView,
  isOpen,
  type OwnFacts,
} from './inventory-torrent.ts'
import { hasLostSession, isStalled, type Movement, mayBeDone, seeMovement } from './movement.ts'
import { type Notebook, noNote } from './notebook.ts'
import type { RootFinder } from './root-finder.ts'

/** All torrents with everything that is known of them, those included that wait for the engine. */
export type Inventory = {
  /**
   * As fresh as `Catalog.list`.
   *
   * @throws {Unavailable} As `Catalog.list`, and `store-down` until what only we know was read once.
   */
  list(): Promise<InventoryView>
  /** One torrent of `list`; `null` when there is none. */
  find(id: string): Promise<Found | null>
  /**
   * How many torrents of the last list lost their session so short a time ago that they may be
   * finished: the engine must not throw them out before their records say so.
   */
  closing(): number
}

/** A torrent, and who told of it. */
export type Found = { torrent: InventoryTorrent; source: InventoryView['source'] }

/** A torrent as the catalog had it, and what was made of it. */
type Entry = { torrent: CatalogTorrent; movement: Movement; made: InventoryTorrent }

const idOf = ({ torrent }: Entry) => torrent.id
/** The place of one that is looked for by its id alone. */
const NOWHERE = -1

/** Makes the inventory; nobody is asked before the first `list`. */
export const createInventory = ({
  catalog,
  notebook,
  queue,
  times,
  roots,
  clock,
}: {
  catalog: Pick<Catalog, 'list' | 'peek' | 'changed'>
  notebook: Notebook
  queue: AddQueue
  times: CompletionTimes
  roots: RootFinder
  clock: Clock
}): Inventory => {
  let entries: readonly Entry[] = []
  let entryOf = lookupIn(entries, idOf)
  let waiting = new Map<string, InventoryTorrent>()
  let closing = 0
  /** Whether somebody has asked since the last look. */
  let isAskedFor = false
  let latest: {
    look: CatalogView['torrents']
    stamp: string
    torrents: InventoryTorrent[]
  } | null = null

  const revise = (view: CatalogView) => {
    const at = clock.monotonic()
    const now = clock.now()
    const { areSessionsKnown } = view
    const isNewLook = latest?.look !== view.torrents
    const revised: Entry[] = []
    closing = 0
    for (const [place, torrent] of view.torrents.entries()) {
      const before = entryOf(torrent.id, place)
      const note = notebook.notes.all().get(torrent.id) ?? noNote
      if (before !== undefined && isSettled(before, { torrent, note })) {
        revised.push(before)
        continue
      }
      const movement =
        before && !isNewLook
          ? before.movement
          : seeMovement(movementOf(before, torrent), torrent, { at, now, areSessionsKnown })
      const facts = factsOf(torrent, { note, movement, at })
      const isSame = before && isSameAs(before, torrent, facts)
      const made = isSame ? before.made : { ...torrent, ...facts }
      revised.push({ torrent, movement, made })
      if (mayBeDone(torrent, movement, at)) closing += 1
    }
    entries = revised
    entryOf = lookupIn(entries, idOf)
  }
  /** Nearly all torrents are finished, and of those nothing changes while all that is told stays. */
  const isSettled = (
    { torrent: known, made }: Entry,
    { torrent, note }: { torrent: CatalogTorrent; note: TorrentNote }
  ): boolean =>
    known === torrent &&
    made.note === note &&
    made.tags === torrent.tags &&
    torrent.status === 'completed' &&
    made.completedAt === times.of(torrent) &&
    !queue.all().has(torrent.id)
  const factsOf = (
    torrent: CatalogTorrent,
    { note, movement, at }: { note: TorrentNote; movement: Movement; at: number }
  ): OwnFacts => {
    const hasLost = hasLostSession(torrent, movement, at)
    const isStartOwed = note.isStartOwed && !isOpen(torrent)
    const isWaiting = isStartOwed || (note.isOurs && !note.isHeld && hasLost)
    return {
      name: note.name || torrent.name || torrent.id,
      // Those that it is about to get, where it has only just been taken.
      tags: queue.all().get(torrent.id)?.tags ?? torrent.tags,
      note,
      completedAt: isComplete(torrent) ? times.of(torrent) : null,
      lastActivityAt: Math.max(torrent.updatedAt, movement.lastByteAt ?? 0),
      isStalled: isStalled(torrent, movement, at),
      wait: isWaiting ? 'session' : null,
    }
  }
  const reviseWaiting = () => {
    const revised = new Map<string, InventoryTorrent>()
    for (const queued of queue.all().values()) {
      if (entryOf(queued.torrentId, NOWHERE)) continue
      const note = notebook.notes.all().get(queued.torrentId) ?? noNote
      const made = makeWaiting(queued, { note, isTaken: queue.taking() === queued.torrentId })
      const before = waiting.get(made.id)
      revised.set(made.id, before && isSameTorrent(before, made) ? before : made)
    }
    waiting = revised
  }
  const compose = (view: CatalogView): InventoryTorrent[] => {
    const { torrents: look } = view
    const stamp = `${notebook.notes.revision()} ${queue.revision()}`
    if (latest?.look === look && latest.stamp === stamp) return latest.torrents
    revise(view)
    reviseWaiting()
    const torrents: InventoryTorrent[] = []
    for (const { made } of entries) torrents.push(made)
    torrents.push(...waiting.values())
    torrents.sort(byAge)
    if (latest?.look !== look) roots.seek(torrents.filter(isWithoutRoot).sort(byUrgency))
    latest = { look, stamp, torrents }
    return torrents
  }
  const look = async (): Promise<CatalogView> => {
    const view = await catalog.list()
    if (latest?.look !== view.torrents) await times.learn(view.torrents.filter(isComplete))
    return view
  }
  /** What came while others were waited for: an older look must not be made use of after it. */
  const orNewer = (view: CatalogView): CatalogView => {
    const newest = catalog.peek()
    return newest === null || newest.torrents === view.torrents ? view : newest
  }
  const list = async (): Promise<InventoryView> => {
    const [looked] = await Promise.all([look(), notebook.ready(), queue.ready()])
    const view = orNewer(looked)
    const { takenAt, source, areSessionsKnown, ageMs } = view
    return { torrents: compose(view), takenAt, source, areSessionsKnown, ageMs }
  }

  /** It takes 20 ms for 10,000 torrents, for which nobody has to wait who asks at every look. */
  const prepare = async () => {
    if (!isAskedFor) return
    isAskedFor = false
    await breathe()
    // Where it fails, whoever asks next is told why.
    await list().catch(() => {})
  }
  catalog.changed.listen(() => void prepare())
  const ask = () => {
    isAskedFor = true
    return list()
  }

  return {
    list: ask,
    async find(id) {
      const { source } = await ask()
      const torrent = entryOf(id, NOWHERE)?.made ?? waiting.get(id)
      return torrent ? { torrent, source } : null
    },
    closing: () => closing,
  }
}

/** What was seen of it before; of one that is no longer finished nothing, since it begins anew. */
const movementOf = (before: Entry | undefined, torrent: CatalogTorrent): Movement | undefined => {
  const wasFinished = before !== undefined && before.made.completedAt !== null
  return wasFinished && !isComplete(torrent) ? undefined : before?.movement
}

const isSameAs = ({ torrent, made }: Entry, seen: CatalogTorrent, facts: OwnFacts): boolean =>
  areSameFacts(made, facts) && isSameSighting(torrent, seen)

const makeWaiting = (
  queued: QueuedAdd,
  { note, isTaken }: { note: TorrentNote; isTaken: boolean }
): InventoryTorrent => {
  const addedAt = Math.floor(queued.addedAt / 1000)
  return {
    id: queued.torrentId,
    name: note.name || note.root || queued.torrentId,
    status: 'pending',
    totalBytes: queued.totalBytes,
    doneBytes: 0,
    createdAt: addedAt,
    updatedAt: addedAt,
    tags: queued.tags,
    session: null,
    downloadSpeed: 0,
    note,
    completedAt: null,
    lastActivityAt: addedAt,
    isStalled: false,
    wait: queued.refusal === null ? (isTaken ? 'taking' : 'queue') : 'owner',
  }
}

const byAge = (one: InventoryTorrent, other: InventoryTorrent) =>
  one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1)

/** Before its metadata a torrent lies nowhere. */
const isWithoutRoot = ({ note, wait, totalBytes }: InventoryTorrent) =>
  note.root === null && totalBytes > 0 && wait !== 'queue' && wait !== 'taking' && wait !== 'owner'

/** First what a program waits for: complete, and in a category. */
const byUrgency = (one: InventoryTorrent, other: InventoryTorrent) => urgency(other) - urgency(one)
const urgency = ({ note, completedAt }: InventoryTorrent) =>
  (note.category === '' ? 0 : 2) + (completedAt === null ? 0 : 1)
