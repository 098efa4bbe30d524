import {
  BencodeError,
  mark,
  scalarEnd,
  stringEnd,
  stringFrom,
  syntaxError,
} from './bencode-scalar.ts'
import { type Bencoded, valueAt } from './bencode-value.ts'

export { BencodeError } from './bencode-scalar.ts'
export { type Bencoded, bytesOf, entriesOf, entryOf, integerOf, itemsOf } from './bencode-value.ts'

/** How much is read. Each key is a token, and so is each end of a list or dictionary. */
export type BencodeLimits = { depth: number; tokens: number }

/** As deep as qBittorrent reads, and enough tokens for 100,000 files. */
const LIMITS: BencodeLimits = { depth: 100, tokens: 1_000_000 }

/**
 * Proves that bytes are exactly one value of bencode (BEP 3), and canonical: no leading zeros,
 * no `-0`, no integer that arithmetic would round, keys in the order of their bytes and without
 * doubles, nothing after the value. There is neither recursion nor a tree: one pass notes where
 * lists and dictionaries end, in 4 MB at most, and a reader steps from one end to the next.
 *
 * @returns The value; {@link entryOf} and its neighbours tell what is in it.
 * @throws {BencodeError} In the engine's words where it was heard to speak them.
 */
export const scanBencode = (source: Uint8Array, limits: Partial<BencodeLimits> = {}): Bencoded => {
  if (source.length === 0) throw new BencodeError('EOF')
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
  const most = { ...LIMITS, ...limits }
  const mostNodes = Math.min(most.tokens, bytes.length) >> 1
  const notes = { bytes, ends: new Uint32Array(mostNodes), followers: new Uint32Array(mostNodes) }
  const frames: Frame[] = []
  let depth = 0
  let tokens = 0
  let nodes = 0
  let at = 0
  do {
    tokens += 1
    if (tokens > most.tokens) throw syntaxError(at, 'too many values')
    const inner = frames[depth - 1]
    const byte = bytes[at]
    if (byte === mark.end && inner !== undefined && inner.wants !== 'value') {
      at += 1
      notes.ends[inner.node] = at
      notes.followers[inner.node] = nodes
      depth -= 1
    } else if (inner?.wants === 'key') {
      at = readKey(bytes, at, inner)
    } else {
      if (inner?.wants === 'value') inner.wants = 'key'
      if (byte === mark.list || byte === mark.dictionary) {
        if (depth === most.depth) throw syntaxError(at, 'nested too deeply')
        const frame = frameAt(frames, depth)
        frame.node = nodes
        frame.wants = byte === mark.list ? 'item' : 'key'
        frame.lastKey = null
        depth += 1
        nodes += 1
        at += 1
      } else {
        at = scalarEnd(bytes, at)
      }
    }
  } while (depth > 0)
  if (at < bytes.length) throw syntaxError(at, `${bytes.length - at} unused trailing bytes`)
  return valueAt(notes, 0, 0)
}

/** A list or dictionary that has not ended yet. */
type Frame = {
  node: number
  /** What comes next, unless it ends. A dictionary cannot end when it wants a value. */
  wants: 'item' | 'key' | 'value'
  /** Where the last key starts. */
  lastKey: number | null
}

/** One frame serves for all that is as deep: a million of them would cost more than the notes. */
const frameAt = (frames: Frame[], depth: number): Frame => {
  const frame = frames[depth] ?? { node: 0, wants: 'item', lastKey: null }
  frames[depth] = frame
  return frame
}

const readKey = (bytes: Uint8Array, start: number, dictionary: Frame): number => {
  const end = stringEnd(bytes, start)
  if (dictionary.lastKey !== null && !precedes(bytes, dictionary.lastKey, start)) {
    throw syntaxError(start, 'dictionary keys out of order')
  }
  dictionary.lastKey = start
  dictionary.wants = 'value'
  return end
}

/** Whether the first of two strings comes before the second, byte by byte. */
const precedes = (bytes: Uint8Array, first: number, second: number): boolean => {
  const firstEnd = stringEnd(bytes, first)
  const secondEnd = stringEnd(bytes, second)
  let at = stringFrom(bytes, first)
  let other = stringFrom(bytes, second)
  while (at < firstEnd && other < secondEnd && bytes[at] === bytes[other]) {
    at += 1
    other += 1
  }
  if (at === firstEnd || other === secondEnd) return other < secondEnd
  return (bytes[at] ?? 0) < (bytes[other] ?? 0)
}
