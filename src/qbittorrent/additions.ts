import type { TorrentLimits, TorrentSource } from '../domain.ts'
import type { Addition } from '../torrents/adding.ts'
import { readMagnet } from '../torrents/source/magnet.ts'
import type { FetchRemoteTorrent } from '../torrents/source/remote-torrent.ts'
import { readTorrentFile } from '../torrents/source/torrent-file.ts'
import { Rejected, Unavailable } from '../upstream-error.ts'
import { type Call, Refused } from './endpoint.ts'
import { decimal, flag, type Parameters, wholeNumber } from './parameter-values.ts'

/** A torrent that somebody sent: what it is, without what is wanted of it. */
export type SentTorrent = Pick<
  Addition,
  'torrentId' | 'name' | 'root' | 'isPrivate' | 'trackers' | 'totalBytes' | 'source'
>

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
): Promise<SentTorrent[]> => {
  const read = files.map(({ name, bytes }) => readFile(bytes, name))
  const lines = (parameters.get('urls') ?? '').split('\n').map((line) => line.trim())
  const sent: (SentTorrent | null)[] = []
  for (const line of new Set(lines)) {
    if (line !== '') sent.push(await readLine(line, { parameters, fetchRemote }))
  }
  const all = [...sent, ...read].filter((torrent) => torrent !== null)
  return [...new Map(all.map((torrent) => [torrent.torrentId, torrent])).values()]
}

/** Reads what is wanted besides; what makes no sense is not wanted. */
export const readWishes = (parameters: Parameters): Wishes => ({
  category: parameters.get('category') ?? '',
  rename: (parameters.get('rename') ?? '').trim().replaceAll(/\r?\n|\r/g, ' '),
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
): Promise<SentTorrent | null> => {
  if (!/^https?:/i.test(line)) return readLink(line)
  if (fetchRemote === null) return null
  try {
    const source = await fetchRemote(line, { cookie: parameters.get('cookie') ?? '' })
    return source.kind === 'magnet' ? readLink(source.magnet) : readFile(source.bytes, 'link')
  } catch (error) {
    const leadsNowhere = error instanceof Rejected || error instanceof Unavailable
    if (leadsNowhere || error instanceof Refused) return null
    throw error
  }
}

const readLink = (line: string): SentTorrent | null => {
  const read = readMagnet(line)
  if (read.kind === 'refused') return null
  const { id, name, trackers, magnet } = read
  const source: TorrentSource = { kind: 'magnet', magnet }
  return { torrentId: id, name, root: null, isPrivate: null, trackers, totalBytes: 0, source }
}

/** @returns `null` for a torrent that the engine could not take, though it is one. */
const readFile = (bytes: Uint8Array, name: string): SentTorrent | null => {
  const read = readTorrentFile(bytes)
  if (read.kind === 'refused') {
    if (read.reason === 'no-v1-hash') return null
    throw new Refused(415, `Error: '${name}' is not a valid torrent file.`)
  }
  const { id, root, isPrivate, trackers, totalBytes } = read
  const source: TorrentSource = { kind: 'file', bytes: read.bytes }
  return { torrentId: id, name: '', root, isPrivate, trackers, totalBytes, source }
}
