import { flag, type Parameters, wholeNumber } from './parameter-values.ts'
import type { Row } from './row.ts'
import { stateFilter } from './state-filter.ts'

/** The rows that were asked for, or why there are none. */
export type Selection = { rows: readonly Row[] } | { refusal: string }

/**
 * Picks and sorts rows by the parameters of `torrents/info`
 * (qBittorrent 4.6.0, src/webui/api/torrentscontroller.cpp). What makes no sense counts as not
 * said, but for a field to sort by that no row has. Equal rows keep their order, so that pages of a
 * sorted list neither repeat nor lose any.
 */
export const selectRows = (rows: readonly Row[], parameters: Parameters): Selection => {
  const picked = pick(rows, parameters)
  const [first] = picked
  const field = parameters.get('sort') ?? ''
  if (first === undefined || field === '') return { rows: page(picked, parameters) }
  if (!isField(first, field)) return { refusal: "'sort' parameter is invalid" }
  const sorted = picked.toSorted(byField(field, flag(parameters, 'reverse') ?? false))
  return { rows: page(sorted, parameters) }
}

/** No `category` means any, an empty one none; so with `tag`. */
const pick = (rows: readonly Row[], parameters: Parameters): readonly Row[] => {
  const word = parameters.get('filter')
  const isWanted = stateFilter(word)
  const category = parameters.get('category')
  const tag = parameters.get('tag')
  const hashes = hashesOf(parameters.get('hashes') ?? '')
  if (!word && category === undefined && tag === undefined && hashes === null) return rows
  return rows.filter(
    (row) =>
      (category === undefined || row.category === category) &&
      (hashes === null || hashes.has(row.hash)) &&
      isWanted(row.state) &&
      (tag === undefined || hasTag(row, tag))
  )
}

/** `null` for all. The word `all` has no meaning here, unlike in every other call. */
const hashesOf = (list: string): ReadonlySet<string> | null => {
  const hashes = list.split('|').filter((hash) => hash !== '')
  return hashes.length === 0 ? null : new Set(hashes.map((hash) => hash.trim().toLowerCase()))
}

const hasTag = ({ tags }: Row, tag: string): boolean =>
  tag === '' ? tags === '' : tags.split(', ').includes(tag)

const isField = (row: Row, word: string): word is keyof Row => Object.hasOwn(row, word)

/** Numbers by size, texts by their code units, `false` before `true`. */
const byField = (field: keyof Row, isReverse: boolean) => (one: Row, other: Row) => {
  const [left, right] = isReverse ? [other[field], one[field]] : [one[field], other[field]]
  return left < right ? -1 : left > right ? 1 : 0
}

/** A negative offset counts from the end; one that leads outside, and no positive limit, is none. */
const page = (rows: readonly Row[], parameters: Parameters): readonly Row[] => {
  const limit = wholeNumber(parameters, 'limit') ?? 0
  const offset = wholeNumber(parameters, 'offset') ?? 0
  const start = offset < 0 ? rows.length + offset : offset
  const from = start < 0 || start >= rows.length ? 0 : start
  if (from === 0 && limit <= 0) return rows
  return rows.slice(from, limit > 0 ? from + limit : undefined)
}
