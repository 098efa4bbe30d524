import type { Completion, MediaServerKind, Settlement } from '../domain.ts'

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
  /** The newest completions, newest first. */
  recent(limit: number): Promise<Completion[]>
  /**
   * Notes which torrents are still there, and drops the records of those that have been gone for
   * `keepMs` and for which nothing is owed. A record dropped earlier would make its torrent new.
   *
   * @param presentTorrentIds Every torrent that exists, complete or not.
   * @returns How many records were dropped.
   */
  prune(options: PruneOptions): Promise<number>
}

export type PruneOptions = {
  presentTorrentIds: ReadonlySet<string>
  /** Unix milliseconds. */
  now: number
  keepMs: number
}

export type OwedCompletion = Pick<Completion, 'id' | 'torrentName' | 'seenAt'>

/** When each media server last took a refresh, by origin: the pause between two outlives us. */
export type RefreshStore = {
  lastAccepted(server: MediaServerKind): Promise<AcceptedRefresh | null>
  accept(server: MediaServerKind, refresh: AcceptedRefresh): Promise<void>
}

export type AcceptedRefresh = {
  /** Scheme, host and port of the server that took it. */
  origin: string
  /** Unix milliseconds. */
  at: number
}
