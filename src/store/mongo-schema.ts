import type { Collection, Db } from 'mongodb'
import type { MediaServerKind } from '../domain.ts'
import type { Log } from '../lib/log.ts'
import { StoreTooNew } from './too-new.ts'

/** The names of the collections that hold this service's data in T◎RRX's database. */
export const collections = {
  /** Shared with T◎RRX, which keeps a document for each kind of its own settings there. */
  settings: 'settings',
  completions: 'notifier_completions',
  refreshes: 'notifier_refreshes',
  categories: 'notifier_categories',
  tags: 'notifier_tags',
  notes: 'notifier_notes',
  queue: 'notifier_queue',
  sessions: 'notifier_sessions',
  meta: 'notifier_meta',
} as const

/** Resolves once a majority of the servers has a write in its journal. */
export const durably = {
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 4000 },
} as const

/** Runs one operation of the store on a database that has been prepared. */
export type MongoVerb = <T>(operation: (db: Db) => Promise<T>) => Promise<T>

/** A document of the collection `notifier_meta`, by what it is about. */
export type MetaDocument =
  | { _id: 'schema'; version?: unknown }
  | { _id: 'baseline'; at: number }
  | { _id: `wanted-${MediaServerKind}`; at: number }
  | { _id: 'session-key'; bytes: Uint8Array }

/** What is known of the store as a whole. */
export const metaIn = (db: Db): Collection<MetaDocument> =>
  db.collection<MetaDocument>(collections.meta, durably)

/** Each brings the database from the shape before it, whose version is its place, to the next. */
const migrations: readonly ((db: Db) => Promise<void>)[] = [
  // Shape 0 is an empty database.
  async () => {},
  // Shape 1 knows nothing of what programs tell us, which is new collections. Its completions have
  // no `completedAt`: it is read out of `seenAt`, for an instance of shape 1 may still be writing.
  async () => {},
  // Shape 2 does not wait for imports: what lacks `awaitsImport` awaits none.
  async () => {},
  // A completion's `trace` is no shape of its own: what lacks it has none, and whoever does not know
  // it leaves it alone.
]

/**
 * Brings the database into the shape that this program knows, with its indexes. Several instances
 * may do so at once.
 *
 * @throws {StoreTooNew} When a newer program has been here.
 */
export const prepareMongo = async (db: Db, { log }: { log: Log }): Promise<void> => {
  const meta = metaIn(db)
  const found = await meta.findOne({ _id: 'schema' })
  const version = found === null ? 0 : 'version' in found ? found.version : null
  if (!isKnown(version)) {
    const where = `the MongoDB database ${db.databaseName} (${collections.meta})`
    throw new StoreTooNew({ where, found: version, known: migrations.length })
  }
  for (const migrate of migrations.slice(version)) await migrate(db)
  await makeIndexes(db)
  if (version === migrations.length) return
  await meta.updateOne(
    { _id: 'schema' },
    { $max: { version: migrations.length } },
    { upsert: true }
  )
  log.info('MongoDB prepared', { from: version, to: migrations.length })
}

const isKnown = (version: unknown): version is number =>
  Number.isInteger(version) && Number(version) >= 0 && Number(version) <= migrations.length

const makeIndexes = (db: Db) =>
  db.collection(collections.completions).createIndexes([
    {
      name: 'owed',
      key: { owed: 1, seenAt: 1, _id: 1 },
      // Only what still owes something stands in it: usually nothing.
      partialFilterExpression: { owed: { $gt: '' } },
    },
    { name: 'newest', key: { seenAt: -1, _id: -1 } },
    {
      name: 'awaiting',
      key: { torrentId: 1 },
      partialFilterExpression: { awaitsImport: true },
    },
  ])
