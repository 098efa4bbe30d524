import { type Db, type Document, MongoBulkWriteError } from 'mongodb'
import type { Clock } from '../lib/clock.ts'
import { isDuplicateKey } from '../lib/mongo-fault.ts'
import { BATCH_SIZE, inBatches } from './batches.ts'
import { createMongoHistory } from './mongo-history.ts'
import { type CompletionDocument, ledgerIn, named } from './mongo-ledger.ts'
import { type MongoVerb, metaIn } from './mongo-schema.ts'
import { comparePresence, type PresenceChanges } from './presence.ts'
import { presenceRecord, type RecordReader, readCompletionTimes, readOwed } from './record.ts'
import { type CompletionStore, MOST_ASKED, type PruneOptions } from './store.ts'

/** The ledger in MongoDB: a document for each completion, with the servers that are owed in it. */
export const createMongoCompletions = ({
  verb,
  readRecords,
  clock,
}: {
  verb: MongoVerb
  readRecords: RecordReader
  clock: Clock
}): CompletionStore => ({
  async hasBaseline() {
    return (await verb((db) => metaIn(db).findOne({ _id: 'baseline' }))) !== null
  },
  async markBaseline() {
    await verb((db) =>
      metaIn(db).updateOne(
        { _id: 'baseline' },
        { $setOnInsert: { at: clock.now() } },
        { upsert: true }
      )
    )
  },
  async unknown(ids) {
    const found = await findByIds(verb, ids, { _id: 1 })
    const known = new Set<unknown>(found.map(({ _id }) => _id))
    return ids.filter((id) => !known.has(id))
  },
  async add(completions) {
    const added: string[] = []
    for (const batch of inBatches(completions)) {
      const documents = batch.map(({ id, ...rest }) => ({ _id: id, ...rest }))
      added.push(...(await verb((db) => claim(db, documents))))
    }
    return added
  },
  async owed(server) {
    const found = await verb((db) =>
      ledgerIn(db)
        .find({ owed: server })
        .project({ torrentId: 1, torrentName: 1, seenAt: 1, awaitsImport: 1, trace: 1 })
        .sort({ seenAt: 1, _id: 1 })
        .toArray()
    )
    return readOwed(readRecords, found.map(named))
  },
  async settle(ids, settlement) {
    for (const batch of inBatches(ids)) {
      await verb((db) =>
        ledgerIn(db).updateMany(
          { _id: { $in: batch }, owed: settlement.server },
          { $pull: { owed: settlement.server }, $push: { settled: settlement } }
        )
      )
    }
  },
  async conclude(ids, { server, at }, result) {
    const arrayFilters = [{ 'one.server': server, 'one.at': at }]
    for (const batch of inBatches(ids)) {
      await verb((db) =>
        ledgerIn(db).updateMany(
          { _id: { $in: batch } },
          { $set: { 'settled.$[one].result': result } },
          { arrayFilters }
        )
      )
    }
  },
  async oweAgain(ids, server) {
    const times = {
      $size: { $filter: { input: '$settled', cond: { $eq: ['$$this.server', server] } } },
    }
    let owed = 0
    for (const batch of inBatches(ids)) {
      const { modifiedCount } = await verb((db) =>
        ledgerIn(db).updateMany(
          { _id: { $in: batch }, owed: { $ne: server }, $expr: { $lt: [times, MOST_ASKED] } },
          { $push: { owed: server } }
        )
      )
      owed += modifiedCount
    }
    return owed
  },
  async markImported(torrentIds) {
    let marked = 0
    for (const batch of inBatches(torrentIds)) {
      const { modifiedCount } = await verb((db) =>
        ledgerIn(db).updateMany(
          { torrentId: { $in: batch }, awaitsImport: true },
          { $set: { awaitsImport: false } }
        )
      )
      marked += modifiedCount
    }
    return marked
  },
  async completedAt(ids) {
    const found = await findByIds(verb, ids, { seenAt: 1, completedAt: 1 })
    return readCompletionTimes(readRecords, found.map(named))
  },
  ...createMongoHistory({ verb, readRecords }),
  async prune(options) {
    let dropped = 0
    let from: string | undefined = ''
    while (from !== undefined) {
      const after: string = from
      const page = await verb((db) => presencePage(db, after))
      const records = readRecords(presenceRecord, page.map(named))
      dropped += await verb((db) => applyPresence(db, comparePresence(records, options), options))
      from = page.at(-1)?._id
    }
    return dropped
  },
})

/** These fields of the records with these ids, as far as there are any. */
const findByIds = async (
  verb: MongoVerb,
  ids: readonly string[],
  fields: Record<string, 1>
): Promise<Document[]> => {
  const found: Document[] = []
  for (const batch of inBatches(ids)) {
    const page = await verb((db) =>
      ledgerIn(db)
        .find({ _id: { $in: batch } })
        .project(fields)
        .toArray()
    )
    found.push(...page)
  }
  return found
}

/** Inserts what is not there yet; who inserts a document first has claimed it. */
const claim = async (db: Db, documents: CompletionDocument[]): Promise<string[]> => {
  try {
    await ledgerIn(db).insertMany(documents, { ordered: false })
    return documents.map(({ _id }) => _id)
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error
    // Without a single failed write it is the connection that broke, or the majority that is away.
    const failures = [error.writeErrors].flat()
    const isOurs = failures.length > 0 && failures.every(isDuplicateKey)
    if (!isOurs || error.result.getWriteConcernError()) throw error
    const failed = new Set(failures.map(({ index }) => index))
    return documents.filter((_, index) => !failed.has(index)).map(({ _id }) => _id)
  }
}

const presencePage = (db: Db, after: string) =>
  ledgerIn(db)
    .find({ _id: { $gt: after } })
    .project<Pick<CompletionDocument, '_id'>>({ torrentId: 1, goneSince: 1 })
    .sort({ _id: 1 })
    .limit(BATCH_SIZE)
    .toArray()

/** Returns how many records were dropped. */
const applyPresence = async (
  db: Db,
  { gone, back, expired }: PresenceChanges,
  { now }: PruneOptions
): Promise<number> => {
  const ledger = ledgerIn(db)
  if (back.length > 0) {
    await ledger.updateMany({ _id: { $in: back } }, { $unset: { goneSince: '' } })
  }
  if (gone.length > 0) {
    await ledger.updateMany({ _id: { $in: gone } }, { $set: { goneSince: now } })
  }
  if (expired.length === 0) return 0
  return (await ledger.deleteMany({ _id: { $in: expired }, owed: [] })).deletedCount
}
