import { completionId, type Torrent } from '../../domain.ts'
import { liveBytes, type Session, type SessionLook } from './session.ts'
import { type Baseline, measureSpeeds } from './speeds.ts'

/** A torrent as everybody sees it: its record, joined with what its session is doing. */
export type CatalogTorrent = Torrent & {
  /** `null` where the engine has it not open, or where its sessions are not known. */
  session: Session | null
  /** What is really there where a session tells, else the record's number. */
  doneBytes: number
  /** Bytes per second between two looks of our own; 0 until there are two. */
  downloadSpeed: number
}

/** The live sessions as they were last seen, and what their speeds are counted from. */
export type Sightings = {
  /** Milliseconds of a monotonic clock. */
  at: number
  /** Whether they are known at all: a torrent that has none here has none then. */
  isKnown: boolean
  sessions: ReadonlyMap<string, SessionLook>
  /** Sessions that are no longer listed, as they were seen last, and since when. */
  gone: ReadonlyMap<string, GoneSession>
  baselines: ReadonlyMap<string, Baseline>
}

/** `createdAt` tells its torrent from one of the same hash that was added after it. */
type GoneSession = { look: SessionLook; since: number; createdAt: number }

/**
 * What a session had still counts for so long once it is not listed any more: one that has finished
 * is listed once, to whoever asks first, and its record says so up to ten seconds later.
 */
const GONE_KEPT_MS = 15_000

/** For so long the sessions of an earlier look stand in for those that a look did not get. */
const SESSIONS_KEPT_MS = 10_000

export const noSightings: Sightings = {
  at: Number.NEGATIVE_INFINITY,
  isKnown: false,
  sessions: new Map(),
  gone: new Map(),
  baselines: new Map(),
}

/**
 * What is known of the sessions after another look.
 *
 * @param sessions `null` when the engine could not list them. Then those of the look before stay,
 *   with their speeds, for ten seconds; after that no torrent has a session.
 */
export const seeSessions = (
  before: Sightings,
  {
    at,
    torrents,
    sessions,
  }: { at: number; torrents: readonly Torrent[]; sessions: readonly SessionLook[] | null }
): Sightings => {
  if (sessions === null) {
    return at - before.at <= SESSIONS_KEPT_MS
      ? before
      : { ...before, isKnown: false, sessions: new Map() }
  }
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const bytes = downloadedBytes(torrents, byId)
  return {
    at,
    isKnown: true,
    sessions: byId,
    gone: stillGone(before, { at, torrents, sessions: byId }),
    baselines: measureSpeeds(before.baselines, { at, bytes }),
  }
}

/** Joins a record with its session. A session without a record is not a torrent yet. */
export const joinSession = (
  torrent: Torrent,
  { sessions, gone, baselines }: Sightings
): CatalogTorrent => {
  const look = sessions.get(torrent.id)
  if (!look) return withoutSession(torrent, gone.get(torrent.id))
  const { mode, phase, peers } = look
  const session = { mode, phase, peers }
  // A session that was kept from an earlier look can lag behind the record that says completed.
  if (torrent.status === 'completed') return { ...torrent, session, downloadSpeed: 0 }
  const downloadSpeed = baselines.get(completionId(torrent))?.speed ?? 0
  return { ...torrent, session, doneBytes: liveBytes(look, torrent), downloadSpeed }
}

/** A record that has lost its session. What that had is on disk, whatever the record says yet. */
const withoutSession = (torrent: Torrent, last: GoneSession | undefined): CatalogTorrent => {
  const isOfThis = last?.createdAt === torrent.createdAt
  const doneBytes = isOfThis ? liveBytes(last.look, torrent) : 0
  return {
    ...torrent,
    session: null,
    doneBytes: Math.max(torrent.doneBytes, doneBytes),
    downloadSpeed: 0,
  }
}

const stillGone = (
  before: Sightings,
  {
    at,
    torrents,
    sessions,
  }: { at: number; torrents: readonly Torrent[]; sessions: ReadonlyMap<string, SessionLook> }
): Map<string, GoneSession> => {
  const isGone = (id: string) => !sessions.has(id)
  const gone = [...before.gone].filter(
    ([id, { since }]) => isGone(id) && at - since <= GONE_KEPT_MS
  )
  const lost = new Map([...before.sessions].filter(([id]) => isGone(id)))
  // Usually none is lost, and then there is no need to go through all torrents.
  if (lost.size === 0) return new Map(gone)
  const newlyGone = torrents.flatMap(({ id, createdAt }) => {
    const look = lost.get(id)
    return look ? [[id, { look, since: at, createdAt }] as const] : []
  })
  return new Map([...gone, ...newlyGone])
}

/** Bytes that are verified come from the disk, so a session that verifies downloads nothing. */
const downloadedBytes = (
  torrents: readonly Torrent[],
  sessions: ReadonlyMap<string, SessionLook>
): Map<string, number> => {
  const bytes = new Map<string, number>()
  for (const torrent of torrents) {
    const session = sessions.get(torrent.id)
    if (!session || session.phase === 'verifying') continue
    bytes.set(completionId(torrent), liveBytes(session, torrent))
  }
  return bytes
}
