/** A bencoded value and where its bytes stand, so that a part can be hashed as it was written. */
export type Bencoded = { start: number; end: number } & (
  | { kind: 'integer'; value: number }
  | { kind: 'string'; bytes: Uint8Array }
  | { kind: 'list'; items: Bencoded[] }
  | { kind: 'dictionary'; entries: Map<string, Bencoded> }
)

/** Where the bytes stop being bencode. */
export class BencodeError extends Error {
  override name = 'BencodeError'
}

/** Deeper than any .torrent file, and far from the end of the stack. */
const DEEPEST = 64

/**
 * Reads exactly one value (BEP 3), strictly: no leading zeros, no `-0`, dictionary keys in order
 * and without doubles, nothing after the value.
 *
 * @returns Dictionary keys as Latin-1, since they are bytes.
 * @throws {BencodeError} In the engine's words where it was heard to speak them.
 */
export const readBencode = (bytes: Uint8Array): Bencoded => {
  if (bytes.length === 0) throw new BencodeError('EOF')
  const value = readValue(bytes, 0, 0)
  if (value.end < bytes.length) {
    throw syntaxError(value.end, `${bytes.length - value.end} unused trailing bytes`)
  }
  return value
}

const readValue = (bytes: Uint8Array, start: number, depth: number): Bencoded => {
  if (depth > DEEPEST) throw syntaxError(start, 'nested too deeply')
  const mark = byteAt(bytes, start)
  if (mark === 'i') return readInteger(bytes, start)
  if (mark === 'l') return readList(bytes, start, depth)
  if (mark === 'd') return readDictionary(bytes, start, depth)
  if (/\d/.test(mark)) return readString(bytes, start)
  throw syntaxError(start, `unknown value type '${mark}'`)
}

const readInteger = (bytes: Uint8Array, start: number): Bencoded => {
  const { text, end } = readUntil(bytes, start + 1, 'e')
  const value = Number(text)
  if (!/^(0|-?[1-9]\d*)$/.test(text) || !Number.isSafeInteger(value)) {
    throw syntaxError(start, `invalid integer '${text}'`)
  }
  return { kind: 'integer', value, start, end }
}

const readString = (bytes: Uint8Array, start: number) => {
  const { text, end: from } = readUntil(bytes, start, ':')
  if (!/^(0|[1-9]\d*)$/.test(text)) throw syntaxError(start, `invalid string length '${text}'`)
  const end = from + Number(text)
  if (end > bytes.length) throw new BencodeError('unexpected EOF')
  return { kind: 'string', bytes: bytes.subarray(from, end), start, end } as const
}

const readList = (bytes: Uint8Array, start: number, depth: number): Bencoded => {
  const items: Bencoded[] = []
  let at = start + 1
  while (byteAt(bytes, at) !== 'e') {
    const item = readValue(bytes, at, depth + 1)
    items.push(item)
    at = item.end
  }
  return { kind: 'list', items, start, end: at + 1 }
}

const readDictionary = (bytes: Uint8Array, start: number, depth: number): Bencoded => {
  const entries = new Map<string, Bencoded>()
  let at = start + 1
  let last: Uint8Array | null = null
  while (byteAt(bytes, at) !== 'e') {
    const key = readString(bytes, at)
    if (last !== null && Buffer.compare(last, key.bytes) >= 0) {
      throw syntaxError(at, 'dictionary keys out of order')
    }
    const value = readValue(bytes, key.end, depth + 1)
    entries.set(Buffer.from(key.bytes).toString('latin1'), value)
    last = key.bytes
    at = value.end
  }
  return { kind: 'dictionary', entries, start, end: at + 1 }
}

const readUntil = (bytes: Uint8Array, start: number, mark: string) => {
  const end = bytes.indexOf(mark.charCodeAt(0), start)
  if (end < 0) throw new BencodeError('unexpected EOF')
  return { text: Buffer.from(bytes.subarray(start, end)).toString('latin1'), end: end + 1 }
}

const byteAt = (bytes: Uint8Array, at: number): string => {
  const byte = bytes[at]
  if (byte === undefined) throw new BencodeError('unexpected EOF')
  return String.fromCharCode(byte)
}

const syntaxError = (offset: number, what: string) =>
  new BencodeError(`bencode: syntax error (offset: ${offset}): ${what}`)
