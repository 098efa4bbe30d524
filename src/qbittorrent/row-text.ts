import type { Row } from './row.ts'

/** So many items make a piece: of rows some 150 kB. */
const PIECE = 128

/**
 * Rows as a JSON list, in pieces: of 10,000 it would be a text of 13 MB. No text is kept either:
 * those of 10,000 rows would cost 28 MB, and save a third of the time.
 */
export const writeList = function* (rows: readonly Row[]): Iterable<string> {
  yield '['
  yield* inPieces(rows, (piece) => JSON.stringify(piece).slice(1, -1))
  yield ']'
}

/** A row as JSON without its hash, for where the hash stands before it. */
export const writeWithoutHash = (row: Row): string => {
  const text = JSON.stringify(row)
  // Inside a value the quotes would be escaped, so this is found nowhere else.
  const hash = `"hash":"${row.hash}",`
  const at = text.indexOf(hash)
  return text.slice(0, at) + text.slice(at + hash.length)
}

/** Items as they are written, with commas between the pieces. */
export const inPieces = function* <T>(
  items: readonly T[],
  write: (piece: readonly T[]) => string
): Iterable<string> {
  for (let start = 0; start < items.length; start += PIECE) {
    if (start > 0) yield ','
    yield write(items.slice(start, start + PIECE))
  }
}
