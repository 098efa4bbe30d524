import type { Filter } from 'mongodb'
import { NEVER_SEEN } from '../domain.ts'
import { type CompletionDocument, ledgerIn, named } from './mongo-ledger.ts'
import type { MongoVerb } from './mongo-schema.ts'
import { toNamePattern } from './name-pattern.ts'
import { type RecordReader, readCompletions } from './record.ts'
import type { CompletionStore, HistoryQuery } from './store.ts'

type CompletionFilter = Filter<CompletionDocument>

const SEEN: CompletionFilter = { seenAt: { $gt: NEVER_SEEN } }

/** Reads the ledger in MongoDB as a history. A name is looked for in every document. */
export const createMongoHistory = ({
  verb,
  readRecords,
}: {
  verb: MongoVerb
  readRecords: RecordReader
}): Pick<CompletionStore, 'recent' | 'count'> => ({
  async recent({ limit, before, name }) {
    // To MongoDB a limit of 0 is none at all.
    if (limit <= 0) return []
    const found = await verb((db) =>
      ledgerIn(db)
        .find({ $and: [SEEN, after(before), having(name)] }, { projection: { goneSince: 0 } })
        .sort({ seenAt: -1, _id: -1 })
        .limit(limit)
        .toArray()
    )
    return readCompletions(readRecords, found.map(named))
  },
  count: ({ name } = {}) =>
    verb((db) => ledgerIn(db).countDocuments({ $and: [SEEN, having(name)] })),
})

/** What stands after this place, with bounds that the index of the order knows. */
const after = (before: HistoryQuery['before']): CompletionFilter => {
  if (before === undefined) return {}
  const { seenAt, id } = before
  return { seenAt: { $lte: seenAt }, $or: [{ seenAt: { $lt: seenAt } }, { _id: { $lt: id } }] }
}

const having = (name: HistoryQuery['name']): CompletionFilter => {
  if (!name) return {}
  const pattern = { $regex: toNamePattern(name), $options: 'i' }
  return { $or: [{ torrentName: pattern }, { torrentName: '', torrentId: pattern }] }
}
