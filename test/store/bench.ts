import type { Log } from '../../src/lib/log.ts'
import type { Store } from '../../src/store/store.ts'

/** Fresh data of one kind of database, and what other programs may do to it. */
export type StoreBench = {
  /** Another instance over the same data. It is closed with the bench. */
  open(log: Log): Store
  /** Writes the version of the stored shape, as a newer program would. */
  writeShape(version: number): Promise<void>
  /** Gives a record of the ledger a field that no program of ours can read. */
  spoil(completionId: string): Promise<void>
  dispose(): Promise<void>
}

/** What a test of the contract works on: fresh data, and a store over it. */
export type Subject = { readonly bench: StoreBench; readonly store: Store }
