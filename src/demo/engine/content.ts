/** A file of a torrent. `path` is relative to the data folder, with `/`. */
export type ContentFile = { path: string; length: number }

/** What a torrent's metadata tells: its files, in order, and how they are cut into pieces. */
export type Content = { files: ContentFile[]; pieceLength: number }

/** Which pieces a file lies in: `start` inclusive, `end` exclusive. */
export type PieceSpan = { start: number; end: number }

const SMALLEST_PIECE = 64 * 1024
/** Keeps the piece map, which every state answer carries, at a few hundred bytes. */
const MOST_PIECES = 1500

/** Content with a piece length as a torrent of this size would have it. */
export const createContent = (files: ContentFile[]): Content => {
  const total = files.reduce((sum, file) => sum + file.length, 0)
  let pieceLength = SMALLEST_PIECE
  while (total / pieceLength > MOST_PIECES) pieceLength *= 2
  return { files, pieceLength }
}

/** All bytes of the content. */
export const totalBytes = ({ files }: Pick<Content, 'files'>): number =>
  files.reduce((sum, file) => sum + file.length, 0)

/** The name that the engine gives a torrent without one: the first part of its first path. */
export const nameOf = ({ files }: Pick<Content, 'files'>): string =>
  files[0]?.path.split(/[/\\]/).find((part) => part !== '') ?? ''

/** The pieces of each file; an empty file lies in none. */
export const pieceSpans = ({ files, pieceLength }: Content): PieceSpan[] => {
  let offset = 0
  return files.map(({ length }) => {
    const start = Math.floor(offset / pieceLength)
    offset += length
    return { start, end: length === 0 ? start : Math.ceil(offset / pieceLength) }
  })
}

/**
 * Which pieces are whole, when each file has its first `done` bytes.
 *
 * @param done Bytes per file, in the order of the files.
 */
export const wholePieces = (content: Content, done: readonly number[]): boolean[] => {
  const { files, pieceLength } = content
  const pieces = Array<boolean>(Math.ceil(totalBytes(content) / pieceLength)).fill(true)
  const spans = pieceSpans(content)
  let offset = 0
  files.forEach((file, index) => {
    const has = done[index] ?? 0
    const missingFrom = Math.floor((offset + has) / pieceLength)
    if (has < file.length) pieces.fill(false, missingFrom, spans[index]?.end)
    offset += file.length
  })
  return pieces
}

/** The pieces as a bit field, first piece in the highest bit, in base64. */
export const bitfield = (pieces: readonly boolean[]): string => {
  const bytes = new Uint8Array(Math.ceil(pieces.length / 8))
  pieces.forEach((isWhole, index) => {
    const byte = index >> 3
    if (isWhole) bytes[byte] = (bytes[byte] ?? 0) | (0x80 >> (index & 7))
  })
  return Buffer.from(bytes).toString('base64')
}
