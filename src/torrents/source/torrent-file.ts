import {
  type Bencoded,
  BencodeError,
  bytesOf,
  entryOf,
  integerOf,
  itemsOf,
  scanBencode,
} from '../../lib/bencode.ts'
import { type Content, type ContentFault, contentOf } from './torrent-content.ts'
import { areLayers } from './torrent-kinds.ts'
import { hasTree } from './torrent-layout.ts'
import { trackerAddresses, webSeedAddresses } from './tracker-address.ts'

/** A .torrent file that the engine can be given, and what it says. */
export type TorrentFile = Content & {
  kind: 'torrent'
  /** The info hash of version 1, 40 lower-case hex digits. */
  id: string
  name: string
  trackers: string[]
  isPrivate: boolean
  comment: string
  /** The file, written anew: the info dictionary as it stood, and what is needed of the rest. */
  bytes: Uint8Array
}

const MOST_FILE_BYTES = 10 * 1024 * 1024
const MOST_COMMENT_CHARACTERS = 1024

/**
 * Reads a .torrent file of version 1 or a hybrid one (BEP 3, BEP 52), strictly. Some that look good
 * end the engine's process or hold it up for minutes: those are refused, and as with magnets what
 * the engine is given is written anew.
 *
 * @returns `no-v1-hash` for a file of version 2 alone, `unsafe-path` for a name that no file can
 * have or that leads elsewhere, `inconsistent` for numbers that contradict each other.
 */
export const readTorrentFile = (
  bytes: Uint8Array
): TorrentFile | { kind: 'refused'; reason: ContentFault } => {
  if (bytes.length > MOST_FILE_BYTES) return refused('too-large')
  const file = scanned(bytes)
  const info = entryOf(file, 'info')
  if (file === undefined || info?.kind !== 'dictionary') return refused('not-a-torrent')
  const content = contentOf(info)
  if (typeof content === 'string') return refused(content)
  // The engine refuses a file of version 1 that has layers.
  const layers = hasTree(info) ? entryOf(file, 'piece layers') : undefined
  if (layers !== undefined && !areLayers(layers)) return refused('not-a-torrent')
  const trackers = trackerAddresses(trackerTexts(file))
  const webSeeds = hasTree(info) ? [] : webSeedsOf(file, content)
  return {
    ...content,
    kind: 'torrent',
    id: new Bun.CryptoHasher('sha1').update(partOf(bytes, info)).digest('hex'),
    name: content.root,
    trackers,
    isPrivate: (integerOf(entryOf(info, 'private')) ?? 0) !== 0,
    comment: textOf(entryOf(file, 'comment')).slice(0, MOST_COMMENT_CHARACTERS),
    bytes: writtenAnew(bytes, { trackers, info, layers, webSeeds }),
  }
}

const scanned = (bytes: Uint8Array): Bencoded | undefined => {
  try {
    return scanBencode(bytes)
  } catch (error) {
    if (error instanceof BencodeError) return undefined
    throw error
  }
}

/** The engine dies of web seeds of a hybrid, and of one for a folder that has no `/` at its end. */
const webSeedsOf = (file: Bencoded, { isSingleFile }: Content): string[] =>
  webSeedAddresses(textsIn(entryOf(file, 'url-list'))).filter(
    (address) => isSingleFile || address.endsWith('/')
  )

type Understood = {
  trackers: string[]
  info: Bencoded
  layers: Bencoded | undefined
  webSeeds: string[]
}

/**
 * The file as the engine gets it, its keys in order. Of the keys beside `info` the engine heeds few,
 * but refuses a file for the kinds of others, and dies of web seeds that are no addresses.
 */
const writtenAnew = (
  bytes: Uint8Array,
  { trackers, info, layers, webSeeds }: Understood
): Uint8Array => {
  const entries: [key: string, value: Uint8Array | string][] = []
  const [announce] = trackers
  if (announce !== undefined) {
    const tiers = trackers.map((tracker) => list([string(tracker)]))
    entries.push(['announce', string(announce)], ['announce-list', list(tiers)])
  }
  entries.push(['info', partOf(bytes, info)])
  if (layers !== undefined) entries.push(['piece layers', partOf(bytes, layers)])
  if (webSeeds.length > 0) entries.push(['url-list', list(webSeeds.map(string))])
  const parts = ['d', ...entries.flatMap(([key, value]) => [string(key), value]), 'e']
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}

const partOf = (bytes: Uint8Array, { start, end }: Bencoded) => bytes.subarray(start, end)

/** Addresses are ASCII, so that their characters are bytes. */
const string = (text: string) => `${text.length}:${text}`

const list = (items: string[]) => `l${items.join('')}e`

function* trackerTexts(file: Bencoded): Generator<string> {
  yield* textsIn(entryOf(file, 'announce'))
  yield* textsIn(entryOf(file, 'announce-list'))
}

/** The texts in a list, and in the lists in it (BEP 12 sorts trackers into tiers); or the one. */
function* textsIn(value: Bencoded | undefined): Generator<string> {
  if (value?.kind === 'string') yield textOf(value)
  for (const item of itemsOf(value)) yield* textsIn(item)
}

const textOf = (value: Bencoded | undefined): string => bytesOf(value)?.toString('utf8') ?? ''

const refused = (reason: ContentFault) => ({ kind: 'refused', reason }) as const
