import type { Db } from 'mongodb'
import type { Completion } from '../domain.ts'
import { collections, durably } from './mongo-schema.ts'

/** A completion as it lies in MongoDB. */
export type CompletionDocument = Omit<Completion, 'id'> & {
  _id: string
  /** Since when the torrent has been gone. Unix milliseconds. */
  goneSince?: number
}

/** The collection of the completions. */
export const ledgerIn = (db: Db) =>
  db.collection<CompletionDocument>(collections.completions, durably)

/** A document with its key under the name that it has outside MongoDB. */
export const named = ({ _id, ...rest }: { _id?: unknown }) => ({ id: _id, ...rest })
