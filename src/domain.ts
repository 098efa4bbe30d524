/**
 * The nouns of the house, and pure helpers over them. Everything may import this file; it imports
 * nothing.
 */

/** The media servers that can be asked to refresh, in the order in which people see them. */
export const mediaServerKinds = ['jellyfin', 'emby'] as const
export type MediaServerKind = (typeof mediaServerKinds)[number]

/** The names that people know the media servers by. */
export const mediaServerNames: Record<MediaServerKind, string> = {
  jellyfin: 'Jellyfin',
  emby: 'Emby',
}

export const torrentStatuses = ['pending', 'active', 'completed', 'stopped', 'error'] as const
export type TorrentStatus = (typeof torrentStatuses)[number]

/** A torrent as the engine's record tells it. Times are Unix seconds, sizes bytes. */
export type Torrent = {
  /** Info hash, 40 lower-case hex digits. */
  id: string
  /** Empty until the engine has the metadata of a magnet that was added without a name. */
  name: string
  status: TorrentStatus
  totalBytes: number
  /** The highest value ever reached: after an engine restart it can be ahead of the disk. */
  doneBytes: number
  createdAt: number
  updatedAt: number
  tags: string[]
}

/** How a media server's debt for one completion was settled. */
export const settlementOutcomes = ['asked', 'switched-off'] as const

export type Settlement = {
  server: MediaServerKind
  outcome: (typeof settlementOutcomes)[number]
  /** Unix milliseconds. */
  at: number
  /** What the server was asked to look at: all its libraries, or what lies at this place alone. */
  scope?: 'full' | 'targeted'
  /** Why all libraries, where the owner wants the place alone: it is in none, or is not known. */
  fallback?: 'in-no-library' | 'place-unknown'
  /** What the owner should know of it: the server's own scan was stuck and did not hold us back. */
  note?: 'scan-stuck'
  /** When the server's last scan before it began, by its own clock: the next one is another. */
  scanBefore?: number | null
  /** What came of it; absent until that is known, and where it was not asked. */
  result?: RefreshResult
}

/** How a scan of a media server ended, in its own words where they are known. */
export const scanStatuses = ['completed', 'failed', 'cancelled', 'aborted', 'unknown'] as const

/** What came of a refresh. Times are Unix milliseconds. */
export type RefreshResult = {
  /** When it was looked at. */
  at: number
  /** The scan that the server made after it was asked; `null` where it did not tell of one. */
  scan: { startedAt: number; endedAt: number; status: (typeof scanStatuses)[number] } | null
  /**
   * Whether the server has the item now; `in-no-library` where it has no library that its place is
   * in, `unknown` where it could not be asked.
   */
  item: (typeof itemFindings)[number]
}
export const itemFindings = ['found', 'not-found', 'in-no-library', 'unknown'] as const

/** Of what was complete already when this service looked for the first time: no history has it. */
export const NEVER_SEEN = 0

/**
 * A torrent that was seen complete for the first time, and which media servers are owed a refresh
 * for it. The unique `id` is the claim: whoever inserts it first, once, owes the refreshes.
 */
export type Completion = {
  /** `<info hash>:<createdAt in Unix seconds>`; see {@link completionId}. */
  id: string
  torrentId: string
  torrentName: string
  /**
   * When this service saw the torrent complete. Unix milliseconds; {@link NEVER_SEEN} where it was so
   * before.
   */
  seenAt: number
  /** When it was complete, as near as is known. Unix seconds; fixed once it is written. */
  completedAt: number
  owed: MediaServerKind[]
  /** Whether a program is expected to import it, and has not yet been seen to do so. */
  awaitsImport: boolean
  settled: Settlement[]
  /** The trace that it began, as a W3C `traceparent`; absent while traces were off. */
  trace?: string
}

/** A group of torrents that download clients keep by its name. Names differ by case, too. */
export type Category = {
  name: string
  /** The folder that its maker named, empty for none. The engine has one folder for everything. */
  savePath: string
  /** The programs that made it or added torrents to it, such as `Sonarr`, in no order. */
  usedBy: string[]
}

/** Limits that a program set for a torrent. The engine has none: they are only told again. */
export type TorrentLimits = {
  /** Bytes per second; 0 for none. */
  download: number
  upload: number
  /** Uploaded by downloaded; -1 for none, -2 for what holds for all. */
  ratio: number
  /** Whole minutes; -1 for none, -2 for what holds for all. */
  seedingMinutes: number
  /** As `seedingMinutes`. */
  inactiveSeedingMinutes: number
}

/** What only this service knows of a torrent, because a program told it or it was learned once. */
export type TorrentNote = {
  torrentId: string
  /** Empty for none. */
  category: string
  /** The name that a program gave it; empty where the engine's own name holds. */
  name: string
  /** The first element of its paths, below the engine's data folder; `null` until it is known. */
  root: string | null
  limits: TorrentLimits
  /** Whether a program added it through this service. */
  isOurs: boolean
  /** Whether a program stopped it last. The engine forgets that of a magnet without metadata. */
  isHeld: boolean
  /** Whether a program wants it started and the engine had no session free. */
  isStartOwed: boolean
  /** `null` where its file was never seen. */
  isPrivate: boolean | null
  /** Addresses of its trackers, as far as they were seen. */
  trackers: string[]
}

/** What a torrent can be added by. */
export type TorrentSource = { kind: 'magnet'; magnet: string } | { kind: 'file'; bytes: Uint8Array }

/** A torrent that a program added and the engine has not taken yet. Its {@link TorrentNote} says more. */
export type QueuedAdd = {
  torrentId: string
  /** Unix milliseconds. */
  addedAt: number
  kind: TorrentSource['kind']
  /** The size of its source. */
  sourceBytes: number
  /** The size of what it holds; 0 while that is not known. */
  totalBytes: number
  /** The engine's own tags, which it gets once the engine has it. */
  tags: string[]
  /** Whether it is to be stopped once the engine has it. */
  isStopped: boolean
  /** Why the engine will not take it, in its words; `null` while it may. */
  refusal: string | null
  /** It is not to be added any more, but the engine may be taking it at this moment. */
  isUnwanted?: true
}

/** Something that is wrong with what somebody gave us, for a person to read. */
export type Problem = {
  /** Where it is: a variable's name, or a field's path such as `jellyfin.url`. */
  field: string
  /** What was wrong and what is wanted, one sentence without the field's name. */
  message: string
}

/**
 * Whether a torrent has all its bytes. `completed` alone does not tell: a *stop* in the same sync
 * tick as the last byte writes `stopped`, and the status flaps back to `active` when a finished
 * torrent is played.
 */
export const isComplete = (torrent: Torrent): boolean =>
  torrent.status === 'completed' ||
  (torrent.totalBytes > 0 && torrent.doneBytes >= torrent.totalBytes)

/**
 * The identity of a torrent's completion. The creation time tells a delete-and-re-add, which is a
 * new completion, from the same torrent flapping, which is not.
 */
export const completionId = (torrent: Pick<Torrent, 'id' | 'createdAt'>): string =>
  `${torrent.id}:${Math.floor(torrent.createdAt)}`

/** What a caller gave us cannot be accepted: an answer 400 with the problems in words. */
export class InvalidInput extends Error {
  override name = 'InvalidInput'
  readonly problems: Problem[]

  constructor(problems: Problem[]) {
    super(problems.map((problem) => `${problem.field}: ${problem.message}`).join('; '))
    this.problems = problems
  }
}
