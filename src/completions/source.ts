import type { Torrent } from '../domain.ts'
import type { WatcherMode } from './state.ts'

/** A way in which changes of torrents reach us. It may repeat, and it may miss some. */
export type ChangeSource = {
  readonly mode: WatcherMode
  /**
   * Waits for changes. An empty list says that the source is alive and nothing has changed; one
   * comes at least every few seconds.
   *
   * @throws When the source is broken: it has to be opened anew.
   */
  next(): Promise<Torrent[]>
  close(): Promise<void>
}

/** The way in which all torrents can be gone through, whatever tells of changes. */
export type TorrentCensus = {
  /** Every torrent that is complete, and possibly others, in batches. */
  complete(): AsyncIterable<Torrent[]>
  /** The id of every torrent there is, in batches. */
  ids(): AsyncIterable<string[]>
}
