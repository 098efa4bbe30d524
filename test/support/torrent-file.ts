/** What bencode can say; an object becomes a dictionary, with its keys in the order of bytes. */
export type BencodeInput =
  | number
  | string
  | Uint8Array
  | BencodeInput[]
  | { [key: string]: BencodeInput }

/** Writes bencode (BEP 3). */
export const bencode = (value: BencodeInput): Uint8Array => Buffer.concat([...parts(value)])

/** A .torrent file over this `info`. */
export const torrentFile = (info: BencodeInput): Uint8Array =>
  bencode({ announce: 'http://tracker.invalid/announce', info })

/** An `info` dictionary of version 1 for one file. */
export const singleFile = (name: string, length: number, pieceLength = 65_536) => ({
  name,
  length,
  ...piecesOf([length], pieceLength),
})

/** An `info` dictionary of version 1 for files in a folder. */
export const severalFiles = (
  name: string,
  files: { path: string[]; length: number }[],
  pieceLength = 65_536
) => {
  const length = files.reduce((sum, file) => sum + file.length, 0)
  return { name, files, ...piecesOf([length], pieceLength) }
}

/** An `info` dictionary of both versions (BEP 52), for files in a folder in the order of names. */
export const hybrid = (name: string, lengths: Record<string, number>, pieceLength = 65_536) => {
  const files = Object.entries(lengths).flatMap(([path, length]) => [
    { length, path: [path] },
    { attr: 'p', length: (pieceLength - (length % pieceLength)) % pieceLength, path: ['.pad'] },
  ])
  const tree = Object.entries(lengths).map(([path, length]) => [path, treeFile(length)] as const)
  return {
    name,
    files,
    'meta version': 2,
    'file tree': Object.fromEntries(tree),
    ...piecesOf(Object.values(lengths), pieceLength),
  }
}

/** A file in the `file tree` of an `info` dictionary. */
export const treeFile = (length: number) => ({
  '': { length, 'pieces root': new Uint8Array(32) },
})

const piecesOf = (lengths: number[], pieceLength: number) => {
  const pieces = lengths.reduce((sum, length) => sum + Math.ceil(length / pieceLength), 0)
  return { 'piece length': pieceLength, pieces: new Uint8Array(20 * pieces) }
}

function* parts(value: BencodeInput): Generator<Uint8Array> {
  if (typeof value === 'number') yield Buffer.from(`i${value}e`)
  else if (typeof value === 'string') yield* parts(Buffer.from(value))
  else if (value instanceof Uint8Array)
    yield Buffer.concat([Buffer.from(`${value.length}:`), value])
  else if (Array.isArray(value)) {
    yield Buffer.from('l')
    for (const item of value) yield* parts(item)
    yield Buffer.from('e')
  } else {
    yield Buffer.from('d')
    const entries = Object.entries(value).sort(([a], [b]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b))
    )
    for (const [key, item] of entries) {
      yield* parts(key)
      yield* parts(item)
    }
    yield Buffer.from('e')
  }
}
