import { integerAt, mark, scalarEnd, stringFrom } from './bencode-scalar.ts'

/** A value and where its bytes stand, so that a part can be hashed as it was written. */
export type Bencoded = {
  readonly kind: 'integer' | 'string' | 'list' | 'dictionary'
  readonly start: number
  /** The first byte after it. */
  readonly end: number
  readonly notes: ScanNotes
  /** The number of the first list or dictionary that starts here or later. */
  readonly node: number
}

/** What a scan noted of the lists and dictionaries, which are numbered as they start. */
export type ScanNotes = {
  bytes: Buffer
  /** The first byte after each. */
  ends: Uint32Array
  /** The number of the first one that starts after its end. */
  followers: Uint32Array
}

/** The value that starts here, in bytes that were scanned. */
export const valueAt = (notes: ScanNotes, start: number, node: number): Bencoded => {
  const byte = notes.bytes[start]
  if (byte === mark.list || byte === mark.dictionary) {
    const kind = byte === mark.list ? 'list' : 'dictionary'
    return { kind, start, end: noted(notes.ends, node), notes, node }
  }
  const kind = byte === mark.integer ? 'integer' : 'string'
  return { kind, start, end: scalarEnd(notes.bytes, start), notes, node }
}

/** The items of a list, in order; none of anything else. */
export const itemsOf = (value: Bencoded | undefined): Iterable<Bencoded> =>
  value?.kind === 'list' ? parts(value) : []

/** A dictionary's keys, which are bytes, with their values, in order; none of anything else. */
export function* entriesOf(value: Bencoded | undefined): Generator<[Buffer, Bencoded]> {
  if (value?.kind !== 'dictionary') return
  let key: Buffer | undefined
  for (const part of parts(value)) {
    if (key === undefined) key = bytesOf(part)
    else {
      yield [key, part]
      key = undefined
    }
  }
}

/**
 * What a dictionary has under a key; `undefined` of anything else.
 *
 * @param key In ASCII.
 */
export const entryOf = (value: Bencoded | undefined, key: string): Bencoded | undefined => {
  if (value?.kind !== 'dictionary') return undefined
  const { notes, end } = value
  const wanted = `${key.length}:${key}`
  const place = firstPlace(value)
  while (place.at < end - 1) {
    const isWanted = standsAt(notes.bytes, place.at, wanted)
    place.at = scalarEnd(notes.bytes, place.at)
    if (isWanted) return valueAt(notes, place.at, place.node)
    stepOver(notes, place)
  }
  return undefined
}

/** The number that it is; `undefined` of anything else. */
export const integerOf = (value: Bencoded | undefined): number | undefined =>
  value?.kind === 'integer' ? integerAt(value.notes.bytes, value.start) : undefined

/** What is in a string, not copied; `undefined` of anything else. */
export const bytesOf = (value: Bencoded | undefined): Buffer | undefined =>
  value?.kind === 'string'
    ? value.notes.bytes.subarray(stringFrom(value.notes.bytes, value.start), value.end)
    : undefined

/** What is in a list or a dictionary, whose keys are parts as well. */
function* parts(outer: Bencoded): Generator<Bencoded> {
  const { notes, end } = outer
  const place = firstPlace(outer)
  while (place.at < end - 1) {
    yield valueAt(notes, place.at, place.node)
    stepOver(notes, place)
  }
}

/** Where a value starts, and the number of the first list or dictionary from there on. */
type Place = { at: number; node: number }

const firstPlace = ({ start, node }: Bencoded): Place => ({
  at: start + 1,
  node: node + 1,
})

const stepOver = ({ bytes, ends, followers }: ScanNotes, place: Place): void => {
  const byte = bytes[place.at]
  if (byte === mark.list || byte === mark.dictionary) {
    place.at = noted(ends, place.node)
    place.node = noted(followers, place.node)
  } else {
    place.at = scalarEnd(bytes, place.at)
  }
}

const standsAt = (bytes: Uint8Array, at: number, wanted: string): boolean => {
  let index = 0
  while (index < wanted.length && bytes[at + index] === wanted.charCodeAt(index)) index += 1
  return index === wanted.length
}

const noted = (notes: Uint32Array, node: number): number => notes[node] ?? 0
