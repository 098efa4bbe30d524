import type {
  Category,
  Completion,
  MediaServerKind,
  QueuedAdd,
  RefreshResult,
  Settlement,
  TorrentNote,
  TorrentSource,
} from '../domain.ts'

/** A document as it lies in the store: read field by field by whoever owns its meaning. */
export type StoredDocument = Readonly<Record<string, unknown>>

/**
 * What this service remembers. One interface, two implementations (MongoDB and SQLite), one
 * contract test run against both.
 *
 * Every verb rejects with {@link Unavailable} (`store-down`) while the database is away, within
 * about five seconds, and works again by itself when it is back; where MongoDB refuses our user the
 * code is `unauthorized` or `forbidden`. Writes are durable (majority and journal) when their
 * promise resolves; one that rejects may have been done nevertheless, and may be repeated.
 */
export type Store = {
  readonly kind: 'mongo' | 'sqlite'
  settings: SettingsStore
  completions: CompletionStore
  refreshes: RefreshStore
  categories: CategoryStore
  tagNames: TagNameStore
  notes: NoteStore
  queue: QueueStore
  sessions: SessionStore
  /** Resolves when the database answers. */
  ping(): Promise<void>
  /** Ends every connection. No verb may be called afterwards. */
  close(): Promise<void>
}

/** The one settings document, `_id: "integrations"`, which T◎RRX may write as well. */
export type SettingsStore = {
  /** The document without its `_id`, or `null` when none was ever stored. */
  read(): Promise<StoredDocument | null>
  /**
   * Replaces the document atomically. `change` gets what is stored at that moment and may be
   * called again when somebody else wrote in between; what it throws leaves the store as it was.
   *
   * @returns What was stored.
   */
  update(change: (stored: StoredDocument | null) => StoredDocument): Promise<StoredDocument>
}

/** The ledger: which torrents were seen complete, and which server is still owed a refresh. */
export type CompletionStore = {
  /** Whether the first comparison has succeeded, ever: what was complete by then is known. */
  hasBaseline(): Promise<boolean>
  /** Remembers that the first comparison has succeeded. */
  markBaseline(): Promise<void>
  /** Which of these ids the ledger does not hold. Order is kept. */
  unknown(ids: readonly string[]): Promise<string[]>
  /**
   * Inserts the completions that are not known yet; the insert is the claim.
   *
   * @returns The ids that this call inserted.
   */
  add(completions: readonly Completion[]): Promise<string[]>
  /** The completions for which this server is owed a refresh, oldest first. */
  owed(server: MediaServerKind): Promise<OwedCompletion[]>
  /** Takes the settlement's server off these completions' debts and keeps the settlement. */
  settle(ids: readonly string[], settlement: Settlement): Promise<void>
  /** Keeps what came of the refresh that these completions' server was asked for at that time. */
  conclude(
    ids: readonly string[],
    of: Pick<Settlement, 'server' | 'at'>,
    result: RefreshResult
  ): Promise<void>
  /**
   * What a server was asked for was not done: it is owed to these completions again, each at most
   * `MOST_ASKED` times.
   *
   * @returns How many are owed again.
   */
  oweAgain(ids: readonly string[], server: MediaServerKind): Promise<number>
  /**
   * These torrents were imported: their completions wait for that no more.
   *
   * @returns How many of them did.
   */
  markImported(torrentIds: readonly string[]): Promise<number>
  /** When these completions were, in Unix seconds, by their ids. Unknown ids are left out. */
  completedAt(ids: readonly string[]): Promise<Map<string, number>>
  /**
   * The newest completions of those that are looked for, newest first; of one moment, by id. What was
   * complete before there was anybody to see it is none of them.
   */
  recent(query: HistoryQuery): Promise<Completion[]>
  /** How many there are; as {@link HistoryQuery} has it, where a name is given. */
  count(query?: Pick<HistoryQuery, 'name'>): Promise<number>
  /**
   * Notes which torrents are still there, and drops the records of those that have been gone for
   * `keepMs` and for which nothing is owed. A record dropped earlier would make its torrent new.
   *
   * @param presentTorrentIds Every torrent that exists, complete or not.
   * @returns How many records were dropped.
   */
  prune(options: PruneOptions): Promise<number>
}

