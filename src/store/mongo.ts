import type { Db } from 'mongodb'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { MongoConnection } from '../lib/mongo.ts'
import { createOnce } from '../lib/once.ts'
import { createKeyedStores } from './keyed-records.ts'
import { createMongoCompletions } from './mongo-completions.ts'
import { createMongoQueue } from './mongo-queue.ts'
import { createMongoRecords } from './mongo-records.ts'
import { collections, durably, type MongoVerb, metaIn, prepareMongo } from './mongo-schema.ts'
import { createMongoSessions } from './mongo-sessions.ts'
import { createMongoSettings } from './mongo-settings.ts'
import { acceptedRecord, createRecordReader, type RecordReader } from './record.ts'
import type { AcceptedRefresh, RefreshStore, Store } from './store.ts'

/** No verb keeps its caller longer than this where the server does not answer. */
const VERB_DEADLINE_MS = 5000

/**
 * The store in T◎RRX's own MongoDB. Nothing is asked before the first verb, and the first that
 * reaches the server prepares the database: the server may come up long after us.
 *
 * Besides what {@link Store} says, every verb rejects with `StoreTooNew` where a newer version of
 * this program has changed the shape of the data.
 *
 * @param connection Closed by the store's `close`.
 */
export const openMongoStore = ({
  connection,
  clock = systemClock,
  log,
}: {
  connection: MongoConnection
  clock?: Clock
  log: Log
}): Store => {
  const run: MongoVerb = (operation) => connection.run(operation, { deadlineMs: VERB_DEADLINE_MS })
  const ready = createOnce(() => run((db) => prepareMongo(db, { log })))
  const verb: MongoVerb = async (operation) => {
    await ready()
    return run(operation)
  }
  const readRecords = createRecordReader({ log })
  return {
    kind: 'mongo',
    settings: createMongoSettings(verb),
    completions: createMongoCompletions({ verb, readRecords, clock }),
    refreshes: createMongoRefreshes({ verb, readRecords }),
    ...createKeyedStores((kind) => createMongoRecords({ verb, readRecords, kind })),
    queue: createMongoQueue({ verb, readRecords }),
    sessions: createMongoSessions({ verb, readRecords }),
    async ping() {
      await verb((db) => db.command({ ping: 1 }))
    },
    close: () => connection.close(),
  }
}

const createMongoRefreshes = ({
  verb,
  readRecords,
}: {
  verb: MongoVerb
  readRecords: RecordReader
}): RefreshStore => {
  const refreshesIn = (db: Db) =>
    db.collection<AcceptedRefresh & { _id: string }>(collections.refreshes, durably)
  return {
    async lastAccepted(server) {
      const found = await verb((db) =>
        refreshesIn(db).findOne({ _id: server }, { projection: { _id: 0 } })
      )
      return readRecords(acceptedRecord, found === null ? [] : [found])[0] ?? null
    },
    async accept(server, { origin, at }) {
      await verb((db) =>
        refreshesIn(db).replaceOne({ _id: server }, { origin, at }, { upsert: true })
      )
    },
    async isWanted(server) {
      const found = await verb((db) => metaIn(db).findOne({ _id: `wanted-${server}` }))
      return found !== null
    },
    async want(server, at) {
      const one = { _id: `wanted-${server}` } as const
      await verb(async (db) => {
        if (at === null) await metaIn(db).deleteOne(one)
        else await metaIn(db).updateOne(one, { $set: { at } }, { upsert: true })
      })
    },
  }
}
