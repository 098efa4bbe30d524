import { type Bencoded, bytesOf, entryOf, integerOf } from '../../lib/bencode.ts'
import { hasKnownKinds } from './torrent-kinds.ts'
import {
  type ContentFile,
  hasTree,
  type LayoutFault,
  layoutOf,
  rootNameOf,
  v1LengthOf,
} from './torrent-layout.ts'

/** What a torrent holds, as the engine will lay it out. */
export type Content = {
  /** The first element of all paths, below the engine's data folder. */
  root: string
  /** Whether `root` is a file, not a folder. */
  isSingleFile: boolean
  totalBytes: number
  fileCount: number
  /** The files in the engine's order, read anew with each call. */
  files(): Iterable<ContentFile>
  pieceLength: number
}

export type ContentFault = LayoutFault | 'not-a-torrent' | 'no-v1-hash' | 'empty' | 'too-large'

/** Version 1 piece hashes are SHA-1. */
const PIECE_HASH_BYTES = 20
/** Pieces of version 2 have such blocks, as many as a power of two (BEP 52). */
const V2_BLOCK_BYTES = 16 * 1024

/** The engine counts a piece's bytes, and all blocks of 16 KiB, in 32 bits: no more than a half. */
const MOST_PIECE_BYTES = 2 ** 30
const MOST_BYTES = 2 ** 45
/**
 * The engine looks through the files for each piece while everything else waits. So many times take
 * it 4 s; after 10 s it lets go of what it was adding.
 */
const MOST_FILES_TIMES_PIECES = 1e9

/**
 * What the info dictionary says of the content, or why it cannot be so. The engine checks little of
 * a hybrid: one whose two halves disagree ends its process, with the first piece at the latest.
 */
export const contentOf = (info: Bencoded): Content | ContentFault => {
  const isHybrid = hasTree(info)
  const version = integerOf(entryOf(info, 'meta version')) ?? 1
  if (version !== (isHybrid ? 2 : 1) || !hasKnownKinds(info)) return 'not-a-torrent'
  const hashes = bytesOf(entryOf(info, 'pieces'))
  if (hashes === undefined) return 'no-v1-hash'
  const root = rootNameOf(info)
  if (root === null) return 'unsafe-path'
  const pieceLength = integerOf(entryOf(info, 'piece length')) ?? 0
  if (pieceLength <= 0 || (isHybrid && !isV2PieceLength(pieceLength))) return 'inconsistent'
  const size = measure(layoutOf(info, root), isHybrid ? pieceLength : 1)
  if (typeof size === 'string') return size
  const pieces = hashes.length / PIECE_HASH_BYTES
  const fault = faultOf({ ...size, pieceLength, pieces, v1Length: v1LengthOf(info) })
  if (fault !== null) return fault
  const { totalBytes, fileCount } = size
  return {
    root,
    isSingleFile: !isHybrid && entryOf(info, 'files') === undefined,
    totalBytes,
    fileCount,
    files: () => soundFiles(layoutOf(info, root)),
    pieceLength,
  }
}

type Size = {
  totalBytes: number
  fileCount: number
  /** Where the last file ends, when each begins at a multiple of the alignment. */
  end: number
}

const measure = (
  files: Iterable<ContentFile | LayoutFault>,
  alignment: number
): Size | LayoutFault => {
  const size = { totalBytes: 0, fileCount: 0, end: 0 }
  for (const file of files) {
    if (typeof file === 'string') return file
    size.fileCount += 1
    size.totalBytes += file.length
    if (file.length > 0) size.end = Math.ceil(size.end / alignment) * alignment + file.length
  }
  return size
}

const faultOf = ({
  fileCount,
  end,
  pieceLength,
  pieces,
  v1Length,
}: Size & { pieceLength: number; pieces: number; v1Length: number }): ContentFault | null => {
  if (end === 0) return 'empty'
  if (pieceLength > MOST_PIECE_BYTES || end > MOST_BYTES) return 'too-large'
  const isCovered = [end, v1Length].every((length) => Math.ceil(length / pieceLength) === pieces)
  if (!isCovered || v1Length < end) return 'inconsistent'
  return fileCount * pieces > MOST_FILES_TIMES_PIECES ? 'too-large' : null
}

const isV2PieceLength = (length: number): boolean =>
  length >= V2_BLOCK_BYTES && Number.isInteger(Math.log2(length))

function* soundFiles(files: Iterable<ContentFile | LayoutFault>): Generator<ContentFile> {
  for (const file of files) if (typeof file !== 'string') yield file
}
