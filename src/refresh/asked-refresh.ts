import type { MediaServer } from '../mediaserver/server.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { OwedCompletion } from '../store/store.ts'
import type { Paid } from './scope.ts'

/** A refresh that a server has taken. */
export type AskedRefresh = {
  server: MediaServer
  settings: MediaServerSettings
  /** Unix milliseconds; with the server what its settlements are known by. */
  at: number
  debts: readonly OwedCompletion[]
  paid: readonly Paid[]
  /** When the last scan before it began, by the server's own clock; `null` where it did not tell. */
  scanBefore: number | null
}
