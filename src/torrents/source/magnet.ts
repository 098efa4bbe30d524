import { trackerAddresses } from './tracker-address.ts'

/** A magnet link that the engine can be given, and what it says. */
export type Magnet = {
  kind: 'magnet'
  /** The info hash of version 1, 40 lower-case hex digits. */
  id: string
  /** Empty for none. */
  name: string
  trackers: string[]
  /** The link, written anew: the hash, the name, the trackers, and nothing else. */
  magnet: string
}

export type MagnetRefusal = 'too-large' | 'not-a-magnet' | 'no-v1-hash' | 'bad-hash'

const MOST_LINK_BYTES = 64 * 1024
const MOST_NAME_BYTES = 255

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * Reads a magnet link (BEP 9), or a bare hash, which qBittorrent takes as well. The engine dies of
 * a link without a hash of version 1, of one that spells `xt` in capitals, and of a hash of zeros:
 * so what it is given is written anew.
 *
 * @returns `no-v1-hash` for a link of version 2 alone or of another network, `bad-hash` for a hash
 * of wrong digits or of zeros and for two that differ.
 */
export const readMagnet = (text: string): Magnet | { kind: 'refused'; reason: MagnetRefusal } => {
  if (Buffer.byteLength(text) > MOST_LINK_BYTES) return refused('too-large')
  const link = text.trim()
  const query =
    decodeHash(link) === null ? /^magnet:\?(.*)/is.exec(link)?.[1] : `xt=urn:btih:${link}`
  if (query === undefined) return refused('not-a-magnet')
  const topics = valuesOf(query, 'xt').map(percentDecoded)
  const hashes = topics.flatMap((topic) => /^urn:btih:(.*)/is.exec(topic)?.[1] ?? [])
  const [id, ...others] = new Set(hashes.map(decodeHash))
  if (id === undefined) return refused('no-v1-hash')
  if (id === null || others.length > 0) return refused('bad-hash')
  const name = readName(valuesOf(query, 'dn')[0] ?? '')
  const trackers = trackerAddresses(valuesOf(query, 'tr').map(percentDecoded))
  return { kind: 'magnet', id, name, trackers, magnet: writeMagnet({ id, name, trackers }) }
}

const writeMagnet = ({ id, name, trackers }: { id: string; name: string; trackers: string[] }) =>
  [
    `magnet:?xt=urn:btih:${id}`,
    ...(name === '' ? [] : [`dn=${encodeURIComponent(name)}`]),
    ...trackers.map((tracker) => `tr=${encodeURIComponent(tracker)}`),
  ].join('&')

/** Several values are numbered by some programs: `xt.1`, `tr.2`. */
const valuesOf = (query: string, key: 'xt' | 'dn' | 'tr'): string[] =>
  query.split('&').flatMap((parameter) => {
    const [, name, value] = /^(\w+)(?:\.\d+)?=(.*)$/s.exec(parameter) ?? []
    return name?.toLowerCase() === key && value !== undefined ? [value] : []
  })

/** Lenient: a `%` that begins nothing stands for itself. */
const percentDecoded = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')
  )

/** Forms write a space as `+`. */
const readName = (text: string): string => {
  const name = percentDecoded(text.replaceAll('+', ' '))
    .replace(/\p{Cc}/gu, '')
    .trim()
  const start = Buffer.from(name.toWellFormed()).subarray(0, MOST_NAME_BYTES)
  // A stream may end within a character, which is then left out.
  return new TextDecoder().decode(start, { stream: true }).trimEnd()
}

const decodeHash = (text: string): string | null => {
  const hex = /^[\da-f]{40}$/i.test(text) ? text.toLowerCase() : decodeBase32(text)
  return hex === null || /^0+$/.test(hex) ? null : hex
}

const decodeBase32 = (text: string): string | null => {
  if (!/^[a-z2-7]{32}$/i.test(text)) return null
  const digits = [...text.toLowerCase()].map((digit) => BigInt(BASE32.indexOf(digit)))
  const value = digits.reduce((sum, digit) => sum * 32n + digit, 0n)
  return value.toString(16).padStart(40, '0')
}

const refused = (reason: MagnetRefusal) => ({ kind: 'refused', reason }) as const
