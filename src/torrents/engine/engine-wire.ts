import { type Static, Type } from '@sinclair/typebox'
import type { Torrent } from '../../domain.ts'
import { Bytes, guardOf, Status, Tags, TorrentId } from '../catalog/fields.ts'
import { readMode, readPhase, type SessionLook } from '../catalog/session.ts'

/** `GET /internal/health/player`; its status is about the player and no concern of ours. */
export const Health = Type.Object({ status: Type.String() })

const Summary = Type.Object({
  id: TorrentId,
  name: Type.String(),
  status: Status,
  totalBytes: Bytes,
  doneBytes: Bytes,
  createdAt: Type.String(),
  updatedAt: Type.String(),
  tags: Tags,
})

const SessionItem = Type.Object({
  id: TorrentId,
  mode: Type.Optional(Type.String()),
  transferPhase: Type.Optional(Type.String()),
  progress: Type.Number(),
  peers: Type.Integer({ minimum: 0 }),
  files: Type.Optional(
    Type.Union([Type.Null(), Type.Array(Type.Object({ bytesCompleted: Type.Optional(Bytes) }))])
  ),
})

const Identified = Type.Object({ id: TorrentId })

/** Parses the items of a page one at a time; `null` stands for a malformed one. */
export type WireReader = {
  /** The id alone, where there is one. */
  id(item: unknown): string[]
  torrent(item: unknown): Torrent | null
  session(item: unknown): SessionLook | null
}

/** Makes a reader of the engine's items. */
export const createWireReader = (): WireReader => {
  const isIdentified = guardOf(Identified)
  const isSummary = guardOf(Summary)
  const isSession = guardOf(SessionItem)
  return {
    id: (item) => (isIdentified(item) ? [item.id] : []),
    torrent: (item) => (isSummary(item) ? toTorrent(item) : null),
    session: (item) => (isSession(item) ? toSession(item) : null),
  }
}

const toTorrent = (item: Static<typeof Summary>): Torrent | null => {
  const createdAt = parseTime(item.createdAt)
  const updatedAt = parseTime(item.updatedAt)
  if (createdAt === null || updatedAt === null) return null
  const { id, name, status, totalBytes, doneBytes, tags } = item
  return { id, name, status, totalBytes, doneBytes, createdAt, updatedAt, tags: tags ?? [] }
}

const toSession = (item: Static<typeof SessionItem>): SessionLook => ({
  id: item.id,
  mode: readMode(item.mode),
  phase: readPhase(item.transferPhase),
  peers: item.peers,
  progress: item.progress,
  fileBytes: item.files
    ? item.files.reduce((sum, file) => sum + (file.bytesCompleted ?? 0), 0)
    : null,
})

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * RFC 3339 as Go writes it, with nothing to nine digits behind the second, in whole Unix seconds.
 * The fraction is cut off, so that the result equals what the engine stores in MongoDB.
 */
const parseTime = (text: string): number | null => {
  const at = RFC3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.floor(at / 1000)
}
