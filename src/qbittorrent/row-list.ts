import type { Row } from './row.ts'

/** So many rows make a piece, some 300 kB. */
const PIECE = 256

/** Some rows as a part of a list, and where each of them ends in it. */
type Piece = {
  rows: readonly Row[]
  isLast: boolean
  bytes: Uint8Array<ArrayBuffer>
  ends: readonly number[]
}

/**
 * Makes what writes all rows as a JSON list, in pieces. Each piece is kept, and as long as its rows
 * are the same it is not written again: whoever asks for all torrents gets the bytes that the last
 * one got. Of 10,000 torrents they are 12 MB.
 */
export const createRowList = (): ((rows: readonly Row[]) => Iterable<Uint8Array<ArrayBuffer>>) => {
  const pieces: Piece[] = []
  return function* (rows) {
    const count = Math.max(Math.ceil(rows.length / PIECE), 1)
    pieces.length = Math.min(pieces.length, count)
    for (let index = 0; index < count; index += 1) {
      const own = rows.slice(index * PIECE, (index + 1) * PIECE)
      const isLast = index === count - 1
      const known = pieces[index]
      const isSame = known?.isLast === isLast && isSameList(known.rows, own)
      const piece = isSame ? known : write(own, { known, isFirst: index === 0, isLast })
      pieces[index] = piece
      yield piece.bytes
    }
  }
}

/** Only what is not in the piece of before is made anew. */
const write = (
  rows: readonly Row[],
  { known, isFirst, isLast }: { known: Piece | undefined; isFirst: boolean; isLast: boolean }
): Piece => {
  const parts: Uint8Array[] = []
  const ends: number[] = []
  let end = 0
  const add = (part: Uint8Array) => {
    parts.push(part)
    end += part.byteLength
    ends.push(end)
  }
  rows.forEach((row, place) => {
    const isKnown = known?.rows[place] === row
    add(
      isKnown
        ? partOf(known, place)
        : encode((isFirst && place === 0 ? '[' : ',') + JSON.stringify(row))
    )
  })
  if (rows.length === 0) parts.push(encode('['))
  if (isLast) parts.push(encode(']'))
  return { rows, isLast, bytes: Buffer.concat(parts), ends }
}

const partOf = ({ bytes, ends }: Piece, place: number): Uint8Array =>
  bytes.subarray(ends[place - 1] ?? 0, ends[place])

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const isSameList = (one: readonly Row[], other: readonly Row[]): boolean =>
  one.length === other.length && one.every((row, place) => row === other[place])
