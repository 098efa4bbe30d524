import type { Pieces } from '../torrents/engine/engine-details.ts'

/** qBittorrent's numbers for a piece that is there, and for one that is not. */
const HAVE = 2
const MISSING = 0

/** The answer to `torrents/pieceStates`: a number for each piece, none where they are not known. */
export const toPieceStates = (pieces: Pieces | null): number[] =>
  pieces === null ? [] : Array.from(bits(pieces), (isSet) => (isSet ? HAVE : MISSING))

/** How many pieces are there. */
export const piecesHave = (pieces: Pieces): number => {
  let have = 0
  for (const isSet of bits(pieces)) if (isSet) have += 1
  return have
}

/** The smallest piece that torrents are made with. */
const SMALLEST_PIECE = 16 * 1024

/**
 * How long the pieces are: the engine does not say, but it is a power of two in nearly every
 * torrent, and only one of them cuts a size into so many. -1 where none does.
 */
export const pieceSizeOf = (totalBytes: number, count: number): number => {
  let size = SMALLEST_PIECE
  while (Math.ceil(totalBytes / size) > Math.max(count, 1)) size *= 2
  return Math.ceil(totalBytes / size) === count ? size : -1
}

const bits = function* ({ count, bitfield }: Pieces): Iterable<boolean> {
  const bytes = Buffer.from(bitfield, 'base64')
  for (let piece = 0; piece < count; piece += 1) {
    yield ((bytes[piece >> 3] ?? 0) & (128 >> (piece & 7))) !== 0
  }
}
