/** The bytes that bencode (BEP 3) is made of. */
export const mark = {
  integer: 0x69, // i
  list: 0x6c, // l
  dictionary: 0x64, // d
  end: 0x65, // e
  colon: 0x3a,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
} as const

/** So much of what is no number is repeated. */
const MOST_REPEATED = 20

/** Where the bytes stop being bencode. */
export class BencodeError extends Error {
  override name = 'BencodeError'
}

/** What is wrong at this byte, in the engine's words. */
export const syntaxError = (offset: number, what: string): BencodeError =>
  new BencodeError(`bencode: syntax error (offset: ${offset}): ${what}`)

/**
 * The first byte after the integer or string that starts here.
 *
 * @throws {BencodeError} Neither does.
 */
export const scalarEnd = (bytes: Uint8Array, start: number): number => {
  const byte = bytes[start]
  if (byte === undefined) throw new BencodeError('unexpected EOF')
  if (byte === mark.integer) return integerEnd(bytes, start)
  if (isDigit(byte)) return stringEnd(bytes, start)
  throw syntaxError(start, `unknown value type '${String.fromCharCode(byte)}'`)
}

/**
 * The first byte after the string that starts here.
 *
 * @throws {BencodeError} No length stands here, or the bytes end before the string does.
 */
export const stringEnd = (bytes: Uint8Array, start: number): number => {
  const from = stringFrom(bytes, start)
  const end = from + digitsValue(bytes, start, from - 1)
  if (end > bytes.length) throw new BencodeError('unexpected EOF')
  return end
}

/**
 * The first byte of what the string that starts here holds.
 *
 * @throws {BencodeError} No length stands here.
 */
export const stringFrom = (bytes: Uint8Array, start: number): number => {
  const end = digitsEnd(bytes, start)
  if (!areCanonical(bytes, start, end) || bytes[end] !== mark.colon) {
    const text = textUntil(mark.colon, bytes, start)
    throw syntaxError(start, `invalid string length '${text}'`)
  }
  return end + 1
}

/** The integer that starts here, once {@link scalarEnd} did not throw. */
export const integerAt = (bytes: Uint8Array, start: number): number => {
  const from = digitsFrom(bytes, start)
  const size = digitsValue(bytes, from, digitsEnd(bytes, from))
  return bytes[start + 1] === mark.minus ? -size : size
}

const integerEnd = (bytes: Uint8Array, start: number): number => {
  const from = digitsFrom(bytes, start)
  const end = digitsEnd(bytes, from)
  const isMinusZero = bytes[start + 1] === mark.minus && bytes[from] === mark.zero
  const isExact = Number.isSafeInteger(digitsValue(bytes, from, end))
  if (!areCanonical(bytes, from, end) || bytes[end] !== mark.end || isMinusZero || !isExact) {
    throw syntaxError(start, `invalid integer '${textUntil(mark.end, bytes, start + 1)}'`)
  }
  return end + 1
}

const digitsFrom = (bytes: Uint8Array, start: number): number =>
  bytes[start + 1] === mark.minus ? start + 2 : start + 1

const digitsEnd = (bytes: Uint8Array, from: number): number => {
  let at = from
  while (isDigit(bytes[at])) at += 1
  return at
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= mark.zero && byte <= mark.nine

const areCanonical = (bytes: Uint8Array, from: number, end: number): boolean =>
  end - from === 1 || (end > from && bytes[from] !== mark.zero)

const digitsValue = (bytes: Uint8Array, from: number, end: number): number => {
  let value = 0
  for (let at = from; at < end; at += 1) value = value * 10 + ((bytes[at] ?? 0) - mark.zero)
  return value
}

const textUntil = (terminator: number, bytes: Uint8Array, from: number): string => {
  const end = bytes.indexOf(terminator, from)
  if (end < 0) throw new BencodeError('unexpected EOF')
  return Buffer.from(bytes.subarray(from, Math.min(end, from + MOST_REPEATED))).toString('latin1')
}
