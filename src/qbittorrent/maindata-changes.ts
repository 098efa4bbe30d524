import type { MainContent } from './maindata-full.ts'
import type { Row } from './row.ts'
import type { TrackerIndex } from './tracker-index.ts'

/**
 * What has changed, as JSON: of torrents, categories and the server the fields that have, of
 * trackers their whole lists. What is empty is left out.
 */
export const writeChanges = (
  { before, after }: { before: MainContent; after: MainContent },
  rid: number
): string => {
  const rows = changedRows(before.rows, after.rows)
  const categories = changedCategories(before.categories, after.categories)
  const trackers = changedTrackers(before.trackers, after.trackers)
  const serverState = new Map(Object.entries(changedFields(before.serverState, after.serverState)))
  return JSON.stringify({
    categories: asObject(categories.changed),
    categories_removed: asList(categories.removed),
    rid,
    server_state: asObject(serverState),
    tags: asList(missing(after.tags, before.tags)),
    tags_removed: asList(missing(before.tags, after.tags)),
    torrents: asObject(rows.changed),
    torrents_removed: asList(rows.removed),
    trackers: asObject(trackers.changed),
    trackers_removed: asList(trackers.removed),
  })
}

/** By their names what is new or different, and the names of what is gone. */
type Changes = { changed: ReadonlyMap<string, unknown>; removed: readonly string[] }

/** Nearly all rows are the same objects at the same places, which costs no look into them. */
const changedRows = (before: readonly Row[], after: readonly Row[]): Changes => {
  const changed = new Map<string, unknown>()
  let known: ReadonlyMap<string, Row> | null = null
  after.forEach((row, place) => {
    let old = before[place]
    if (old === row) return
    if (old?.hash !== row.hash) {
      known ??= new Map(before.map((each) => [each.hash, each]))
      old = known.get(row.hash)
    }
    const { hash: _, ...fields } = changedFields(old, row)
    if (Object.keys(fields).length > 0) changed.set(row.hash, fields)
  })
  const areAllThere = known === null && before.length === after.length
  return { changed, removed: areAllThere ? [] : missing(hashes(before), hashes(after)) }
}

const changedCategories = (
  before: MainContent['categories'],
  after: MainContent['categories']
): Changes => {
  const known = new Map(Object.entries(before))
  const entries = Object.entries(after).map(
    ([name, category]) => [name, changedFields(known.get(name), category)] as const
  )
  return {
    changed: new Map(entries.filter(([, fields]) => Object.keys(fields).length > 0)),
    removed: missing(Object.keys(before), Object.keys(after)),
  }
}

const changedTrackers = (before: TrackerIndex, after: TrackerIndex): Changes => {
  if (before === after) return { changed: new Map(), removed: [] }
  const entries = [...after].filter(([url, torrents]) => !isSameList(before.get(url), torrents))
  return { changed: new Map(entries), removed: missing([...before.keys()], [...after.keys()]) }
}

/** The fields that are not as before; all of them of what is new. */
const changedFields = <T extends object>(before: T | undefined, after: T): Partial<T> => {
  const changed: Partial<T> = {}
  for (const field in after) {
    if (before?.[field] !== after[field]) changed[field] = after[field]
  }
  return changed
}

/** What the one list has and the other has not. */
const missing = (list: readonly string[], other: readonly string[]): string[] => {
  const there = new Set(other)
  return list.filter((item) => !there.has(item))
}

const hashes = (rows: readonly Row[]): string[] => rows.map(({ hash }) => hash)

const isSameList = (one: readonly string[] | undefined, other: readonly string[]): boolean =>
  one?.length === other.length && one.every((item, place) => item === other[place])

/** `undefined` is left out of JSON. */
const asObject = (entries: ReadonlyMap<string, unknown>) =>
  entries.size > 0 ? Object.fromEntries(entries) : undefined

const asList = (items: readonly string[]) => (items.length > 0 ? items : undefined)
