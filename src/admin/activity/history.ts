import type { Completion, MediaServerKind } from '../../domain.ts'
import { withTimeLimit } from '../../lib/time-limit.ts'
import type { RefreshState } from '../../refresh/state.ts'
import type { InventoryTorrent } from '../../torrents/inventory/inventory-torrent.ts'
import type { Moment } from '../moment.ts'
import { sizeWords } from '../size-words.ts'
import type { Entry } from './day.tsx'
import type { History } from './log.tsx'
import { outcomesOf } from './outcome-news.ts'
import { isTooLong, type Place, readPlace, type View } from './view.ts'

/** So many completions are a page. */
const PAGE_LENGTH = 50
/** And so many are renewed at most in a list that stands open. */
const MOST_RENEWED = 500
/** The page does not wait longer for a store or an engine that is away, in milliseconds. */
const WAIT_MS = 1000

export type HistoryDeps = {
  completions: {
    recent(which: { limit: number; before?: Place; name?: string }): Promise<Completion[]>
    count(which: { name?: string }): Promise<number>
  }
  /** What is known of a torrent that is still there; `null` where it is not. */
  findTorrent: (id: string) => Promise<Pick<InventoryTorrent, 'totalBytes' | 'note'> | null>
  refresh: (kind: MediaServerKind) => RefreshState
}

/** Reads the part of the history that somebody looks at. @returns `null` while the store is away. */
export const readHistory = async (
  deps: HistoryDeps,
  { view, moment }: { view: View; moment: Moment }
): Promise<History> => {
  if (isTooLong(view)) return { entries: [], total: 0, hasOlder: false, isCut: false }
  try {
    return await withTimeLimit(read(deps, { view, moment }), {
      limitMs: WAIT_MS,
      late: () => new Error('the store is away'),
    })
  } catch {
    return null
  }
}

const read = async (
  { completions, findTorrent, refresh }: HistoryDeps,
  { view, moment }: { view: View; moment: Moment }
): Promise<History> => {
  const { limit, isShown } = reach(view)
  const named = view.name === '' ? {} : { name: view.name }
  const before = readPlace(view.before)
  const [found, total] = await Promise.all([
    // One more tells whether there are older ones.
    completions.recent({ limit: limit + 1, ...named, ...(before ? { before } : {}) }),
    completions.count(named),
  ])
  const shown = found.slice(0, limit).filter(isShown)
  const states = { jellyfin: refresh('jellyfin'), emby: refresh('emby') }
  const facts = await factsOf(shown, findTorrent)
  const entries = shown.map((completion, index): Entry => {
    const { id, seenAt, torrentName, torrentId } = completion
    return {
      id,
      seenAt,
      name: torrentName.trim() || torrentId,
      facts: facts[index] ?? [],
      outcomes: outcomesOf(completion, { refresh: states, moment }),
    }
  })
  const isCut = view.from !== '' && found.slice(limit).some(isShown)
  return { entries, total, hasOlder: found.length > entries.length, isCut }
}

/** How far down a view goes. */
const reach = (view: View): { limit: number; isShown: (one: Place) => boolean } => {
  const from = readPlace(view.from)
  if (from === null) return { limit: PAGE_LENGTH, isShown: () => true }
  const isShown = ({ seenAt, id }: Place) =>
    seenAt > from.seenAt || (seenAt === from.seenAt && id >= from.id)
  return { limit: MOST_RENEWED, isShown }
}

/** Size and category, as far as the torrent is still there and somebody tells of it in time. */
const factsOf = async (
  completions: readonly Completion[],
  findTorrent: HistoryDeps['findTorrent']
): Promise<string[][]> => {
  const looks = completions.map(async ({ torrentId }) => {
    const torrent = await findTorrent(torrentId)
    if (torrent === null) return []
    const { totalBytes, note } = torrent
    return [
      ...(totalBytes > 0 ? [sizeWords(totalBytes)] : []),
      ...(note.category ? [note.category] : []),
    ]
  })
  return await withTimeLimit(Promise.all(looks), {
    limitMs: WAIT_MS / 2,
    late: () => new Error('the torrents are not told'),
  }).catch(() => [])
}
