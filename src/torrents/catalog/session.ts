import type { Torrent } from '../../domain.ts'

/**
 * What the engine's session of a torrent is doing. `focused` is being played, `paused` stands back
 * for one that is, `idle` waits for metadata. It says nothing about the stored status.
 */
export type SessionMode =
  | 'idle'
  | 'downloading'
  | 'stopped'
  | 'focused'
  | 'paused'
  | 'completed'
  | 'unknown'

export type SessionPhase = 'downloading' | 'verifying'

/** A torrent that the engine has open. */
export type Session = {
  mode: SessionMode
  /** Only while the session is active. */
  phase: SessionPhase | null
  peers: number
}

/** A session as one state answer tells it. */
export type SessionLook = Session & {
  id: string
  /** The share of its bytes that the session has, from 0 to 1. */
  progress: number
  /** Sum over its files; `null` before the metadata is there. */
  fileBytes: number | null
}

const modes: ReadonlySet<string> = new Set<SessionMode>([
  'idle',
  'downloading',
  'stopped',
  'focused',
  'paused',
  'completed',
])

/** A mode that a newer engine may have invented is `unknown`, as is none. */
export const readMode = (word: string | undefined): SessionMode =>
  word !== undefined && modes.has(word)
    ? (word as SessionMode) // it is one of the set's words
    : 'unknown'

export const readPhase = (word: string | undefined): SessionPhase | null =>
  word === 'downloading' || word === 'verifying' ? word : null

/**
 * The bytes that the session really has. The record's own number is the highest ever reached: a
 * session that was opened again begins every unfinished file from zero.
 */
export const liveBytes = (session: SessionLook, { totalBytes }: Torrent): number => {
  const bytes = session.fileBytes ?? Math.round(session.progress * totalBytes)
  return totalBytes > 0 ? Math.min(Math.max(bytes, 0), totalBytes) : Math.max(bytes, 0)
}
