import type { Log } from '../../src/lib/log.ts'
import type { Store } from '../../src/store/store.ts'

/** Fresh data of one kind of database, and what other programs may do to it. */
export type StoreBench = {
  /** Another instance over the same data. It is closed with the bench. */
  open(log: Log): Store
  /** Writes the version of the stored shape, as a newer program would. */
  writeShape(version: number): Promise<void>
  /** Gives a record a field that no program of ours can read. */
  spoil(part: SpoiltPart, id: string): Promise<void>
  /** Takes from a record of the ledger what the first shape did not have. */
  age(completionId: string): Promise<void>
  dispose(): Promise<void>
}

export type SpoiltPart = 'completions' | 'categories' | 'notes' | 'queue'

/** What is wrong in the spoilt records of each part. */
export const spoiltFields = {
  completions: { owed: ['plex'] },
  categories: { usedBy: 'Sonarr' },
  notes: { limits: null },
  queue: { kind: 'ftp' },
} as const

/** What a test of the contract works on: fresh data, and a store over it. */
export type Subject = { readonly bench: StoreBench; readonly store: Store }
