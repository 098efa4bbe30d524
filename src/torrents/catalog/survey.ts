import type { Torrent } from '../../domain.ts'
import { breathe, mapInSteps } from '../../lib/breath.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { createStandingFault, type StandingFault } from '../../lib/standing-fault.ts'
import { Unavailable, UpstreamError } from '../../upstream-error.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { TorrentRecords } from '../records/records.ts'
import { keepSame } from './same-torrent.ts'
import { type CatalogTorrent, joinSession, noSightings, seeSessions } from './sightings.ts'

/** All torrents as one source told them. */
export type Copy = {
  /** Those of which nothing has changed are the same objects as in the copy before. */
  torrents: readonly CatalogTorrent[]
  source: 'engine' | 'records'
  /** Whether a torrent without a session has none, rather than one that is not known. */
  areSessionsKnown: boolean
  /** Milliseconds of a monotonic clock. */
  at: number
  /** Unix milliseconds. */
  takenAt: number
}

/** What came of asking. With MongoDB's records in the engine's place there are both. */
export type Finding = {
  copy: Copy | null
  /** Why the engine could not be read. */
  failure: Unavailable | null
}

/** What the catalog reads from. */
export type Sources = {
  engine: Pick<EngineClient, 'list' | 'states'>
  /** `null` where the service runs without MongoDB. */
  records: Pick<TorrentRecords, 'all'> | null
}

/**
 * Makes the question for all torrents: the engine is asked, and where it cannot be read, MongoDB's
 * own records, without sessions and with speed 0. The question never rejects and is asked once at
 * a time. A failure of the engine's sessions alone loses no torrent.
 */
export const createSurvey = ({
  engine,
  records,
  clock,
  log,
}: Sources & { clock: Clock; log: Log }): (() => Promise<Finding>) => {
  const createFault = () => createStandingFault({ log, clock })
  const listFault = createFault()
  const itemsFault = createFault()
  const sessionsFault = createFault()
  const recordsFault = createFault()
  let sightings = noSightings
  let known: readonly CatalogTorrent[] = []

  const copyOf = async (
    source: Copy['source'],
    { torrents, join }: { torrents: readonly Torrent[]; join: (torrent: Torrent) => CatalogTorrent }
  ): Promise<Copy> => {
    const keep = keepSame(known)
    known = await mapInSteps(torrents, (torrent, place) => keep(join(torrent), place))
    return {
      torrents: known,
      source,
      areSessionsKnown: source === 'engine' && sightings.isKnown,
      at: clock.monotonic(),
      takenAt: clock.now(),
    }
  }
  const askSessions = async () => {
    const answer = await engine.states().then(
      (sessions) => ({ sessions, error: null }),
      (error: unknown) => ({ sessions: null, error })
    )
    return { ...answer, at: clock.monotonic() }
  }
  const askEngine = async () => {
    const asked = askSessions()
    const { torrents, malformed } = await engine.list()
    const { sessions, error, at } = await asked
    if (malformed === 0) itemsFault.clear('all torrents of the engine can be read again')
    else itemsFault.raise('torrents of the engine cannot be read', { count: malformed })
    if (sessions) sessionsFault.clear('the engine lists its sessions again')
    else raise(sessionsFault, 'the engine does not list its sessions', error)
    await breathe()
    sightings = seeSessions(sightings, { at, torrents, sessions })
    return await copyOf('engine', { torrents, join: (torrent) => joinSession(torrent, sightings) })
  }
  const askRecords = async () => {
    if (records === null) return null
    try {
      const copy = await copyOf('records', { torrents: await records.all(), join: withoutSession })
      recordsFault.clear('the records of torrents can be read again')
      return copy
    } catch (error) {
      raise(recordsFault, 'the records of torrents cannot be read', error)
      return null
    }
  }

  return async () => {
    try {
      const copy = await askEngine()
      listFault.clear('the engine lists its torrents again')
      return { copy, failure: null }
    } catch (error) {
      raise(listFault, 'the engine does not list its torrents', error)
      return { copy: await askRecords(), failure: toUnavailable(error) }
    }
  }
}

const withoutSession = (torrent: Torrent): CatalogTorrent => ({
  ...torrent,
  session: null,
  downloadSpeed: 0,
})

const raise = (fault: StandingFault, event: string, error: unknown) => {
  const code = error instanceof UpstreamError ? error.code : 'unexpected'
  // Our own stop ends calls that are under way, which is nobody's fault.
  if (code !== 'stopped') fault.raise(event, { code })
}

const toUnavailable = (error: unknown): Unavailable => {
  const facts = error instanceof UpstreamError ? error : null
  return new Unavailable('the torrents are not known: the engine cannot be read', {
    code: facts?.code ?? 'unexpected-answer',
    status: facts?.status,
    retryAfterMs: facts?.retryAfterMs,
    cause: error,
  })
}
