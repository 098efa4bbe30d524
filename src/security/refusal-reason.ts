/** Why a request is refused before any route has it, or by none having it. */
export const refusalReasons = [
  'unknown-host',
  'foreign-origin',
  'no-credentials',
  'wrong-credentials',
  /** The store is away, and only it knows whether the session counts. */
  'session-unknown',
  'no-route',
  'wrong-method',
] as const

export type RefusalReason = (typeof refusalReasons)[number]

/** Told of a request that is refused, to be counted. Never waited for. */
export type NoteRefusal = (refused: { request: Request; reason: RefusalReason }) => void
