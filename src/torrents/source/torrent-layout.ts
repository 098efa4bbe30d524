import { isUtf8 } from 'node:buffer'
import {
  type Bencoded,
  bytesOf,
  entriesOf,
  entryOf,
  integerOf,
  itemsOf,
} from '../../lib/bencode.ts'

/** A file of a torrent. Its path is below the engine's data folder, with `/`. */
export type ContentFile = { path: string; length: number }

/** Why a file cannot be laid out: its place, or its numbers. */
export type LayoutFault = 'unsafe-path' | 'inconsistent'

/** Linux takes names of 255 bytes, and the engine appends `.part` while it downloads. */
const MOST_NAME_BYTES = 250
/** Linux takes paths of 4,096 bytes, the data folder and `.part` included. */
const MOST_PATH_BYTES = 3800

const V2_HASH_BYTES = 32
const EMPTY_LIST_BYTES = 2

/** Whether an info dictionary is of both versions (BEP 52), or of version 2 alone. */
export const hasTree = (info: Bencoded): boolean => entryOf(info, 'file tree') !== undefined

/**
 * The name of a torrent's folder or single file, as the engine chooses it.
 *
 * @returns `null` where a file cannot have that name, and for names that the engine does not take
 * for one: it makes no folder for `-`, and keeps its own in `.torrents` and `.torrent.bolt.db`.
 */
export const rootNameOf = (info: Bencoded): string | null => {
  const preferred = bytesOf(entryOf(info, 'name.utf-8'))
  const name = fileName(preferred?.length ? preferred : bytesOf(entryOf(info, 'name')))
  return name === '-' || name?.startsWith('.torrent') ? null : name
}

/**
 * The files of a torrent, in the engine's order, or what is wrong with one of them. A hybrid is
 * laid out by its tree, so even its single file lies in a folder of its name.
 */
export const layoutOf = (info: Bencoded, rootName: string): Iterable<ContentFile | LayoutFault> => {
  const tree = entryOf(info, 'file tree')
  if (tree !== undefined) return treeFiles(tree, rootName)
  const files = entryOf(info, 'files')
  if (files !== undefined) return listedFiles(files, rootName)
  return [placed(rootName, lengthOf(info))]
}

/** All bytes by the keys of version 1, a hybrid's padding included; NaN when they are unsound. */
export const v1LengthOf = (info: Bencoded): number => {
  const files = entryOf(info, 'files')
  if (files === undefined) return lengthOf(info) ?? Number.NaN
  let sum = 0
  for (const file of itemsOf(files)) sum += lengthOf(file) ?? Number.NaN
  return sum
}

function* listedFiles(files: Bencoded, folder: string): Generator<ContentFile | LayoutFault> {
  for (const file of itemsOf(files)) yield placed(pathOf(file, folder), lengthOf(file))
}

/** The engine prefers the keys with `.utf-8`, which no BEP knows, wherever they say something. */
const pathOf = (file: Bencoded, folder: string): string | null => {
  const preferred = entryOf(file, 'path.utf-8')
  const isPreferred = preferred !== undefined && preferred.end - preferred.start > EMPTY_LIST_BYTES
  let path = folder
  for (const part of itemsOf(isPreferred ? preferred : entryOf(file, 'path'))) {
    const name = fileName(bytesOf(part))
    if (name === null || path.length > MOST_PATH_BYTES) return null
    path += `/${name}`
  }
  return path === folder ? null : path
}

/** Goes down by itself: generators within generators would take their time for each level. */
function* treeFiles(tree: Bencoded, root: string): Generator<ContentFile | LayoutFault> {
  const folders = [{ path: root, entries: entriesOf(tree) }]
  for (let inner = folders.at(-1); inner !== undefined; inner = folders.at(-1)) {
    const next = inner.entries.next()
    if (next.done) {
      folders.pop()
      continue
    }
    const [key, node] = next.value
    const name = fileName(key)
    const path = `${inner.path}/${name}`
    if (name === null || path.length > MOST_PATH_BYTES) yield 'unsafe-path'
    else if (isFolder(node)) folders.push({ path, entries: entriesOf(node) })
    else yield placed(path, treeLength(node))
  }
}

/** An empty key, which is the first, marks a file (BEP 52). */
const isFolder = (node: Bencoded): boolean => {
  const [first] = entriesOf(node)
  return first !== undefined && first[0].length > 0
}

/** The engine takes an empty folder for a file, and dies of a hash that is too short. */
const treeLength = (node: Bencoded): number | null => {
  const [first, second] = entriesOf(node)
  if (first === undefined || second !== undefined) return null
  const length = lengthOf(first[1])
  const hash = entryOf(first[1], 'pieces root')
  const isSound = hash === undefined ? length === 0 : bytesOf(hash)?.length === V2_HASH_BYTES
  return isSound ? length : null
}

const placed = (path: string | null, length: number | null): ContentFile | LayoutFault => {
  if (path === null || Buffer.byteLength(path) > MOST_PATH_BYTES) return 'unsafe-path'
  return length === null ? 'inconsistent' : { path, length }
}

const lengthOf = (file: Bencoded): number | null => {
  const length = integerOf(entryOf(file, 'length')) ?? -1
  return length < 0 ? null : length
}

/** MongoDB does not take what is not UTF-8; a `\` divides folders for programs on Windows. */
const fileName = (bytes: Buffer | undefined): string | null => {
  if (bytes === undefined || bytes.length > MOST_NAME_BYTES || !isUtf8(bytes)) return null
  const name = bytes.toString('utf8')
  return name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name) ? null : name
}
