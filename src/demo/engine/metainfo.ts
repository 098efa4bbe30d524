import { posix } from 'node:path'
import {
  type Bencoded,
  BencodeError,
  bytesOf,
  entriesOf,
  entryOf,
  integerOf,
  itemsOf,
  scanBencode,
} from '../../lib/bencode.ts'
import { type Content, type ContentFile, totalBytes } from './content.ts'
import { endsTheProcess } from './deadly-metainfo.ts'

/** What the engine makes of a .torrent file; as with a magnet, `fatal` ends its process. */
export type ReadMetainfo =
  | { kind: 'accepted'; id: string; content: Content }
  | { kind: 'refused'; reason: string }
  | { kind: 'fatal' }

/** Where T◎RRX's compose file lets the engine keep its data. */
export const DATA_DIR = '/data'

/** Version 1 piece hashes are SHA-1. */
const PIECE_HASH_BYTES = 20

/**
 * Reads a .torrent file of version 1 or a hybrid one (BEP 3, BEP 52). Its id is the SHA-1 of the
 * `info` dictionary's bytes as they stand in the file.
 */
export const readMetainfo = (bytes: Uint8Array): ReadMetainfo => {
  try {
    return readRoot(bytes)
  } catch (error) {
    if (error instanceof BencodeError) return refused(error.message)
    throw error
  }
}

const readRoot = (bytes: Uint8Array): ReadMetainfo => {
  const root = scanBencode(bytes)
  const info = entryOf(root, 'info')
  if (info === undefined) return refused('unmarshalling info: EOF')
  if (info.kind !== 'dictionary') {
    return refused(
      `unmarshalling info: can't unmarshal a bencode ${info.kind} into a metainfo.Info`
    )
  }
  const content = { files: filesOf(info), pieceLength: integer(entryOf(info, 'piece length')) }
  if (endsTheProcess(root)) return { kind: 'fatal' }
  const pieceBytes = bytesOf(entryOf(info, 'pieces'))?.length ?? 0
  const fault = faultOf(content, { pieceBytes, isHybrid: entryOf(info, 'file tree') !== undefined })
  if (fault !== null) return refused(fault)
  const id = new Bun.CryptoHasher('sha1').update(bytes.subarray(info.start, info.end)).digest('hex')
  return { kind: 'accepted', id, content }
}

/** Why the engine would not take this content, in its own words; `null` when it would. */
const faultOf = (
  content: Content,
  { pieceBytes, isHybrid }: { pieceBytes: number; isHybrid: boolean }
): string | null => {
  const length = totalBytes(content)
  const { files, pieceLength } = content
  if (pieceBytes % PIECE_HASH_BYTES !== 0) return 'bad info: pieces has invalid length'
  if (length > 0 && pieceLength === 0) return 'bad info: zero piece length'
  const wanted = length === 0 ? 0 : Math.ceil(length / pieceLength)
  const isAtOdds = !isHybrid && wanted !== pieceBytes / PIECE_HASH_BYTES
  if (files.some((file) => file.length < 0) || isAtOdds) {
    return 'bad info: piece count and file lengths are at odds'
  }
  if (files.some((file) => file.path === '')) {
    return `error opening torrent storage: creating zero length file: open ${DATA_DIR}: is a directory`
  }
  const resolved = files.map((file) => posix.resolve(DATA_DIR, file.path))
  const escaping = resolved.findIndex((path) => !path.startsWith(`${DATA_DIR}/`))
  if (escaping < 0) return null
  return `error opening torrent storage: file ${escaping}: path "${resolved[escaping]}" is not sub path of "${DATA_DIR}"`
}

/** A hybrid is laid out by its tree, so even its single file lies in a folder of its name. */
const filesOf = (info: Bencoded): ContentFile[] => {
  const name = text(entryOf(info, 'name.utf-8')) || text(entryOf(info, 'name'))
  const tree = entryOf(info, 'file tree')
  if (tree !== undefined) return treeFiles(tree, name)
  const files = entryOf(info, 'files')
  if (files?.kind !== 'list') return [{ path: name, length: integer(entryOf(info, 'length')) }]
  return [...itemsOf(files)].map((file) => ({
    path: [name, ...pathOf(file)].join('/'),
    length: integer(entryOf(file, 'length')),
  }))
}

/** The engine prefers the keys with `.utf-8`, which no BEP knows, wherever they say something. */
const pathOf = (file: Bencoded): string[] => {
  const path = [...itemsOf(entryOf(file, 'path.utf-8'))]
  return (path.length > 0 ? path : [...itemsOf(entryOf(file, 'path'))]).map(text)
}

/** In a file tree the empty key marks a file (BEP 52). */
const treeFiles = (tree: Bencoded, folder: string): ContentFile[] =>
  [...entriesOf(tree)].flatMap(([name, node]) => {
    const path = `${folder}/${name.toString('utf8')}`
    const file = entryOf(node, '')
    return file === undefined
      ? treeFiles(node, path)
      : [{ path, length: integer(entryOf(file, 'length')) }]
  })

const integer = (value: Bencoded | undefined): number => integerOf(value) ?? 0

const text = (value: Bencoded | undefined): string => bytesOf(value)?.toString('utf8') ?? ''

const refused = (reason: string): ReadMetainfo => ({ kind: 'refused', reason })
