import type { Row } from './row.ts'

/**
 * Rows as a JSON list, row by row: of 10,000 it would be a text of 13 MB. None of it is kept
 * either: with one wide character in it, a text takes twice the room.
 */
export const writeList = function* (rows: readonly Row[]): Iterable<string> {
  yield '['
  yield* writeEach(rows, (row) => JSON.stringify(row))
  yield ']'
}

/** A row as JSON without its hash, for where the hash stands before it. */
export const writeWithoutHash = (row: Row): string => JSON.stringify({ ...row, hash: undefined })

/** Items one by one as they are written, with commas before all but the first. */
export const writeEach = function* <T>(
  items: readonly T[],
  write: (item: T) => string
): Iterable<string> {
  let comma = ''
  for (const item of items) {
    yield comma + write(item)
    comma = ','
  }
}
