/**
 * Why the engine does not do what it was asked.
 *
 * - `source`: neither a magnet nor a file.
 * - `not-found`: no such torrent.
 * - `engine`: its torrent library or a session said no.
 * - `repository`: its database cannot be reached, or holds what cannot be read.
 * - `internal`: anything else.
 */
export type EngineErrorKind = 'source' | 'not-found' | 'engine' | 'repository' | 'internal'

export class EngineError extends Error {
  override name = 'EngineError'
  readonly kind: EngineErrorKind

  /** @param message The engine's own words, which its callers get to read. */
  constructor(kind: EngineErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** The request was one of those that end the engine's process without an answer. */
export class EngineDeath extends Error {
  override name = 'EngineDeath'
}
