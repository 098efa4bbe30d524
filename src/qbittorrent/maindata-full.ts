import type { Row } from './row.ts'
import { writeEach, writeWithoutHash } from './row-text.ts'
import type { TrackerIndex } from './tracker-index.ts'
import type { ServerState } from './transfer.ts'

/** What `sync/maindata` tells of. None of it is ever changed. */
export type MainContent = {
  rows: readonly Row[]
  /** In qBittorrent's words, by their names. */
  categories: Readonly<Record<string, CategoryWords>>
  tags: readonly string[]
  trackers: TrackerIndex
  serverState: ServerState
}

export type CategoryWords = { name: string; savePath: string }

/** All of it as JSON, in pieces. What is empty is left out. */
export const writeEverything = function* (
  { rows, categories, tags, trackers, serverState }: MainContent,
  rid: number
): Iterable<string> {
  const head = JSON.stringify({
    categories: Object.keys(categories).length > 0 ? categories : undefined,
    full_update: true,
    rid,
    server_state: serverState,
    tags: tags.length > 0 ? tags : undefined,
  })
  yield head.slice(0, -1)
  yield* writeObject('torrents', rows, (row) => `"${row.hash}":${writeWithoutHash(row)}`)
  yield* writeObject(
    'trackers',
    [...trackers],
    ([url, hashes]) => `${JSON.stringify(url)}:${JSON.stringify(hashes)}`
  )
  yield '}'
}

const writeObject = function* <T>(
  name: string,
  entries: readonly T[],
  write: (entry: T) => string
): Iterable<string> {
  if (entries.length === 0) return
  yield `,"${name}":{`
  yield* writeEach(entries, write)
  yield '}'
}
