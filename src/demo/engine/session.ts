import type { TorrentStatus } from '../../domain.ts'
import { type Content, totalBytes } from './content.ts'

/**
 * What a session is doing. `idle` waits for metadata; `focused` is being played, and `paused` makes
 * way for it. Mode and status are two things.
 */
export type SessionMode = 'idle' | 'downloading' | 'stopped' | 'focused' | 'paused' | 'completed'

/** A torrent that the engine has open. Times are monotonic milliseconds. */
export type Session = {
  readonly id: string
  readonly openedAt: number
  /** Until then whoever opened it waits for its metadata. */
  readonly awaitedUntil: number
  /** `null` until its metadata is there. */
  content: Content | null
  mode: SessionMode
  /** Whether its pieces were asked for: without that, a downloading session downloads nothing. */
  isWanted: boolean
  /** Bytes per file that are there, in the order of the files. */
  done: number[]
  /** Bytes that came over the wire since it was opened. */
  received: number
  advancedAt: number
  /** Counts the looks of anybody at any session; the lowest was looked at longest ago. */
  lookedAt: number
  /** What was received when anybody last looked. */
  sample: { at: number; received: number } | null
}

/** A session as it is opened: without metadata, and without anything asked for. */
export const createSession = ({
  id,
  at,
  waitMs,
}: {
  id: string
  at: number
  waitMs: number
}): Session => ({
  id,
  openedAt: at,
  awaitedUntil: at + waitMs,
  content: null,
  mode: 'idle',
  isWanted: false,
  done: [],
  received: 0,
  advancedAt: at,
  lookedAt: 0,
  sample: null,
})

const transitions: Record<SessionMode, readonly SessionMode[]> = {
  idle: ['downloading', 'paused', 'stopped'],
  downloading: ['stopped', 'focused', 'paused', 'completed'],
  focused: ['downloading', 'stopped', 'completed'],
  paused: ['downloading', 'focused', 'stopped'],
  stopped: ['downloading', 'paused', 'idle'],
  completed: ['stopped', 'focused'],
}

/** Whether a session may go from one mode to another; staying is always allowed. */
export const mayBecome = (from: SessionMode, to: SessionMode): boolean =>
  from === to || transitions[from].includes(to)

/** The bytes that are there, of all files. */
export const doneBytes = ({ done }: Session): number => done.reduce((sum, bytes) => sum + bytes, 0)

/** Whether everything is there. A torrent of 0 bytes never is. */
export const hasAll = (session: Session): boolean => {
  const total = session.content === null ? 0 : totalBytes(session.content)
  return total > 0 && doneBytes(session) >= total
}

/** The status that a sync would write: the mode's, unless everything is there. */
export const statusOf = (session: Session): TorrentStatus => {
  if (session.content === null || session.mode === 'idle') return 'pending'
  if (session.mode === 'stopped' || session.mode === 'completed') return session.mode
  return hasAll(session) ? 'completed' : 'active'
}

/**
 * Lets a session receive what came until now, file after file.
 *
 * @param onFile Called with the index of each file whose last byte came.
 */
export const advance = (
  session: Session,
  {
    at,
    bytesPerSecond,
    onFile,
  }: { at: number; bytesPerSecond: number; onFile: (index: number) => void }
) => {
  const elapsedMs = at - session.advancedAt
  const isReceiving = session.mode === 'downloading' && session.isWanted && session.content !== null
  if (!isReceiving || bytesPerSecond <= 0) {
    session.advancedAt = at
    return
  }
  const budget = Math.floor((bytesPerSecond * elapsedMs) / 1000)
  // The part of a byte that is still on its way keeps the time that it took.
  session.advancedAt += (budget * 1000) / bytesPerSecond
  receive(session, budget, onFile)
}

/** Gives a session so many bytes, file after file. */
export const receive = (session: Session, budget: number, onFile: (index: number) => void) => {
  let left = budget
  session.content?.files.forEach(({ length }, index) => {
    const has = session.done[index] ?? 0
    const taken = Math.min(left, length - has)
    if (taken <= 0) return
    left -= taken
    session.done[index] = has + taken
    session.received += taken
    if (has + taken === length) onFile(index)
  })
}
