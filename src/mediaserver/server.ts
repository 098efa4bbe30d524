import type { MediaServerKind, RefreshResult } from '../domain.ts'
import type { CallTrace } from '../lib/request.ts'
import type { WantedItem } from './items.ts'

/** Where a media server is, and how it knows us. */
export type MediaServerAddress = {
  /** Absolute, without a trailing slash; may have a path (the server's base URL). */
  url: string
  apiKey: string
  /** `false` takes any certificate. */
  verifyTls: boolean
}

export type MediaServerDeps = {
  address: MediaServerAddress
  /** For one call, in milliseconds. */
  timeoutMs: number
  signal?: AbortSignal | undefined
  fetch?: typeof fetch
  trace?: CallTrace | undefined
}

/** A library of a media server, with the folders as the server itself sees them. */
export type Library = {
  /** What Jellyfin refreshes it by; `null` in Emby, and in Jellyfin 10.10 before its first scan. */
  id: string | null
  name: string
  paths: string[]
}

/** A scan that has ended. Times are Unix milliseconds. */
export type EndedScan = NonNullable<RefreshResult['scan']>

/** A running library scan: how far it is, in percent, where the server tells. */
export type ScanState = ({ isRunning: false } | { isRunning: true; percentage: number | null }) & {
  /** The newest scan that has ended; `null` where the server tells of none. */
  last: EndedScan | null
}

/** Something in a torrent's place, at its path as the server sees it. */
export type ItemPath = { path: string; isFolder: boolean }

/** What a server tells anybody about itself. */
export type PublicInfo = {
  product: MediaServerKind
  version: string | null
  serverName: string | null
  /** `false` until its owner has finished the server's first setup. */
  isSetUp: boolean
}

/**
 * A media server. Every call is one attempt within its deadline, follows no redirect, and throws
 * the kinds of error of `lib/request`.
 */
export type MediaServer = {
  readonly kind: MediaServerKind
  /**
   * Asks for a scan of every library. The answer means "understood", not "done".
   * A scan that runs already is cancelled by it and started anew: look at `scanState` first.
   */
  refresh(): Promise<void>
  /**
   * Asks for a look at what lies at these paths alone: Jellyfin at once, at the libraries that hold
   * them; Emby a minute later, at their folders, and each further call makes it wait anew. It
   * cancels no scan.
   *
   * @returns The paths that are in none of its libraries; nothing was asked for those.
   */
  refreshPaths(items: readonly ItemPath[]): Promise<{ outside: string[] }>
  /** Whether the server's own library scan runs. Needs an administrator's key. */
  scanState(): Promise<ScanState>
  /** The libraries that the key may see. */
  libraries(): Promise<Library[]>
  /** Whether the server itself sees this folder; `null` where it cannot be asked that (Emby). */
  seesFolder(path: string): Promise<boolean | null>
  /**
   * Which of these the server has, at their paths or below them. Looks at the 200 newest of each
   * library (of all, in Emby), then at as many by title, for 20 of those that are still missing. A
   * second version of a film that is there already is no item of its own.
   *
   * @returns The paths of those that were found, and of those that are in none of its libraries; the
   *   others are not among what was looked at.
   */
  findItems(items: readonly WantedItem[]): Promise<{ found: Set<string>; outside: Set<string> }>
  /** Who is there; asks without the key. */
  publicInfo(): Promise<PublicInfo>
}
