import type { InventoryTorrent } from '../torrents/inventory-torrent.ts'
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

/** What was made of a torrent, and from when to when it holds, in Unix seconds. */
type Kept = { row: Row; from: number; until: number }

/** Makes a keeper of no rows. */
export const createRows = (): Rows => {
  let kept = new WeakMap<InventoryTorrent, Kept>()
  let shownAs: RowContext | null = null
  let latest: readonly Row[] = []

  return {
    of(torrents, context) {
      if (shownAs === null || !isShownAlike(shownAs, context)) kept = new WeakMap()
      shownAs = context
      const { now } = context
      const rows: Row[] = []
      let isSame = torrents.length === latest.length
      for (const torrent of torrents) {
        let entry = kept.get(torrent)
        if (entry === undefined || now < entry.from || now >= entry.until) {
          entry = { row: toRow(torrent, context), ...spanOf(torrent, now) }
          kept.set(torrent, entry)
        }
        isSame &&= entry.row === latest[rows.length]
        rows.push(entry.row)
      }
      if (!isSame) latest = rows
      return latest
    },
  }
}

/** The times of day aside: those have a span of their own. */
const isShownAlike = (one: RowContext, other: RowContext): boolean =>
  one.finished === other.finished &&
  one.dataDir === other.dataDir &&
  one.pathMap.length === other.pathMap.length &&
  one.pathMap.every(
    ({ from, to }, index) => from === other.pathMap[index]?.from && to === other.pathMap[index]?.to
  )

const spanOf = ({ createdAt, completedAt }: InventoryTorrent, now: number) => {
  const age = coarseSpan(Math.floor(createdAt), now)
  if (completedAt === null) return age
  const seeding = coarseSpan(Math.floor(completedAt), now)
  return { from: Math.max(age.from, seeding.from), until: Math.min(age.until, seeding.until) }
}
