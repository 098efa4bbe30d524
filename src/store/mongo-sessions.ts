import type { Db } from 'mongodb'
import { collections, durably, type MongoVerb, metaIn } from './mongo-schema.ts'
import type { RecordReader } from './record.ts'
import { endedSessionRecord, makeSessionKey, readSessionKey } from './session-record.ts'
import type { SessionStore } from './store.ts'

/** What keeps sessions valid, in MongoDB: the same for every instance of this service. */
export const createMongoSessions = ({
  verb,
  readRecords,
}: {
  verb: MongoVerb
  readRecords: RecordReader
}): SessionStore => ({
  async key() {
    // Of several instances that ask at once one inserts, and all get what that one inserted.
    const fresh = { $setOnInsert: { bytes: makeSessionKey() } }
    await verb((db) => metaIn(db).updateOne({ _id: 'session-key' }, fresh, { upsert: true }))
    const found = await verb((db) =>
      metaIn(db).findOne({ _id: 'session-key' }, { promoteBuffers: true })
    )
    return readSessionKey(readRecords, found)
  },
  async revoke(id, until) {
    await verb((db) => endedIn(db).replaceOne({ _id: id }, { until }, { upsert: true }))
  },
  async revoked(now) {
    await verb((db) => endedIn(db).deleteMany({ until: { $lte: now } }))
    const found = await verb((db) => endedIn(db).find().sort({ _id: 1 }).toArray())
    return readRecords(
      endedSessionRecord,
      found.map(({ _id, until }) => ({ id: _id, until }))
    )
  },
})

const endedIn = (db: Db) =>
  db.collection<{ _id: string; until: number }>(collections.sessions, durably)
