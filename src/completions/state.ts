/** Where completions come from at the moment. */
export type WatcherMode = 'stream' | 'polling' | 'engine' | 'standby'

/** What the watcher tells of itself, for the page and for health checks. */
export type WatcherState = {
  /** `null` until the first source could be opened. */
  mode: WatcherMode | null
  /** Why MongoDB is polled where a stream was possible. */
  reason: 'standalone' | 'not-permitted' | null
  /** Since when the watcher has been in this mode, or in this fault. Unix milliseconds. */
  since: number
  /** Whether the source fails at the moment. */
  isFailing: boolean
  /** Whether a comparison of all torrents with the ledger has succeeded, here or ever. */
  hasBaseline: boolean
  /** Malformed records that were skipped since the start. */
  malformedRecords: number
}
