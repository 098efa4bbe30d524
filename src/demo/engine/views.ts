import { bitfield, type Content, pieceSpans, totalBytes, wholePieces } from './content.ts'
import { type EngineRecord, type RecordedFile, ratio } from './record.ts'
import { doneBytes, statusOf } from './session.ts'
import type { Look } from './sessions.ts'

/** Peers of a session that is receiving. */
const PEERS = 3

/** Unix seconds as the engine writes what comes from its database: whole seconds, UTC. */
const storedTime = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/**
 * Unix milliseconds as the engine writes what comes from its clock: nanoseconds without trailing
 * zeros, in its own zone. The digits past the milliseconds are made up.
 */
export const preciseTime = (ms: number, utcOffsetMinutes = 0): string => {
  const local = new Date(ms + utcOffsetMinutes * 60_000).toISOString().slice(0, -1)
  return `${local}846713${zone(utcOffsetMinutes)}`
}

const zone = (minutes: number): string => {
  if (minutes === 0) return 'Z'
  const two = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** An item of the summary list: no files, no hash, no speeds. */
export const summaryItem = (record: EngineRecord) => ({
  id: record.id,
  name: record.name,
  status: record.status,
  progress: ratio(record.doneBytes, record.totalBytes),
  doneBytes: record.doneBytes,
  totalBytes: record.totalBytes,
  createdAt: storedTime(record.createdAt),
  updatedAt: storedTime(record.updatedAt),
  ...(record.tags.length > 0 ? { tags: record.tags } : {}),
})

/**
 * A record as calls that change it answer it. `progress` of its files is always 0.
 *
 * @param changed What is told otherwise than it is stored.
 */
export const recordItem = (
  record: EngineRecord,
  changed: { createdAt?: string; updatedAt?: string; files?: object[] | null } = {}
) => ({
  id: record.id,
  name: record.name,
  status: record.status,
  infoHash: record.infoHash,
  files: record.files.map(fileItem),
  totalBytes: record.totalBytes,
  doneBytes: record.doneBytes,
  createdAt: storedTime(record.createdAt),
  updatedAt: storedTime(record.updatedAt),
  tags: record.tags.length > 0 ? record.tags : null,
  ...changed,
})

/** A record as `GET /torrents/{id}` and the full list show it. */
export const fullItem = (record: EngineRecord) => ({
  ...recordItem(record),
  ...(record.files.length > 0 ? { mediaOrganization: organization(record.files) } : {}),
})

/** A new record: times from the clock, and files with their pieces, or `null` before metadata. */
export const newItem = (
  record: EngineRecord,
  { content, time }: { content: Content | null; time: string }
) => {
  const spans = content === null ? [] : pieceSpans(content)
  const files = record.files.map((file, index) => ({ ...fileItem(file), ...pieces(spans[index]) }))
  return recordItem(record, {
    createdAt: time,
    updatedAt: time,
    files: content === null ? null : files,
  })
}

/** A session as the state calls show it; files and pieces are missing until there is metadata. */
export const stateItem = ({ session, downloadSpeed }: Look, time: string) => {
  const { id, mode, content } = session
  const status = statusOf(session)
  const isReceiving = status === 'active' && mode === 'downloading' && session.isWanted
  return {
    id,
    status,
    mode,
    ...(status === 'active' ? { transferPhase: 'downloading' } : {}),
    progress: content === null ? 0 : ratio(doneBytes(session), totalBytes(content)),
    peers: isReceiving ? PEERS : 0,
    downloadSpeed,
    uploadSpeed: 0,
    ...(content === null ? {} : stateContent(content, session.done)),
    updatedAt: time,
  }
}

const stateContent = (content: Content, done: readonly number[]) => {
  const whole = wholePieces(content, done)
  const spans = pieceSpans(content)
  const files = content.files.map(({ path, length }, index) => {
    const span = spans[index] ?? { start: 0, end: 0 }
    const own = whole.slice(span.start, span.end)
    return {
      ...fileItem({ index, path, length, bytesCompleted: done[index] ?? 0 }),
      progress: ratio(own.filter(Boolean).length, own.length),
      ...pieces(span),
    }
  })
  const map = whole.length === 0 ? {} : { numPieces: whole.length, pieceBitfield: bitfield(whole) }
  return { ...(files.length > 0 ? { files } : {}), ...map }
}

const fileItem = ({ index, path, length, bytesCompleted }: RecordedFile) => ({
  index,
  path,
  length,
  bytesCompleted,
  progress: 0,
})

/** The engine leaves out what is 0. */
const pieces = (span: { start: number; end: number } | undefined) => ({
  ...(span?.start ? { pieceStart: span.start } : {}),
  ...(span?.end ? { pieceEnd: span.end } : {}),
})

/** The engine's guess at films and series, which nobody here reads: one group of films will do. */
const organization = (files: readonly RecordedFile[]) => ({
  contentType: 'movie',
  groups: [
    {
      id: 'movies',
      type: 'movie',
      title: 'Movies',
      items: files.map(({ index, path }) => ({
        fileIndex: index,
        filePath: path,
        displayName: path
          .replace(/^.*\//, '')
          .replace(/\.\w+$/, '')
          .replaceAll('.', ' '),
      })),
    },
  ],
})
