/**
 * What the engine makes of a magnet link.
 *
 * - `accepted`: `hashText` is the hash as the link spells it, which becomes the record's `infoHash`.
 * - `refused`: an answer 500 with these words.
 * - `fatal`: the engine's process dies.
 */
export type ReadMagnet =
  | { kind: 'accepted'; id: string; hashText: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'fatal' }

const PREFIX = 'urn:btih:'
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Reads a magnet link as the engine's torrent library does: only a lower-case `xt=urn:btih:` counts,
 * hexadecimal in any case or base32 in capitals; whoever sends none, or only zeros, kills it.
 */
export const readMagnet = (link: string): ReadMagnet => {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(link)?.[1]?.toLowerCase() ?? ''
  if (scheme !== 'magnet') return { kind: 'refused', reason: `unexpected scheme "${scheme}"` }
  const query = /\?([^#]*)/.exec(link)?.[1] ?? ''
  const topic = new URLSearchParams(query).getAll('xt').find((value) => value.startsWith(PREFIX))
  if (topic === undefined) return { kind: 'fatal' }
  const hash = topic.slice(PREFIX.length)
  const decoded = decodeHash(hash)
  if (typeof decoded !== 'string') {
    return { kind: 'refused', reason: `error parsing infohash "${hash}": ${decoded.reason}` }
  }
  if (/^0+$/.test(decoded)) return { kind: 'fatal' }
  return { kind: 'accepted', id: decoded, hashText: /xt=urn:btih:([^&]*)/i.exec(link)?.[1] ?? hash }
}

const decodeHash = (hash: string): string | { reason: string } => {
  if (hash.length === 40) return decodeHex(hash)
  if (hash.length === 32) return decodeBase32(hash)
  return { reason: `unhandled xt parameter encoding (encoded length ${hash.length})` }
}

const decodeHex = (hash: string): string | { reason: string } => {
  const wrong = /[^\da-f]/i.exec(hash)?.[0]
  if (wrong === undefined) return hash.toLowerCase()
  const point = wrong.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return { reason: `error decoding xt: encoding/hex: invalid byte: U+${point} '${wrong}'` }
}

const decodeBase32 = (hash: string): string | { reason: string } => {
  const wrong = [...hash].findIndex((digit) => !BASE32.includes(digit))
  if (wrong >= 0) {
    return { reason: `error decoding xt: illegal base32 data at input byte ${wrong}` }
  }
  const value = [...hash].reduce((sum, digit) => sum * 32n + BigInt(BASE32.indexOf(digit)), 0n)
  return value.toString(16).padStart(40, '0')
}
