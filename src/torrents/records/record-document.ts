import { type Static, Type } from '@sinclair/typebox'
import type { Torrent } from '../../domain.ts'
import { Bytes, guardOf, Status, Tags, TorrentId } from '../catalog/fields.ts'

/**
 * A document of the engine's collection `torrents`, as far as it concerns us. The driver hands out
 * Int, Long and Double alike as numbers. What cannot be done without is required; the rest may be
 * missing or null, as older engines and restored dumps leave it.
 */
const RecordDocument = Type.Object({
  _id: TorrentId,
  status: Status,
  createdAt: Type.Number(),
  name: Type.Optional(Type.Union([Type.Null(), Type.String()])),
  totalBytes: Type.Optional(Type.Union([Type.Null(), Bytes])),
  doneBytes: Type.Optional(Type.Union([Type.Null(), Bytes])),
  // Nothing depends on it, and the engine's clock is not to be trusted: anything goes.
  updatedAt: Type.Optional(Type.Unknown()),
  tags: Tags,
})

/** The fields that are asked for: without `files`, which are most of a document. */
export const recordProjection = {
  name: 1,
  status: 1,
  totalBytes: 1,
  doneBytes: 1,
  createdAt: 1,
  updatedAt: 1,
  tags: 1,
} as const

/** Makes the parser of documents; it returns `null` for a malformed one. */
export const createTorrentReader = (): ((document: unknown) => Torrent | null) => {
  const isRecord = guardOf(RecordDocument)
  return (document) => (isRecord(document) ? toTorrent(document) : null)
}

const toTorrent = (record: Static<typeof RecordDocument>): Torrent => ({
  id: record._id,
  name: record.name ?? '',
  status: record.status,
  totalBytes: record.totalBytes ?? 0,
  doneBytes: record.doneBytes ?? 0,
  createdAt: Math.floor(record.createdAt),
  updatedAt: Math.floor(typeof record.updatedAt === 'number' ? record.updatedAt : record.createdAt),
  tags: record.tags ?? [],
})
