import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { createRenewal } from '../../lib/renewal.ts'
import { createSignal, type Signal } from '../../lib/signal.ts'
import { Unavailable } from '../../upstream-error.ts'
import type { CatalogTorrent } from './sightings.ts'
import { type Copy, createSurvey, type Sources } from './survey.ts'

/** All torrents, as they were at one moment. */
export type CatalogView = {
  torrents: readonly CatalogTorrent[]
  /** Unix milliseconds. */
  takenAt: number
  /** Who told: the engine, MongoDB's records in its place, or the last good copy of either. */
  source: 'engine' | 'records' | 'last'
  /** Whether a torrent without a session has none, rather than one that is not known. */
  areSessionsKnown: boolean
  /** How old the numbers were when this view was asked for, in milliseconds. */
  ageMs: number
}

/** One view of all torrents for everybody, renewed when somebody asks. */
export type Catalog = {
  /**
   * All torrents, at most 2 s old, or 10 s while a renewal is under way, or as old as the last
   * good copy while nobody can be read. An empty list means that somebody said there are none.
   *
   * @throws {Unavailable} Nobody can be read, or nobody answers within 4.5 s, and no copy of the
   *   last 24 hours is there.
   */
  list(): Promise<CatalogView>
  /** What was last known, without asking anybody; `null` when nothing is. */
  peek(): CatalogView | null
  /**
   * The torrents were changed: whoever asks from now on gets a look that began after this.
   *
   * @param removed The ids of torrents that are gone: none but such a look can show them again.
   */
  invalidate(change?: { removed: readonly string[] }): void
  /** Announced with every new copy from the engine or from the records. */
  changed: Signal<void>
}

/** A look serves for so long, a failed one too, in milliseconds. */
const FRESH_MS = 2000
/** For so long a look serves those who ask while the next one is under way, in milliseconds. */
const SERVED_MEANWHILE_MS = 10_000
const LAST_COPY_KEPT_MS = 24 * 60 * 60 * 1000
/** Nobody waits longer for a look; engine and records that both hang take twice as long. */
const LONGEST_WAIT_MS = 4500

/** What came of a look, and how many writes it can have seen. */
type Look = {
  at: number
  writes: number
  failure: Unavailable | null
  copy: Copy | null
  source: CatalogView['source']
}

/** Makes the catalog; nobody is asked before the first `list`. */
export const createCatalog = ({
  engine,
  records,
  clock,
  log,
}: Sources & { clock: Clock; log: Log }): Catalog => {
  const changed = createSignal<void>()
  const survey = createSurvey({ engine, records, clock, log })
  let latest: Look | null = null
  let writes = 0
  /** By which write each torrent was removed that a look may still have found. */
  const removals = new Map<string, number>()

  const withoutRemoved = (copy: Copy, seenWrites: number): Copy => {
    const isGone = ({ id }: CatalogTorrent) => (removals.get(id) ?? 0) > seenWrites
    return removals.size === 0
      ? copy
      : { ...copy, torrents: copy.torrents.filter((torrent) => !isGone(torrent)) }
  }
  const forgetRemovals = (seenWrites: number) => {
    for (const [id, write] of removals) if (write <= seenWrites) removals.delete(id)
  }
  const renewal = createRenewal(async (): Promise<Look> => {
    const seenWrites = writes
    const found = await survey()
    const copy = found.copy && withoutRemoved(found.copy, seenWrites)
    if (copy) forgetRemovals(seenWrites)
    const look: Look = {
      at: clock.monotonic(),
      writes: seenWrites,
      failure: found.failure,
      copy: copy ?? latest?.copy ?? null,
      source: copy?.source ?? 'last',
    }
    latest = look
    if (copy) changed.announce()
    return look
  })
  const viewOf = ({ copy, source }: Look): CatalogView | null => {
    const ageMs = copy ? Math.round(clock.monotonic() - copy.at) : Number.POSITIVE_INFINITY
    if (copy === null || ageMs > LAST_COPY_KEPT_MS) return null
    const { torrents, takenAt, areSessionsKnown } = copy
    return { torrents, takenAt, source, areSessionsKnown, ageMs }
  }
  /** The look that is under way, or what was known before where that takes too long. */
  const waitFor = async (renewed: Promise<Look>): Promise<Look> => {
    const answered = new AbortController()
    const late = clock.sleep(LONGEST_WAIT_MS, answered.signal).then(() => null)
    const look = await Promise.race([renewed, late]).finally(() => answered.abort())
    if (look !== null) return look
    if (latest !== null) return { ...latest, source: 'last' }
    throw new Unavailable('the torrents are not known yet: nobody answers', { code: 'timeout' })
  }
  const serve = (look: Look): CatalogView => {
    const view = viewOf(look)
    if (view === null) throw look.failure ?? new Error('a look without copy and without failure')
    return view
  }

  return {
    changed,
    async list() {
      const known = latest?.writes === writes ? latest : null
      const ageMs = known ? clock.monotonic() - known.at : Number.POSITIVE_INFINITY
      if (known && ageMs <= FRESH_MS) return serve(known)
      const renewed = renewal.run()
      if (known && ageMs <= SERVED_MEANWHILE_MS && viewOf(known)) return serve(known)
      return serve(await waitFor(renewed))
    },
    peek: () => latest && viewOf(latest),
    invalidate({ removed } = { removed: [] }) {
      writes += 1
      renewal.outdate()
      if (removed.length === 0) return
      for (const id of removed) removals.set(id, writes)
      if (latest?.copy) latest = { ...latest, copy: withoutRemoved(latest.copy, latest.writes) }
    },
  }
}
