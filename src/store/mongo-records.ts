import type { Db, Document } from 'mongodb'
import { inBatches } from './batches.ts'
import type { KeyedRecords, RecordKind } from './keyed-records.ts'
import { collections, durably, type MongoVerb } from './mongo-schema.ts'
import type { RecordReader } from './record.ts'

/** Records of one kind in a collection of their own, by their key as `_id`. */
export const createMongoRecords = <Key extends string, Item extends Record<Key, string>>({
  verb,
  readRecords,
  kind: { place, key, schema },
}: {
  verb: MongoVerb
  readRecords: RecordReader
  kind: RecordKind<Key, Item>
}): KeyedRecords<Item> => {
  const recordsIn = (db: Db) =>
    db.collection<Document & { _id: string }>(collections[place], durably)
  const toWrite = ({ [key]: id, ...rest }: Item) => ({
    replaceOne: { filter: { _id: id }, replacement: rest, upsert: true },
  })
  return {
    async all() {
      const found = await verb((db) => recordsIn(db).find().sort({ _id: 1 }).toArray())
      return readRecords(
        schema,
        found.map(({ _id, ...rest }) => ({ ...rest, [key]: _id }))
      )
    },
    async save(items) {
      for (const batch of inBatches(items)) {
        await verb((db) => recordsIn(db).bulkWrite(batch.map(toWrite)))
      }
    },
    async remove(keys) {
      for (const batch of inBatches(keys)) {
        await verb((db) => recordsIn(db).deleteMany({ _id: { $in: batch } }))
      }
    },
  }
}
