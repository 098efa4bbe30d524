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
  'piece length': pieceLength,
  pieces: new Uint8Array(20 * Math.ceil(length / pieceLength)),
})

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
