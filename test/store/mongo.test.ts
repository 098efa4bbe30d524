import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Db, type Document, Long, MongoClient } from 'mongodb'
import type { Log } from '../../src/lib/log.ts'
import { connectMongo } from '../../src/lib/mongo.ts'
import { openMongoStore } from '../../src/store/mongo.ts'
import type { Store } from '../../src/store/store.ts'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { type RunningMongod, startMongod } from '../support/mongod.ts'
import { silentLog } from '../support/silent-log.ts'
import { infoHash } from '../support/torrents.ts'
import { spoiltFields } from './bench.ts'
import { categoryOf, magnetOf, noteOf, queuedOf } from './client-records.ts'
import { completionOf } from './completions.ts'
import { describeStore } from './contract.ts'

/** On a machine that is busy with everything else. */
const START_TIMEOUT_MS = 30_000
const COUNT_WRITE_CONCERNS = ['--setParameter', 'reportOpWriteConcernCountersInServerStatus=true']

const kinds = [
  { name: 'MongoDB store, standalone', replicaSet: false, query: '' },
  { name: 'MongoDB store, replica set', replicaSet: true, query: '?replicaSet=rs0' },
]

for (const { name, replicaSet, query } of kinds) {
  describeWithMongo(name, () => {
    let mongod: RunningMongod
    let client: MongoClient
    let databases = 0
    beforeAll(async () => {
      mongod = await startMongod({ replicaSet, args: COUNT_WRITE_CONCERNS })
      client = new MongoClient(mongod.uri)
    }, START_TIMEOUT_MS)
    afterAll(async () => {
      await client.close()
      await mongod.stop()
    })

    const openIn = (database: string, log: Log): Store => {
      const connection = connectMongo({ uri: `${mongod.uri}${query}`, database, log })
      return openMongoStore({ connection, log })
    }
    const withStore = async (work: (store: Store, db: Db) => Promise<void>) => {
      databases += 1
      const database = `own${databases}`
      const store = openIn(database, silentLog)
      try {
        await work(store, client.db(database))
      } finally {
        await store.close()
      }
    }

    describeStore('as any store', async () => {
      databases += 1
      const database = `contract${databases}`
      const opened: Store[] = []
      const db = client.db(database)
      return {
        open(log) {
          const store = openIn(database, log)
          opened.push(store)
          return store
        },
        async writeShape(version) {
          const meta = db.collection<{ _id: string }>('notifier_meta')
          await meta.updateOne({ _id: 'schema' }, { $set: { version } }, { upsert: true })
        },
        async spoil(part, id) {
          const records = db.collection<{ _id: string }>(`notifier_${part}`)
          await records.updateOne({ _id: id }, { $set: spoiltFields[part] })
        },
        async age(id) {
          const ledger = db.collection<{ _id: string }>('notifier_completions')
          await ledger.updateOne({ _id: id }, { $unset: { completedAt: '' } })
        },
        async dispose() {
          await Promise.all(opened.map((store) => store.close()))
          await db.dropDatabase()
        },
      }
    })

    /** How many writes the server has seen, by what they asked for. */
    const writeConcernsOf = async (db: Db) => {
      const { opWriteConcernCounters } = await db.admin().command({ serverStatus: 1 })
      const { insert, update, delete: remove } = opWriteConcernCounters
      const all = [insert, update, remove]
      const majority = all.reduce((sum, { wmajority }) => sum + Number(wmajority), 0)
      return { majority, other: JSON.stringify(all.map(({ wmajority, ...rest }) => rest)) }
    }

    const settingsIn = (db: Db) => db.collection<Document & { _id: string }>('settings')

    test('the settings are the document that T◎RRX knows, beside its own', () =>
      withStore(async (store, db) => {
        await settingsIn(db).insertMany([
          { _id: 'player', volume: 1 },
          { _id: 'integrations', jellyfin: { enabled: true }, updatedAt: 5 },
        ])
        expect(await store.settings.read()).toEqual({ jellyfin: { enabled: true }, updatedAt: 5 })
        await store.settings.update((before) => ({ ...before, updatedAt: 6 }))
        expect(await settingsIn(db).find().sort({ _id: 1 }).toArray()).toEqual([
          { _id: 'integrations', jellyfin: { enabled: true }, updatedAt: 6 },
          { _id: 'player', volume: 1 },
        ])
      }))

    test('values of others keep their types through a change', () =>
      withStore(async (store, db) => {
        const foreign = {
          big: Long.fromString('9007199254740993'),
          small: Long.fromNumber(7),
          when: new Date(0),
          nothing: null,
          deep: [{ at: Long.fromNumber(1) }],
        }
        await settingsIn(db).insertOne({ ...foreign, _id: 'integrations' })
        await store.settings.update((before) => ({ ...before, updatedAt: 1 }))
        const found = await settingsIn(db).findOne({ _id: 'integrations' }, { promoteLongs: false })
        expect(found).toEqual({ _id: 'integrations', ...foreign, updatedAt: 1 })
      }))

    test('a database of the first shape is brought to the next with nothing lost', () =>
      withStore(async (store, db) => {
        const { id, completedAt, awaitsImport, ...old } = completionOf(5)
        const ledger = db.collection<Document & { _id: string }>('notifier_completions')
        const meta = db.collection<Document & { _id: string }>('notifier_meta')
        await ledger.insertOne({ _id: id, ...old, goneSince: 7 })
        await meta.insertMany([
          { _id: 'schema', version: 1 },
          { _id: 'baseline', at: 1 },
        ])
        const wanted = { id, ...old, completedAt: 1_700_000_000, awaitsImport }
        expect(await store.completions.recent({ limit: 5 })).toEqual([wanted])
        expect(await store.completions.hasBaseline()).toBe(true)
        expect(await ledger.find().toArray()).toEqual([{ _id: id, ...old, goneSince: 7 }])
        expect(await meta.findOne({ _id: 'schema' })).toEqual({ _id: 'schema', version: 3 })
      }))

    test('a key of sessions that somebody has spoilt is refused, not made anew', () =>
      withStore(async (store, db) => {
        const meta = db.collection<Document & { _id: string }>('notifier_meta')
        await meta.insertOne({ _id: 'session-key', bytes: 'secret' })
        await expect(store.sessions.key()).rejects.toThrow('malformed session key')
        expect(await meta.findOne({ _id: 'session-key' })).toHaveProperty('bytes', 'secret')
      }))

    test('what owes nothing takes no room in the index of debts', () =>
      withStore(async (store, db) => {
        const paid = Array.from({ length: 50 }, (_, at) => completionOf(at, { owed: [] }))
        await store.completions.add([...paid, completionOf(50)])
        const { executionStats, queryPlanner } = await db
          .collection('notifier_completions')
          .find({ owed: 'emby' })
          .sort({ seenAt: 1, _id: 1 })
          .explain('executionStats')
        expect(executionStats.totalDocsExamined).toBe(1)
        expect(queryPlanner.winningPlan.inputStage.indexName).toBe('owed')
      }))

    test('every write asks for a majority, whatever the connection string says', () =>
      withStore(async (_, db) => {
        const uri = `${mongod.uri}?w=0&journal=false&readPreference=secondaryPreferred`
        const connection = connectMongo({ uri, database: db.databaseName, log: silentLog })
        const store = openMongoStore({ connection, log: silentLog })
        await store.ping()
        const before = await writeConcernsOf(db)
        await store.completions.add([completionOf(1)])
        const settlement = { server: 'emby', outcome: 'asked', at: 1 } as const
        await store.completions.settle([completionOf(1).id], settlement)
        await store.completions.settle([completionOf(1).id], { ...settlement, server: 'jellyfin' })
        await store.completions.markBaseline()
        await store.completions.prune({ presentTorrentIds: new Set(), now: 1, keepMs: 0 })
        await store.refreshes.accept('emby', { origin: 'http://nas', at: 1 })
        await store.refreshes.want('emby', 1)
        await store.refreshes.want('emby', null)
        await store.settings.update(() => ({ a: 1 }))
        await store.settings.update(() => ({ a: 2 }))
        const ofLedgerAndSettings = await writeConcernsOf(db)
        expect(ofLedgerAndSettings.majority - before.majority).toBe(11)
        await store.categories.save(categoryOf('tv'))
        await store.categories.remove(['tv'])
        await store.notes.save([noteOf(1)])
        await store.queue.add(queuedOf(1), magnetOf(1))
        await store.queue.save(queuedOf(1))
        await store.queue.remove([infoHash(1)])
        await store.sessions.key()
        await store.sessions.revoke('a', 1)
        await store.sessions.revoked(1)
        await store.close()
        const after = await writeConcernsOf(db)
        expect(after.majority - ofLedgerAndSettings.majority).toBe(9)
        expect(after.other).toBe(before.other)
      }))
  })
}
