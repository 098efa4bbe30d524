import { posix } from 'node:path'
import { type Bencoded, BencodeError, readBencode } from './bencode.ts'
import { type Content, type ContentFile, totalBytes } from './content.ts'

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
  const info = entry(readBencode(bytes), 'info')
  if (info === undefined) return refused('unmarshalling info: EOF')
  if (info.kind !== 'dictionary') {
    return refused(
      `unmarshalling info: can't unmarshal a bencode ${info.kind} into a metainfo.Info`
    )
  }
  const pieces = entry(info, 'pieces')
  const hasTree = entry(info, 'file tree') !== undefined
  if (pieces === undefined && hasTree) return { kind: 'fatal' }
  const content = { files: filesOf(info), pieceLength: integer(entry(info, 'piece length')) }
  const fault = faultOf(content, pieces?.kind === 'string' ? pieces.bytes.length : 0)
  if (fault !== null) return refused(fault)
  const id = new Bun.CryptoHasher('sha1').update(bytes.subarray(info.start, info.end)).digest('hex')
  return { kind: 'accepted', id, content }
}

/** Why the engine would not take this content, in its own words; `null` when it would. */
const faultOf = (content: Content, pieceBytes: number): string | null => {
  const length = totalBytes(content)
  const { files, pieceLength } = content
  if (pieceBytes % PIECE_HASH_BYTES !== 0) return 'bad info: pieces has invalid length'
  if (length > 0 && pieceLength === 0) return 'bad info: zero piece length'
  const wanted = length === 0 ? 0 : Math.ceil(length / pieceLength)
  if (files.some((file) => file.length < 0) || wanted !== pieceBytes / PIECE_HASH_BYTES) {
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
  const name = text(entry(info, 'name'))
  const tree = entry(info, 'file tree')
  if (tree !== undefined) return treeFiles(tree, name)
  const files = entry(info, 'files')
  if (files?.kind !== 'list') return [{ path: name, length: integer(entry(info, 'length')) }]
  return files.items.map((file) => {
    const path = entry(file, 'path')
    const parts = path?.kind === 'list' ? path.items.map(text) : []
    return { path: [name, ...parts].join('/'), length: integer(entry(file, 'length')) }
  })
}

/** In a file tree the empty key marks a file (BEP 52). */
const treeFiles = (tree: Bencoded, folder: string): ContentFile[] => {
  if (tree.kind !== 'dictionary') return []
  return [...tree.entries].flatMap(([name, node]) => {
    const path = `${folder}/${Buffer.from(name, 'latin1').toString('utf8')}`
    const file = entry(node, '')
    return file === undefined
      ? treeFiles(node, path)
      : [{ path, length: integer(entry(file, 'length')) }]
  })
}

const entry = (value: Bencoded, key: string): Bencoded | undefined =>
  value.kind === 'dictionary' ? value.entries.get(key) : undefined

const integer = (value: Bencoded | undefined): number =>
  value?.kind === 'integer' ? value.value : 0

const text = (value: Bencoded | undefined): string =>
  value?.kind === 'string' ? Buffer.from(value.bytes).toString('utf8') : ''

const refused = (reason: string): ReadMetainfo => ({ kind: 'refused', reason })
