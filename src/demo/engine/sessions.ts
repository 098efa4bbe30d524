import type { Clock } from '../../lib/clock.ts'
import { createSignal } from '../../lib/signal.ts'
import type { Content } from './content.ts'
import { EngineError } from './error.ts'
import {
  advance,
  createSession,
  doneBytes,
  hasAll,
  mayBecome,
  receive,
  type Session,
  type SessionMode,
} from './session.ts'
import type { Swarm } from './swarm.ts'

/** A session without metadata is given up after this time, in milliseconds. */
const METADATA_TIMEOUT_MS = 10 * 60_000

/** What a look at a session shows. */
export type Look = {
  session: Readonly<Session>
  /** Bytes per second since anybody last looked. */
  downloadSpeed: number
}

/** The sessions of one engine process. Verbs on one that is not there return `false` or `null`. */
export type Sessions = {
  /**
   * Opens a torrent; one that is open stays as it is.
   *
   * @param content Its metadata, where it is known at once.
   * @param waitMs How long the opener is going to wait for metadata.
   * @throws {EngineError} When the limit is reached and every session is busy.
   */
  open(id: string, content: Content | null, waitMs: number): Readonly<Session>
  /** Resolves when a session has its metadata, or its opener has waited long enough. */
  awaitContent(id: string, signal: AbortSignal): Promise<void>
  /**
   * Metadata came. While the opener waits, starting is its business; after that the session starts
   * by itself, unless it was stopped meanwhile.
   */
  giveContent(id: string, content: Content): void
  /** @throws {EngineError} For a session that is finished. */
  start(id: string): boolean
  stop(id: string): boolean
  /**
   * Plays a torrent: the others make way.
   *
   * @throws {EngineError} For a session that is stopped or without metadata.
   */
  focus(id: string): boolean
  unfocus(): void
  isFocused(): boolean
  /**
   * Looks at a session as state calls, the sync loop and the frames do. It is the look that makes
   * a session `completed` whose last byte has come.
   */
  look(id: string): Look | null
  /** Looks at each session that is neither stopped nor, as far as anybody saw, finished. */
  lookAtActive(): Look[]
  /** The ids of those that {@link Sessions.lookAtActive} would look at. */
  activeIds(): string[]
  ids(): string[]
  modeOf(id: string): SessionMode | null
  /** What a session has by now, without a look at it; 0 without one. */
  doneBytes(id: string): number
  /** Brings all bytes that are missing. */
  finish(id: string): boolean
  /** Drops a session; its record hears nothing of it. */
  drop(id: string): boolean
}

/**
 * Makes the table of sessions. What is whole on disk outlives them; what is not starts from zero
 * when its torrent is opened again.
 *
 * @param limit The most sessions there can be; 0 for no limit.
 */
