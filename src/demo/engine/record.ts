import type { TorrentStatus } from '../../domain.ts'

/** A file as the engine's records hold it. `path` is relative to the data folder. */
export type RecordedFile = {
  index: number
  path: string
  length: number
  bytesCompleted: number
}

/** A torrent as the engine's records hold it: a document of MongoDB's collection `torrents`. */
export type EngineRecord = {
  /** Info hash, 40 lower-case hex digits. */
  id: string
  name: string
  status: TorrentStatus
  /** The hash as the magnet spelt it. */
  infoHash: string
  /** The magnet link, empty for an upload. */
  magnet: string
  /** Where the uploaded .torrent file lies, empty for a magnet. */
  torrent: string
  files: RecordedFile[]
  totalBytes: number
  doneBytes: number
  /** 0 to 1. Not always `doneBytes / totalBytes`: a sync writes what the session has. */
  progress: number
  /** Unix seconds. */
  createdAt: number
  /** Unix seconds. */
  updatedAt: number
  tags: string[]
}

/** What a sync writes: `doneBytes` only when it is higher, the rest as given. */
export type ProgressUpdate = {
  doneBytes: number
  updatedAt: number
  status?: TorrentStatus
  name?: string
  totalBytes?: number
  progress?: number
  files?: RecordedFile[]
}

export const sortFields = ['name', 'createdAt', 'updatedAt', 'totalBytes', 'progress'] as const
export type SortField = (typeof sortFields)[number]

/** Which records are wanted, and in which order. */
export type RecordQuery = {
  status: TorrentStatus | null
  /** Plain text that the name holds, in any case; empty for all. */
  search: string
  /** Tags that a record has all of, in their exact case. */
  tags: string[]
  sortBy: SortField
  direction: 'asc' | 'desc'
  limit: number | null
  offset: number
}

/** Where the engine keeps its records. Verbs on a record that is not there return `false`. */
export type EngineRecords = {
  /** What the engine does to its database when it starts. */
  prepare(): Promise<void>
  /** Returns `false`, and changes nothing, when there is such a record already. */
  insert(record: EngineRecord): Promise<boolean>
  find(id: string): Promise<EngineRecord | null>
  findMany(ids: readonly string[]): Promise<EngineRecord[]>
  list(query: RecordQuery): Promise<EngineRecord[]>
  /** Writes the whole record as it was read before, `doneBytes` that may be lower included. */
  rewrite(record: EngineRecord): Promise<boolean>
  advance(id: string, update: ProgressUpdate): Promise<boolean>
  setTags(id: string, tags: readonly string[], updatedAt: number): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** Done bytes by all bytes, from 0 to 1; 0 for nothing. */
export const ratio = (done: number, total: number): number =>
  total > 0 ? Math.min(1, done / total) : 0

/** Trims tags, and drops empty ones and doubles in any case; the first spelling stays. */
export const normalizeTags = (tags: readonly string[]): string[] => {
  const seen = new Set<string>()
  return tags
    .map((tag) => tag.trim())
    .filter((tag) => {
      const key = tag.toLowerCase()
      if (tag === '' || seen.has(key)) return false
      seen.add(key)
      return true
    })
}

/** What every write of a whole record computes anew. */
export const derived = (record: EngineRecord) => ({
  progress: ratio(record.doneBytes, record.totalBytes),
  tags: normalizeTags(record.tags),
})
