import type { Database } from 'bun:sqlite'
import type { RecordReader } from './record.ts'
import { endedSessionRecord, makeSessionKey, readSessionKey } from './session-record.ts'
import type { SqliteVerb } from './sqlite-database.ts'
import type { SessionStore } from './store.ts'

type Row = Record<string, unknown>

/** What keeps sessions valid, in SQLite. */
export const createSqliteSessions = ({
  database,
  verb,
  readRecords,
}: {
  database: Database
  verb: SqliteVerb
  readRecords: RecordReader
}): SessionStore => {
  const selectKey = database.query<Row, []>(`SELECT bytes FROM secrets WHERE name = 'session-key'`)
  const insertKey = database.query<never, { bytes: Uint8Array }>(
    `INSERT INTO secrets (name, bytes) VALUES ('session-key', $bytes) ON CONFLICT DO NOTHING`
  )
  const revoke = database.query<never, { id: string; until: number }>(`
    INSERT INTO ended_sessions (id, until) VALUES ($id, $until)
    ON CONFLICT DO UPDATE SET until = excluded.until`)
  const drop = database.query<never, { now: number }>(
    'DELETE FROM ended_sessions WHERE until <= $now'
  )
  const select = database.query<Row, []>('SELECT id, until FROM ended_sessions ORDER BY id')
  return {
    key: () =>
      verb(() => {
        insertKey.run({ bytes: makeSessionKey() })
        return readSessionKey(readRecords, selectKey.get())
      }),
    revoke: (id, until) =>
      verb(() => {
        revoke.run({ id, until })
      }),
    revoked: (now) =>
      verb(() => {
        drop.run({ now })
        return readRecords(endedSessionRecord, select.all())
      }),
  }
}