export const createSessions = ({
  clock,
  swarm,
  limit,
}: {
  clock: Clock
  swarm: Swarm
  limit: number
}): Sessions => {
  const sessions = new Map<string, Session>()
  const arrivals = createSignal<string>()
  let looks = 0

  const find = (id: string): Session | null => {
    const session = sessions.get(id)
    if (session === undefined) return null
    const at = clock.monotonic()
    if (session.content === null && at - session.openedAt >= METADATA_TIMEOUT_MS) {
      sessions.delete(id)
      return null
    }
    advance(session, { at, bytesPerSecond: swarm.bytesPerSecond(id), onFile: keep(session) })
    return session
  }
  const keep = (session: Session) => (index: number) =>
    swarm.keep(session.id, index, session.content?.files[index]?.length ?? 0)
  const touch = (session: Session) => {
    looks += 1
    session.lookedAt = looks
  }
  const focused = () => [...sessions.values()].find(({ mode }) => mode === 'focused')
  const begin = (session: Session) => {
    const other = focused()
    const mustWait = other !== undefined && other !== session
    become(session, mustWait ? 'paused' : 'downloading')
    // What is asked for before there is metadata is forgotten, and asked for when it comes.
    if (!mustWait && session.content !== null) session.isWanted = true
  }
  const resumePaused = () => {
    for (const session of sessions.values()) if (session.mode === 'paused') begin(session)
  }
  const makeRoom = () => {
    if (limit === 0 || sessions.size < limit) return
    const [evicted] = [...sessions.values()]
      .filter(({ mode }) => mode !== 'downloading' && mode !== 'focused')
      .sort((a, b) => a.lookedAt - b.lookedAt)
    if (!evicted) throw new EngineError('engine', 'engine error: session limit reached')
    sessions.delete(evicted.id)
  }
  const takeContent = (session: Session, content: Content) => {
    session.content = content
    session.done = content.files.map(({ length }, index) =>
      swarm.isKept(session.id, index) ? length : 0
    )
  }
  const look = (id: string): Look | null => {
    const session = find(id)
    if (session === null) return null
    touch(session)
    const mayComplete = session.mode !== 'stopped' && mayBecome(session.mode, 'completed')
    if (hasAll(session) && mayComplete) session.mode = 'completed'
    return { session, downloadSpeed: takeSample(session, clock.monotonic()) }
  }
  const activeIds = () =>
    [...sessions.values()]
      .filter(({ mode }) => mode !== 'stopped' && mode !== 'completed')
      .map(({ id }) => id)

  return {
    open(id, content, waitMs) {
      const existing = find(id)
      if (existing === null) makeRoom()
      const session = existing ?? createSession({ id, at: clock.monotonic(), waitMs })
      if (existing === null && content !== null) {
        takeContent(session, content)
        session.mode = 'downloading'
      }
      sessions.set(id, session)
      touch(session)
      return session
    },
    async awaitContent(id, signal) {
      const session = find(id)
      if (session === null || session.content !== null) return
      const arrived = new AbortController()
      const stopListening = arrivals.listen((arrival) => {
        if (arrival === id) arrived.abort()
      })
      const waitMs = session.awaitedUntil - clock.monotonic()
      await clock.sleep(waitMs, AbortSignal.any([arrived.signal, signal]))
      stopListening()
    },
    giveContent(id, content) {
      const session = find(id)
      if (session === null || session.content !== null) return
      takeContent(session, content)
      const isAwaited = clock.monotonic() < session.awaitedUntil
      if (isAwaited && session.mode === 'idle') session.mode = 'downloading'
      if (!isAwaited && session.mode !== 'stopped') begin(session)
      arrivals.announce(id)
    },
    start(id) {
      const session = find(id)
      if (session !== null) begin(session)
      return session !== null
    },
    stop(id) {
      const session = find(id)
      if (session === null) return false
      const wasFocused = session.mode === 'focused'
      become(session, 'stopped')
      session.isWanted = false
      if (wasFocused) resumePaused()
      return true
    },
    focus(id) {
      const session = find(id)
      if (session === null) return false
      touch(session)
      become(session, 'focused')
      for (const other of sessions.values()) {
        if (other.mode === 'downloading') become(find(other.id) ?? other, 'paused')
      }
      return true
    },
    unfocus() {
      const session = focused()
      if (session !== undefined) become(session, 'downloading')
      resumePaused()
    },
    isFocused: () => focused() !== undefined,
    look,
    lookAtActive: () => activeIds().flatMap((id) => look(id) ?? []),
    activeIds,
    ids: () => [...sessions.keys()],
    modeOf: (id) => sessions.get(id)?.mode ?? null,
    doneBytes(id) {
      const session = find(id)
      return session === null ? 0 : doneBytes(session)
    },
    finish(id) {
      const session = find(id)
      if (session === null || session.content === null) return false
      receive(session, Number.MAX_SAFE_INTEGER, keep(session))
      return true
    },
    drop(id) {
      const wasFocused = sessions.get(id)?.mode === 'focused'
      const wasThere = sessions.delete(id)
      if (wasFocused) resumePaused()
      return wasThere
    },
  }
}

const become = (session: Session, mode: SessionMode) => {
  if (!mayBecome(session.mode, mode)) {
    const change = `${session.mode} -> ${mode} for session ${session.id}`
    throw new EngineError('engine', `engine error: invalid state transition: ${change}`)
  }
  session.mode = mode
}

/** Two looks close to each other share what came between: the second sees nothing, or too much. */
const takeSample = (session: Session, at: number): number => {
  const { sample, received, content } = session
  if (content === null) return 0
  session.sample = { at, received }
  const seconds = sample === null ? 0 : (at - sample.at) / 1000
  return sample === null || seconds <= 0 ? 0 : Math.floor((received - sample.received) / seconds)
}
