import type { TorrentLimits, TorrentSource } from '../domain.ts'
import type { Addition } from '../torrents/adding.ts'
import { readMagnet } from '../torrents/source/magnet.ts'
import type { FetchRemoteTorrent } from '../torrents/source/remote-torrent.ts'
import { readTorrentFile } from '../torrents/source/torrent-file.ts'
import { type Call, LONGEST_NAME, Refused } from './endpoint.ts'
import { decimal, flag, type Parameters, wholeNumber } from './parameter-values.ts'
import { linkFault, magnetFaults, NO_LINKS, NO_TORRENT_THERE, NO_V1_HASH } from './sent-faults.ts'

/** A torrent that somebody sent: what it is, without what is wanted of it. */
export type SentTorrent = Pick<
  Addition,
  'torrentId' | 'name' | 'root' | 'isPrivate' | 'trackers' | 'totalBytes' | 'source'
>

/** What a call brings, and why a line or a file of it is passed over, in words for the owner. */
export type Sent = { torrents: SentTorrent[]; faults: string[] }

/** What is wanted of every torrent of a call. */
export type Wishes = Pick<Addition, 'category' | 'isStopped' | 'limits'> & { rename: string }

/**
 * Reads the torrents that a call brings: magnets and links, a line each, and files. A line that
 * leads to no torrent is passed over; whoever sent it learns by the list that it is not there.
 *
 * @param fetchRemote `null` where links are not to be followed.
 * @throws {Refused} 415 for a file that is not a torrent.
 */
export const readSent = async (
  { parameters, files }: Pick<Call, 'parameters' | 'files'>,
  fetchRemote: FetchRemoteTorrent | null
): Promise<Sent> => {
  const read = files.map(({ name, bytes }) => readFile(bytes, name))
  const lines = (parameters.get('urls') ?? '').split('\n').map((line) => line.trim())
  const sent: Read[] = []
  for (const line of new Set(lines)) {
    if (line !== '') sent.push(await readLine(line, { parameters, fetchRemote }))
  }
  const all = [...sent, ...read]
  const found = all.filter((one) => typeof one !== 'string')
  return {
    torrents: [...new Map(found.map((torrent) => [torrent.torrentId, torrent])).values()],
    faults: all.filter((one) => typeof one === 'string'),
  }
}

/** A torrent, or why there is none. */
type Read = SentTorrent | string

/** Reads what is wanted besides; what makes no sense is not wanted. */
export const readWishes = (parameters: Parameters): Wishes => ({
  category: parameters.get('category') ?? '',
  rename: (parameters.get('rename') ?? '')
    .slice(0, LONGEST_NAME)
    .trim()
    .replaceAll(/\r?\n|\r/g, ' '),
  isStopped: flag(parameters, 'paused') ?? flag(parameters, 'stopped') ?? false,
  limits: {
    download: bytesPerSecond(parameters, 'dlLimit'),
    upload: bytesPerSecond(parameters, 'upLimit'),
    ...readShareLimits(parameters),
  },
})

/** Share limits as they are written in every call; -2 where nothing is said. */
export const readShareLimits = (
  parameters: Parameters
): Pick<TorrentLimits, 'ratio' | 'seedingMinutes' | 'inactiveSeedingMinutes'> => ({
  ratio: Math.max(decimal(parameters, 'ratioLimit') ?? -2, -2),
  seedingMinutes: Math.max(wholeNumber(parameters, 'seedingTimeLimit') ?? -2, -2),
  inactiveSeedingMinutes: Math.max(wholeNumber(parameters, 'inactiveSeedingTimeLimit') ?? -2, -2),
})

/** Nothing, nonsense and -1 alike mean that there is no limit. */
export const bytesPerSecond = (parameters: Parameters, name: string): number =>
  Math.max(wholeNumber(parameters, name) ?? 0, 0)

const readLine = async (
  line: string,
  { parameters, fetchRemote }: { parameters: Parameters; fetchRemote: FetchRemoteTorrent | null }
): Promise<Read> => {
  if (!/^https?:/i.test(line)) return readLink(line)
  if (fetchRemote === null) return NO_LINKS
  try {
    const source = await fetchRemote(line, { cookie: parameters.get('cookie') ?? '' })
    return source.kind === 'magnet' ? readLink(source.magnet) : readFile(source.bytes, 'link')
  } catch (error) {
    const fault = error instanceof Refused ? NO_TORRENT_THERE : linkFault(error)
    if (fault === null) throw error
    return fault
  }
}

const readLink = (line: string): Read => {
  const read = readMagnet(line)
  if (read.kind === 'refused') return magnetFaults[read.reason]
  const { id, name, trackers, magnet } = read
  const source: TorrentSource = { kind: 'magnet', magnet }
  return { torrentId: id, name, root: null, isPrivate: null, trackers, totalBytes: 0, source }
}

/** @throws {Refused} 415 for what is no torrent; one that the engine could not take is passed over. */
const readFile = (bytes: Uint8Array, name: string): Read => {
  const read = readTorrentFile(bytes)
  if (read.kind === 'refused') {
    if (read.reason === 'no-v1-hash') return NO_V1_HASH
    throw new Refused(415, `Error: '${name}' is not a valid torrent file.`)
  }
  const { id, root, isPrivate, trackers, totalBytes } = read
  const source: TorrentSource = { kind: 'file', bytes: read.bytes }
  return { torrentId: id, name: '', root, isPrivate, trackers, totalBytes, source }
}
