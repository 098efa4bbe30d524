import { type TSchema, Type } from '@sinclair/typebox'
import type { QueuedAdd, TorrentSource } from '../domain.ts'
import type { RecordReader } from './record.ts'

const orNull = <Known extends TSchema>(known: Known) => Type.Union([known, Type.Null()])
const texts = Type.Array(Type.String())

export const categoryRecord = Type.Object({
  name: Type.String(),
  savePath: Type.String(),
  usedBy: texts,
})

export const tagRecord = Type.Object({ name: Type.String() })

export const noteRecord = Type.Object({
  torrentId: Type.String(),
  category: Type.String(),
  name: Type.String(),
  root: orNull(Type.String()),
  limits: Type.Object({
    download: Type.Number(),
    upload: Type.Number(),
    ratio: Type.Number(),
    seedingMinutes: Type.Number(),
    inactiveSeedingMinutes: Type.Number(),
  }),
  isOurs: Type.Boolean(),
  isHeld: Type.Boolean(),
  isStartOwed: Type.Boolean(),
  isPrivate: orNull(Type.Boolean()),
  trackers: texts,
})

const queuedRecord = Type.Object({
  torrentId: Type.String(),
  addedAt: Type.Number(),
  kind: Type.Union([Type.Literal('magnet'), Type.Literal('file')]),
  sourceBytes: Type.Number(),
  totalBytes: Type.Number(),
  tags: texts,
  isStopped: Type.Boolean(),
  refusal: orNull(Type.String()),
  isUnwanted: Type.Optional(Type.Literal(true)),
})

/** What a torrent can be added by: a magnet lies there as text, a file as its bytes. */
const sourceRecord = Type.Object({
  torrentId: Type.String(),
  source: Type.Union([Type.String(), Type.Uint8Array()]),
})

/** The queue out of its records, oldest first. */
export const readQueue = (readRecords: RecordReader, records: readonly unknown[]): QueuedAdd[] =>
  readRecords(queuedRecord, records).sort(
    (one, other) => one.addedAt - other.addedAt || (one.torrentId < other.torrentId ? -1 : 1)
  )

/** A source as it is stored; {@link readSource} makes it one again. */
export const toStoredSource = (source: TorrentSource): string | Uint8Array =>
  source.kind === 'magnet' ? source.magnet : source.bytes

/** The source out of its record; `null` for a malformed one, and where there is none. */
export const readSource = (readRecords: RecordReader, record: unknown): TorrentSource | null => {
  const [found] = readRecords(sourceRecord, record === null ? [] : [record])
  if (found === undefined) return null
  const { source } = found
  return typeof source === 'string'
    ? { kind: 'magnet', magnet: source }
    : { kind: 'file', bytes: source }
}
