import {
  type Bencoded,
  bytesOf,
  entriesOf,
  entryOf,
  integerOf,
  itemsOf,
} from '../../lib/bencode.ts'

const V1_HASH_BYTES = 20
const V2_HASH_BYTES = 32
const V2_BLOCK_BYTES = 16 * 1024

/**
 * Whether a .torrent file ends the engine's process, at once or with the first piece or web seed
 * that it tries: it trusts the two halves of a hybrid to agree and web seeds to be as in BEP 19.
 */
export const endsTheProcess = (root: Bencoded): boolean => {
  const info = entryOf(root, 'info')
  const tree = entryOf(info, 'file tree')
  const webSeeds = webSeedsOf(root)
  if (tree !== undefined) return webSeeds.length > 0 || !areHalvesSound(root, tree)
  const isFolder = entryOf(info, 'files') !== undefined
  return webSeeds.some((seed) => isNoAddress(seed) || (isFolder && !seed.endsWith('/')))
}

const areHalvesSound = (root: Bencoded, tree: Bencoded): boolean => {
  const info = entryOf(root, 'info')
  const pieceLength = integerOf(entryOf(info, 'piece length')) ?? 0
  const files = [...treeFiles(tree)]
  const pieces = (bytesOf(entryOf(info, 'pieces'))?.length ?? 0) / V1_HASH_BYTES
  const spans = files.map((file) => Math.ceil(file.length / pieceLength))
  const treePieces = spans.reduce((sum, span) => sum + span, 0)
  const lastLength = files.findLast((file) => file.length > 0)?.length ?? 0
  const tail = lastLength % pieceLength || pieceLength
  const v1Tail = v1Length(info) - (treePieces - 1) * pieceLength
  const blocks = pieceLength / V2_BLOCK_BYTES
  const hasLayers = entryOf(root, 'piece layers') !== undefined
  return (
    pieceLength > 0 &&
    pieces > 0 &&
    treePieces <= pieces &&
    tail <= v1Tail &&
    v1Tail <= pieceLength &&
    files.every((file) => file.rootBytes === 0 || file.rootBytes >= V2_HASH_BYTES) &&
    (!hasLayers || Number.isInteger(Math.log2(blocks)))
  )
}

type TreeFile = { length: number; rootBytes: number }

function* treeFiles(tree: Bencoded): Generator<TreeFile> {
  for (const [, node] of entriesOf(tree)) {
    const file = entryOf(node, '')
    if (file === undefined) yield* treeFiles(node)
    else {
      const length = integerOf(entryOf(file, 'length')) ?? 0
      yield { length, rootBytes: bytesOf(entryOf(file, 'pieces root'))?.length ?? 0 }
    }
  }
}

const v1Length = (info: Bencoded | undefined): number => {
  const files = entryOf(info, 'files')
  if (files === undefined) return integerOf(entryOf(info, 'length')) ?? 0
  const lengths = [...itemsOf(files)].map((file) => integerOf(entryOf(file, 'length')) ?? 0)
  return lengths.reduce((sum, length) => sum + length, 0)
}

const webSeedsOf = (root: Bencoded): string[] => {
  const seeds = entryOf(root, 'url-list')
  const values = [seeds, ...itemsOf(seeds)].map((seed) => bytesOf(seed)?.toString('latin1'))
  return values.filter((seed) => seed !== undefined)
}

/** Go's URL reader takes nearly anything; this is what it stumbles over (RFC 3986, 2.1 and 3.2). */
const isNoAddress = (text: string): boolean =>
  /\p{Cc}|%(?![\da-f]{2})|:\/\/[^/?#]*[ "<>\\^`{|}]/iu.test(text)
