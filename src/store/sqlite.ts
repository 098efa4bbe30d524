import type { Database } from 'bun:sqlite'
import { join } from 'node:path'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { isRecord } from '../lib/record.ts'
import { createKeyedStores } from './keyed-records.ts'
import { acceptedRecord, createRecordReader, type RecordReader } from './record.ts'
import { createSqliteCompletions } from './sqlite-completions.ts'
import { meaningOfSqliteFault, openSqliteDatabase, type SqliteVerb } from './sqlite-database.ts'
import { createSqliteQueue } from './sqlite-queue.ts'
import { createSqliteRecords } from './sqlite-records.ts'
import { createSqliteSessions } from './sqlite-sessions.ts'
import type { RefreshStore, SettingsStore, Store, StoredDocument } from './store.ts'

/** The database's name inside its folder. */
export const sqliteFileName = 'torrent-notifier.sqlite'

/**
 * The store in a file of this service's own, for where there is no MongoDB.
 *
 * @param dataDir The folder, which must exist.
 * @throws {StoreUnusable} When the file cannot be opened, cannot be written, or is damaged.
 * @throws {StoreTooNew} When a newer version of this program has changed its shape.
 */
export const openSqliteStore = ({
  dataDir,
  clock = systemClock,
  log,
}: {
  dataDir: string
  clock?: Clock
  log: Log
}): Store => {
  const database = openSqliteDatabase({ path: join(dataDir, sqliteFileName), log })
  const readRecords = createRecordReader({ log })
  return {
    kind: 'sqlite',
    settings: createSqliteSettings(database),
    completions: createSqliteCompletions({ database, verb, readRecords, clock }),
    refreshes: createSqliteRefreshes(database, readRecords),
    ...createKeyedStores((kind) => createSqliteRecords({ database, verb, readRecords, kind })),
    queue: createSqliteQueue({ database, verb, readRecords }),
    sessions: createSqliteSessions({ database, verb, readRecords }),
    ping: () =>
      verb(() => {
        database.query('SELECT count(*) FROM marks').get()
      }),
    async close() {
      database.close()
    },
  }
}

const verb: SqliteVerb = async (work) => {
  try {
    return work()
  } catch (error) {
    throw meaningOfSqliteFault(error)
  }
}

const createSqliteSettings = (database: Database): SettingsStore => {
  const select = database.query<{ content: string }, []>(
    `SELECT content FROM documents WHERE name = 'integrations'`
  )
  const write = database.query<never, { content: string }>(`
    INSERT INTO documents (name, content) VALUES ('integrations', $content)
    ON CONFLICT DO UPDATE SET content = excluded.content`)
  const read = (): StoredDocument | null => {
    const row = select.get()
    return row === null ? null : parseDocument(row.content)
  }
  const update = database.transaction(
    (change: (stored: StoredDocument | null) => StoredDocument): StoredDocument => {
      const next = change(read())
      write.run({ content: JSON.stringify(next) })
      return next
    }
  )
  return {
    read: () => verb(read),
    update: (change) => verb(() => update.immediate(change)),
  }
}

/** What is no JSON object, by somebody's hand, counts as an empty one: every field has a default. */
const parseDocument = (content: string): StoredDocument => {
  try {
    const parsed: unknown = JSON.parse(content)
    return isRecord(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

const createSqliteRefreshes = (database: Database, readRecords: RecordReader): RefreshStore => {
  const select = database.query<Record<string, unknown>, { server: string }>(
    'SELECT origin, at FROM refreshes WHERE server = $server'
  )
  const write = database.query<never, { server: string; origin: string; at: number }>(`
    INSERT INTO refreshes (server, origin, at) VALUES ($server, $origin, $at)
    ON CONFLICT DO UPDATE SET origin = excluded.origin, at = excluded.at`)
  const wanted = database.query<unknown, { name: string }>('SELECT 1 FROM marks WHERE name = $name')
  const want = database.query<never, { name: string; at: number }>(
    'INSERT INTO marks (name, at) VALUES ($name, $at) ON CONFLICT DO UPDATE SET at = excluded.at'
  )
  const unwant = database.query<never, { name: string }>('DELETE FROM marks WHERE name = $name')
  return {
    lastAccepted: (server) =>
      verb(() => readRecords(acceptedRecord, select.all({ server }))[0] ?? null),
    accept: (server, { origin, at }) =>
      verb(() => {
        write.run({ server, origin, at })
      }),
    isWanted: (server) => verb(() => wanted.get({ name: `wanted-${server}` }) !== null),
    want: (server, at) =>
      verb(() => {
        const name = `wanted-${server}`
        if (at === null) unwant.run({ name })
        else want.run({ name, at })
      }),
  }
}
