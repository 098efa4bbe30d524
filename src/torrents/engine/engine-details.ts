import { type Static, Type } from '@sinclair/typebox'
import { Rejected } from '../../upstream-error.ts'
import { Bytes } from '../catalog/fields.ts'
import { readMode, readPhase, type Session } from '../catalog/session.ts'
import type { EngineCalls } from './engine-calls.ts'

/** The engine walks through its data folder for its setup, which can take long. In milliseconds. */
const SETUP_PATIENCE_MS = 30_000

/** A file of a torrent. */
export type TorrentFile = {
  index: number
  /** Below the engine's data folder, with `/`; begins with the torrent's name where it has a folder. */
  path: string
  length: number
  /** The highest number ever reached: after an engine restart it can be ahead of the disk. */
  doneBytes: number
}

/** What a session tells of its pieces. */
export type Pieces = {
  count: number
  /** One bit a piece, the first in the highest bit of the first byte, in base64. */
  bitfield: string
  /** Which pieces each file lies in, by the file's index: the first, and the one past the last. */
  spans: ReadonlyMap<number, readonly [number, number]>
}

/** How the engine is set up. */
export type EngineSetup = {
  /** The most sessions, of any kind; 0 for no limit. */
  sessionLimit: number
  dataDir: string
}

/** What is asked for one torrent at a time. Rejects as `requestJson` does. */
export type EngineDetails = {
  /** A torrent's files, none before its metadata; `null` when there is no such torrent. */
  files(id: string): Promise<TorrentFile[] | null>
  /** What the engine has open of a torrent, also a stopped or finished one; `null` for nothing. */
  session(id: string): Promise<Session | null>
  /** `null` when it has no session, or no metadata. */
  pieces(id: string): Promise<Pieces | null>
  /** Costs the engine a walk through its data: to be asked rarely. */
  setup(): Promise<EngineSetup>
}

const File = Type.Object({
  index: Type.Integer({ minimum: 0 }),
  path: Type.String(),
  length: Bytes,
  bytesCompleted: Type.Optional(Bytes),
  pieceStart: Type.Optional(Type.Integer({ minimum: 0 })),
  pieceEnd: Type.Optional(Type.Integer({ minimum: 0 })),
})

const Files = Type.Object({ files: Type.Union([Type.Null(), Type.Array(File)]) })

const State = Type.Object({
  mode: Type.Optional(Type.String()),
  transferPhase: Type.Optional(Type.String()),
  peers: Type.Integer({ minimum: 0 }),
  files: Type.Optional(Type.Union([Type.Null(), Type.Array(File)])),
  numPieces: Type.Optional(Type.Integer({ minimum: 0 })),
  pieceBitfield: Type.Optional(Type.String()),
})

const Storage = Type.Object({
  maxSessions: Type.Integer({ minimum: 0 }),
  usage: Type.Object({ dataDir: Type.String({ pattern: '^/' }) }),
})

/** Makes the questions. */
export const createEngineDetails = (calls: EngineCalls): EngineDetails => ({
  async files(id) {
    const found = await unlessMissing(calls.ask(Files, { path: `/torrents/${id}` }))
    return found && (found.files ?? []).map(toFile)
  },
  async session(id) {
    const found = await unlessMissing(calls.ask(State, { path: `/torrents/${id}/state` }))
    if (found === null) return null
    const { mode, transferPhase, peers } = found
    return { mode: readMode(mode), phase: readPhase(transferPhase), peers }
  },
  async pieces(id) {
    const found = await unlessMissing(calls.ask(State, { path: `/torrents/${id}/state` }))
    if (!found?.numPieces || found.pieceBitfield === undefined) return null
    const spans = (found.files ?? []).map(
      // What is 0 is left out.
      ({ index, pieceStart = 0, pieceEnd = 0 }) => [index, [pieceStart, pieceEnd]] as const
    )
    return { count: found.numPieces, bitfield: found.pieceBitfield, spans: new Map(spans) }
  },
  async setup() {
    const call = { path: '/settings/storage', timeoutMs: SETUP_PATIENCE_MS }
    const { maxSessions, usage } = await calls.ask(Storage, call)
    return { sessionLimit: maxSessions, dataDir: usage.dataDir.replace(/(?<=.)\/+$/, '') }
  },
})

/** `null` for what the engine does not have. */
export const unlessMissing = async <T>(answer: Promise<T>): Promise<T | null> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Rejected && error.code === 'not-found') return null
    throw error
  }
}

const toFile = ({ index, path, length, bytesCompleted = 0 }: Static<typeof File>): TorrentFile => ({
  index,
  path,
  length,
  doneBytes: Math.min(bytesCompleted, length),
})
