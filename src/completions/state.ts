/** Where completions come from at the moment. */
export type WatcherMode = 'stream' | 'polling' | 'engine' | 'standby'

/**
 * Why a change stream cannot be had, where the server has said so. One that waits for its replica
 * set to be initiated answers nothing else either.
 */
export type NoStream = 'standalone' | 'not-permitted' | 'not-initiated'

/** What the watcher tells of itself, for the page and for health checks. */
export type WatcherState = {
  /** `null` until the first source could be opened. */
  mode: WatcherMode | null
  /** Why MongoDB is polled where a stream was possible. */
  reason: NoStream | null
  /** Since when the watcher has been in this mode, or in this fault. Unix milliseconds. */
  since: number
  /** Whether the source fails at the moment. */
  isFailing: boolean
  /** Whether a comparison of all torrents with the ledger has succeeded, here or ever. */
  hasBaseline: boolean
  /** Malformed records that were skipped since the start. */
  malformedRecords: number
}
