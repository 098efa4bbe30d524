import { lookupIn } from '../lib/lookup.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'
import { coarseSpan } from './coarse-time.ts'
import { type Row, type RowContext, toRow } from './row.ts'

/** Rows that are kept for as long as they are true: of 10,000 torrents a few change at a time. */
export type Rows = {
  /**
   * A row for each torrent, in their order. What is unchanged is the same object as before, the
   * whole list too; none of it is ever changed.
   */
  of(torrents: readonly InventoryTorrent[], context: RowContext): readonly Row[]
}

/** From when to when something holds, in Unix seconds; the end is not in it. */
type Span = { from: number; until: number }

/** What was made of a torrent, and for how long it holds. */
type Kept = Span & { torrent: InventoryTorrent; row: Row }

/** Makes a keeper of no rows. */
export const createRows = (): Rows => {
  let kept: readonly Kept[] = []
  let shown: { torrents: readonly InventoryTorrent[]; context: RowContext; span: Span } | null =
    null
  let latest: readonly Row[] = []

  return {
    of(torrents, context) {
      const { now } = context
      const isAlike = shown !== null && isShownAlike(shown.context, context)
      if (shown?.torrents === torrents && isAlike && isWithin(shown.span, now)) return latest
      const known = lookupIn(isAlike ? kept : [], idOf)
      kept = torrents.map((torrent, place) => {
        const entry = known(torrent.id, place)
        return entry?.torrent === torrent && isWithin(entry, now) ? entry : make(torrent, context)
      })
      shown = { torrents, context, span: overlapOf(kept) }
      const isSame =
        kept.length === latest.length && kept.every(({ row }, place) => row === latest[place])
      if (!isSame) latest = kept.map(({ row }) => row)
      return latest
    },
  }
}

const make = (torrent: InventoryTorrent, context: RowContext): Kept => {
  const row = toRow(torrent, context)
  return { torrent, row, ...spanOf(torrent, context.now) }
}

const idOf = ({ torrent }: Kept): string => torrent.id

const isWithin = ({ from, until }: Span, now: number): boolean => now >= from && now < until

/** When all of them hold. */
const overlapOf = (spans: readonly Span[]): Span => {
  const overlap = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
  for (const { from, until } of spans) {
    overlap.from = Math.max(overlap.from, from)
    overlap.until = Math.min(overlap.until, until)
  }
  return overlap
}

/** The times of day aside: those have a span of their own. */
const isShownAlike = (one: RowContext, other: RowContext): boolean =>
  one.finished === other.finished &&
  one.dataDir === other.dataDir &&
  one.pathMap.length === other.pathMap.length &&
  one.pathMap.every(
    ({ from, to }, index) => from === other.pathMap[index]?.from && to === other.pathMap[index]?.to
  )

const spanOf = ({ createdAt, completedAt }: InventoryTorrent, now: number): Span => {
  const age = coarseSpan(Math.floor(createdAt), now)
  if (completedAt === null) return age
  const seeding = coarseSpan(Math.floor(completedAt), now)
  return { from: Math.max(age.from, seeding.from), until: Math.min(age.until, seeding.until) }
}
