import type { MediaServerKind } from '../domain.ts'
import type { Library } from './verdict.ts'

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
}

/** A running library scan: how far it is, in percent, where the server tells. */
export type ScanState = { isRunning: false } | { isRunning: true; percentage: number | null }

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
  /** Whether the server's own library scan runs. Needs an administrator's key. */
  scanState(): Promise<ScanState>
  /** The libraries that the key may see. */
  libraries(): Promise<Library[]>
  /** Who is there; asks without the key. */
  publicInfo(): Promise<PublicInfo>
}
