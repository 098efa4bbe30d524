import type { Clock } from '../lib/clock.ts'
import { writeChanges } from './maindata-changes.ts'
import { type MainContent, writeEverything } from './maindata-full.ts'

/** What a program asks `sync/maindata` for. */
export type MaindataCall = {
  /** Whose looks these are; `null` for a program without a session, which is told everything. */
  sessionId: string | null
  /** The number of the answer that the program has; anything but a positive one for none. */
  rid: number
}

/** Answers `sync/maindata`: what has changed since the answer that a program has. */
export type Maindata = {
  /** @returns JSON, in pieces: told of everything, it is 13 MB for 10,000 torrents. */
  answer(call: MaindataCall, content: MainContent): Iterable<string>
}

/** What a program was told, and under which number. */
type Told = { rid: number; content: MainContent }

/** The last answer that a program was sent, and the last one that it said to have. */
type Session = { sent: Told; accepted: Told | null; usedAt: number }

/** A program that logs in anew for each call would fill the memory otherwise. */
const MOST_SESSIONS = 64
/** As long as qBittorrent's own sessions, in milliseconds. */
const IDLE_MS = 60 * 60 * 1000
/** The numbers go from 1 up to this one, and then begin again. */
const LAST_RID = 1_000_000

/**
 * Makes what remembers for each session what it was told. It keeps the rows themselves and no
 * copies, so that looks at an unchanged list cost nothing.
 */
export const createMaindata = ({ clock }: { clock: Pick<Clock, 'monotonic'> }): Maindata => {
  /** The one that was used longest ago comes first. */
  const sessions = new Map<string, Session>()

  const isIdle = ({ usedAt }: Session) => clock.monotonic() - usedAt >= IDLE_MS
  /** Takes a session out, and makes room for it to come back. */
  const take = (sessionId: string): Session | null => {
    const taken = sessions.get(sessionId)
    sessions.delete(sessionId)
    for (const [id, session] of sessions) {
      if (!isIdle(session) && sessions.size < MOST_SESSIONS) break
      sessions.delete(id)
    }
    return taken === undefined || isIdle(taken) ? null : taken
  }

  return {
    answer({ sessionId, rid }, content) {
      const session = sessionId === null ? null : take(sessionId)
      // Where nothing was told yet: past the program's own, which it cannot take for this one.
      const next = ((session?.sent.rid ?? Math.max(rid, 0)) % LAST_RID) + 1
      const accepted = session && acceptedBy(session, rid)
      if (sessionId !== null) {
        const sent = { rid: next, content }
        sessions.set(sessionId, { sent, accepted, usedAt: clock.monotonic() })
      }
      if (accepted === null) return writeEverything(content, next)
      return [writeChanges({ before: accepted.content, after: content }, next)]
    },
  }
}

/**
 * The answer that the program has, if it is still known: the last one that it was sent, or, where
 * that one never arrived, the one before. (qBittorrent 4.6.0, src/webui/api/synccontroller.cpp)
 */
const acceptedBy = ({ sent, accepted }: Session, rid: number): Told | null => {
  if (rid === sent.rid) return sent
  return rid === accepted?.rid ? accepted : null
}
