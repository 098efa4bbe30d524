import { Database } from 'bun:sqlite'
import { chmodSync, closeSync, openSync } from 'node:fs'
import type { Log } from '../lib/log.ts'
import { Unavailable } from '../upstream-error.ts'
import { StoreTooNew } from './too-new.ts'
import { StoreUnusable } from './unusable.ts'

/** How long a write waits for another process's write; it holds up this whole process meanwhile. */
const BUSY_TIMEOUT_MS = 1000

/** Runs one verb of the store; what fails in it comes out as {@link meaningOfSqliteFault} has it. */
export type SqliteVerb = <T>(work: () => T) => Promise<T>

/** Each brings the file from the shape before it, whose version is its place, to the next. */
const migrations: readonly string[] = [
  // Shape 0 is an empty file.
  `
  CREATE TABLE documents (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content))
  ) STRICT;

  CREATE TABLE completions (
    id TEXT PRIMARY KEY,
    torrent_id TEXT NOT NULL,
    torrent_name TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    owed TEXT NOT NULL CHECK (json_valid(owed)),
    settled TEXT NOT NULL CHECK (json_valid(settled)),
    gone_since INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX completions_newest ON completions (seen_at, id);
  CREATE INDEX completions_owing ON completions (seen_at, id) WHERE owed <> '[]';

  CREATE TABLE refreshes (
    server TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE marks (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  `,
  // Shape 1 knows nothing of what programs tell us. Its completions have no time of their own.
  `
  ALTER TABLE completions ADD COLUMN completed_at INTEGER;

  CREATE TABLE categories (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content))
  ) STRICT;
  CREATE TABLE tags (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content))
  ) STRICT;
  CREATE TABLE notes (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content))
  ) STRICT;
  CREATE TABLE queue (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content))
  ) STRICT;
  CREATE TABLE sources (id TEXT PRIMARY KEY, source ANY NOT NULL) STRICT;

  CREATE TABLE secrets (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE ended_sessions (id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
  `,
  // Shape 2 does not wait for imports.
  `
  ALTER TABLE completions ADD COLUMN awaits_import INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX completions_awaiting ON completions (torrent_id) WHERE awaits_import = 1;
  `,
]

/**
 * Opens the file, making it where it is missing, and brings it into the shape that this program
 * knows. Only its owner may read it: it holds keys.
 *
 * @throws {StoreUnusable} When the file cannot be read or written, or is damaged.
 * @throws {StoreTooNew} When a newer program has been here.
 */
export const openSqliteDatabase = ({ path, log }: { path: string; log: Log }): Database => {
  let database: Database | undefined
  try {
    closeSync(openSync(path, 'a', 0o600))
    keepToOwner(path, log)
    database = new Database(path, { readwrite: true, create: false, strict: true })
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    database.run('PRAGMA journal_mode = WAL')
    // In this mode a write that has returned survives a power cut.
    database.run('PRAGMA synchronous = FULL')
    migrate(database, { path, log })
    return database
  } catch (error) {
    database?.close()
    throw error instanceof StoreTooNew ? error : new StoreUnusable(path, error)
  }
}

/**
 * What a failed statement means to its caller: {@link Unavailable} where the disk is full, cannot
 * be written or read, or somebody else holds the file. Anything else as it came.
 */
export const meaningOfSqliteFault = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return PASSING_CODE.test(code)
    ? new Unavailable('the database cannot be used now', { code: 'store-down', cause: error })
    : error
}

const PASSING_CODE =
  /^SQLITE_(FULL|READONLY|IOERR|BUSY|LOCKED|CANTOPEN|CORRUPT|NOTADB|PERM|PROTOCOL|NOMEM)(_|$)/

/** A file system without owners cannot do it: then the folder's own protection must do. */
const keepToOwner = (path: string, log: Log) => {
  try {
    chmodSync(path, 0o600)
  } catch {
    log.warn('the database file cannot be kept to its owner', { path })
  }
}

const migrate = (database: Database, { path, log }: { path: string; log: Log }) => {
  database
    .transaction(() => {
      const version = versionOf(database)
      if (version > migrations.length) {
        throw new StoreTooNew({ where: path, found: version, known: migrations.length })
      }
      for (const statements of migrations.slice(version)) database.run(statements)
      addTrace(database)
      if (version === migrations.length) return
      database.run(`PRAGMA user_version = ${migrations.length}`)
      log.info('database prepared', { path, from: version, to: migrations.length })
    })
    .immediate()
}

/**
 * A completion's trace is no shape of its own: whoever does not know the column neither reads nor
 * writes it, and an older program goes on with the file.
 */
const addTrace = (database: Database) => {
  const has = database.query(`SELECT 1 FROM pragma_table_info('completions') WHERE name = 'trace'`)
  if (has.get() === null) database.run('ALTER TABLE completions ADD COLUMN trace TEXT')
  has.finalize()
}

const versionOf = (database: Database): number =>
  database.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version ?? 0
