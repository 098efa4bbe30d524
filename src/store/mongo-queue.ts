import type { Db, Document } from 'mongodb'
import type { QueuedAdd } from '../domain.ts'
import { isDuplicateKey } from '../lib/mongo-fault.ts'
import { inBatches } from './batches.ts'
import { readQueue, readSource, toStoredSource } from './client-record.ts'
import { collections, durably, type MongoVerb } from './mongo-schema.ts'
import type { RecordReader } from './record.ts'
import type { QueueStore } from './store.ts'

/** The queue in MongoDB: a document for each add, with its source in it, so that both come at once. */
export const createMongoQueue = ({
  verb,
  readRecords,
}: {
  verb: MongoVerb
  readRecords: RecordReader
}): QueueStore => ({
  async all() {
    // The server would sort whole documents, sources and all, in its memory.
    const found = await verb((db) =>
      queueIn(db)
        .find({}, { projection: { source: 0 } })
        .toArray()
    )
    return readQueue(readRecords, found.map(named))
  },
  async source(torrentId) {
    const found = await verb((db) =>
      queueIn(db).findOne({ _id: torrentId }, { projection: { source: 1 }, promoteBuffers: true })
    )
    return readSource(readRecords, found === null ? null : named(found))
  },
  async add(queued, source) {
    const document = { ...toDocument(queued), source: toStoredSource(source) }
    try {
      await verb((db) => queueIn(db).insertOne(document))
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  },
  async save(queued) {
    const { _id, ...changes } = toDocument(queued)
    await verb((db) => queueIn(db).updateOne({ _id }, { $set: changes }))
  },
  async remove(torrentIds) {
    for (const batch of inBatches(torrentIds)) {
      await verb((db) => queueIn(db).deleteMany({ _id: { $in: batch } }))
    }
  },
})

const queueIn = (db: Db) => db.collection<Document & { _id: string }>(collections.queue, durably)

const toDocument = ({ torrentId, ...rest }: QueuedAdd) => ({ _id: torrentId, ...rest })

const named = ({ _id, ...rest }: Document) => ({ ...rest, torrentId: _id })
