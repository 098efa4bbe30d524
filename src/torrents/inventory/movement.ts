import { isComplete } from '../../domain.ts'
import type { CatalogTorrent } from '../catalog/sightings.ts'

/** How long a torrent has neither bytes nor peers before it is stalled, in milliseconds. */
const STALLED_AFTER_MS = 60_000
/** How long one has no session before it counts as having lost it, in milliseconds. */
const LOST_AFTER_MS = 60_000
/** A session that has finished is in no list up to ten seconds before its record says so. */
const RECORDED_AFTER_MS = 15_000

/** What was seen of an unfinished torrent in several looks. Times are monotonic milliseconds. */
export type Movement = {
  doneBytes: number
  /** When a byte or a peer was last seen, or there was none to be seen. */
  movedAt: number
  /** When bytes last came, in Unix seconds; `null` while none were seen to come. */
  lastByteAt: number | null
  /** Since when it has no session; `null` while it has one, or nobody knows. */
  sessionlessSince: number | null
}

/** A look at a torrent. */
type Look = { at: number; now: number; areSessionsKnown: boolean }

/** What is known of a torrent's movement after another look. @param look.now Unix milliseconds. */
export const seeMovement = (
  before: Movement | undefined,
  torrent: CatalogTorrent,
  { at, now, areSessionsKnown }: Look
): Movement => {
  const { doneBytes, session, status } = torrent
  // Without its session a torrent has the bytes of its record, which can be more than there are.
  const hasGrown = before !== undefined && session !== null && doneBytes > before.doneBytes
  const isMeantTo = status === 'active' && areSessionsKnown
  const isMoving = hasGrown || !isMeantTo || (session?.peers ?? 0) > 0
  const isSessionless = areSessionsKnown && session === null
  return {
    doneBytes,
    movedAt: isMoving || before === undefined ? at : before.movedAt,
    lastByteAt: hasGrown ? Math.floor(now / 1000) : (before?.lastByteAt ?? null),
    sessionlessSince: isSessionless ? (before?.sessionlessSince ?? at) : null,
  }
}

/** Whether it is meant to download and had neither a byte nor a peer for a minute. */
export const isStalled = (torrent: CatalogTorrent, { movedAt }: Movement, at: number): boolean =>
  torrent.status === 'active' &&
  !isComplete(torrent) &&
  // One that has lost its session waits for another.
  torrent.session !== null &&
  at - movedAt >= STALLED_AFTER_MS

/** Whether it is meant to download and the engine has not had it open for a minute. */
export const hasLostSession = (torrent: CatalogTorrent, movement: Movement, at: number): boolean =>
  !isComplete(torrent) && sessionlessFor(torrent, movement, at) >= LOST_AFTER_MS

/** Whether it may be finished without its record saying so yet: its session is, or is gone. */
export const mayBeDone = (torrent: CatalogTorrent, movement: Movement, at: number): boolean => {
  if (torrent.session?.mode === 'completed') return torrent.status !== 'completed'
  const forMs = sessionlessFor(torrent, movement, at)
  return forMs >= 0 && forMs < RECORDED_AFTER_MS
}

/** For how long one that its record says to download has not been open; -1 for any other. */
const sessionlessFor = (
  { status }: CatalogTorrent,
  { sessionlessSince }: Movement,
  at: number
): number =>
  sessionlessSince !== null && (status === 'active' || status === 'pending')
    ? at - sessionlessSince
    : -1