/** Which of the completions are looked for. */
export type HistoryQuery = {
  /** So many at most. A malformed record is left out of them, and no other comes in its place. */
  limit: number
  /** Only what stands after this place in the order; whether an entry is there does not matter. */
  before?: Pick<Completion, 'seenAt' | 'id'> | undefined
  /**
   * Only those with this text in the torrent's name, or in its hash while it has no name; all where
   * it is empty. Its first 1,000 characters count. Letters of both cases are one, in every alphabet
   * and each for itself: `é` finds `É`, but neither `e` nor `ss` what has another letter. Blanks,
   * dots and underscores between words are one, and a letter is found however its marks are stored.
   * Of scripts younger than Unicode 7 a MongoDB before 6.1 may tell the cases apart.
   */
  name?: string | undefined
}

/** A server whose scans never come to an end is asked no more often for one completion. */
export const MOST_ASKED = 3

export type PruneOptions = {
  presentTorrentIds: ReadonlySet<string>
  /** Unix milliseconds. */
  now: number
  keepMs: number
}

export type OwedCompletion = Pick<
  Completion,
  'id' | 'torrentId' | 'torrentName' | 'seenAt' | 'awaitsImport' | 'trace'
>

/**
 * When each media server last took a refresh, by origin, and whether its owner wants another one: the
 * pause between two outlives us, and so does what was asked for by hand.
 */
export type RefreshStore = {
  lastAccepted(server: MediaServerKind): Promise<AcceptedRefresh | null>
  accept(server: MediaServerKind, refresh: AcceptedRefresh): Promise<void>
  /** Whether a refresh was asked for by hand that the server has not taken yet. */
  isWanted(server: MediaServerKind): Promise<boolean>
  /** @param at When it was asked for, in Unix milliseconds; `null` where it is wanted no more. */
  want(server: MediaServerKind, at: number | null): Promise<void>
}

export type AcceptedRefresh = {
  /** Scheme, host and port of the server that took it. */
  origin: string
  /** Unix milliseconds. */
  at: number
}

/** The categories that programs made, by their names. */
export type CategoryStore = {
  /** In the order of their names. */
  all(): Promise<Category[]>
  /** Writes the whole category over the one of this name, or anew. */
  save(category: Category): Promise<void>
  /** Forgets categories; a name that is not there is none to forget. */
  remove(names: readonly string[]): Promise<void>
}

/** Names of tags that stay although no torrent may have them. A torrent's tags are the engine's. */
export type TagNameStore = {
  /** In their order. */
  all(): Promise<string[]>
  add(names: readonly string[]): Promise<void>
  remove(names: readonly string[]): Promise<void>
}

/** What only this service knows of torrents, one note for each, by info hash. */
export type NoteStore = {
  all(): Promise<TorrentNote[]>
  /** Writes each whole note over the one of its torrent, or anew. */
  save(notes: readonly TorrentNote[]): Promise<void>
  remove(torrentIds: readonly string[]): Promise<void>
}

/** Adds that the engine has not taken yet, one for each torrent. */
export type QueueStore = {
  /** Without their sources, oldest first. */
  all(): Promise<QueuedAdd[]>
  /** What the torrent can be added by; `null` when it does not wait. */
  source(torrentId: string): Promise<TorrentSource | null>
  /** @returns Whether it was added; `false` when this torrent waits already. */
  add(queued: QueuedAdd, source: TorrentSource): Promise<boolean>
  /** Writes over what waits; does nothing when it waits no more. */
  save(queued: QueuedAdd): Promise<void>
  remove(torrentIds: readonly string[]): Promise<void>
}

/** What keeps sessions valid over a restart, and for all replicas: a key, and what was ended. */
export type SessionStore = {
  /** 32 random bytes, made once and then the same for ever. */
  key(): Promise<Uint8Array>
  /** Remembers until `until` that a session was ended. */
  revoke(id: string, until: number): Promise<void>
  /**
   * The sessions that were ended and would be valid otherwise; those that are over by themselves at
   * `now` are dropped. Unix milliseconds.
   */
  revoked(now: number): Promise<{ id: string; until: number }[]>
}
