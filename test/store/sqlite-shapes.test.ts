import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore, sqliteFileName } from '../../src/store/sqlite.ts'
import { silentLog } from '../support/silent-log.ts'
import { asked, completionOf } from './completions.ts'

/** The file as 0.1 makes it. What is written here stays as it is. */
const firstShape = `
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

  INSERT INTO documents VALUES ('integrations', '{"jellyfin":{"enabled":true},"theirs":[1]}');
  INSERT INTO marks VALUES ('baseline', 1);
  INSERT INTO refreshes VALUES ('emby', 'http://nas:8096', 2);
  PRAGMA user_version = 1;`

describe('a SQLite file of shape 1', () => {
  let dataDir: string
  let path: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'torrent-notifier-shapes-'))
    path = join(dataDir, sqliteFileName)
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  const settled = [asked('emby', 7)]
  const { completedAt, ...paid } = completionOf(999, { owed: [], settled })
  const { completedAt: other, ...owing } = completionOf(1000, { owed: ['jellyfin'] })
  const gone = completionOf(1)

  const writeFirstShape = () => {
    using old = new Database(path)
    old.run(firstShape)
    const insert = old.prepare('INSERT INTO completions VALUES (?, ?, ?, ?, ?, ?, ?)')
    for (const [{ id, torrentId, torrentName, seenAt, owed, settled }, goneSince] of [
      [paid, null],
      [owing, null],
      [{ ...gone, owed: [] }, 5],
    ] as const) {
      const lists = [JSON.stringify(owed), JSON.stringify(settled)] as const
      insert.run(id, torrentId, torrentName, seenAt, ...lists, goneSince)
    }
    insert.finalize()
  }

  test('is brought to the next with nothing lost', async () => {
    writeFirstShape()
    const store = openSqliteStore({ dataDir, log: silentLog })
    expect(await store.settings.read()).toEqual({ jellyfin: { enabled: true }, theirs: [1] })
    expect(await store.completions.hasBaseline()).toBe(true)
    expect(await store.refreshes.lastAccepted('emby')).toEqual({ origin: 'http://nas:8096', at: 2 })
    expect(await store.completions.recent({ limit: 2 })).toEqual([
      { ...owing, completedAt: 1_700_000_001 },
      { ...paid, completedAt: 1_700_000_000 },
    ])
    expect(await store.completions.owed('jellyfin')).toHaveLength(1)
    const presentTorrentIds = new Set([paid.torrentId, owing.torrentId])
    expect(await store.completions.prune({ presentTorrentIds, now: 6, keepMs: 1 })).toBe(1)
    await store.close()
  })

  test('then has the tables of a new one', async () => {
    writeFirstShape()
    await openSqliteStore({ dataDir, log: silentLog }).close()
    const fresh = mkdtempSync(join(dataDir, 'fresh-'))
    await openSqliteStore({ dataDir: fresh, log: silentLog }).close()
    expect(shapeOf(path)).toEqual(shapeOf(join(fresh, sqliteFileName)))
  })
})

/** What a program of shape 3 that knows of no traces writes. */
const written = `
  INSERT INTO completions
    (id, torrent_id, torrent_name, seen_at, completed_at, owed, awaits_import, settled)
  VALUES ($id, $torrentId, $torrentName, $seenAt, $completedAt, '["emby"]', 0, '[]')`

describe('a SQLite file with traces', () => {
  test('can be gone on with by a program that knows of none, and then by one that does', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'torrent-notifier-shapes-'))
    const traced = completionOf(1, { trace: 'a-trace' })
    const first = openSqliteStore({ dataDir, log: silentLog })
    await first.completions.add([traced])
    await first.close()
    const { id, torrentId, torrentName, seenAt, completedAt } = completionOf(2)
    {
      using old = new Database(join(dataDir, sqliteFileName), { strict: true })
      expect(old.query('PRAGMA user_version').get()).toEqual({ user_version: 3 })
      old.query(written).run({ id, torrentId, torrentName, seenAt, completedAt })
    }
    const store = openSqliteStore({ dataDir, log: silentLog })
    expect((await store.completions.owed('emby')).map(({ trace }) => trace)).toEqual([
      'a-trace',
      undefined,
    ])
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
})

/** Which columns there are in which tables, and the version. */
const shapeOf = (path: string) => {
  using database = new Database(path)
  const columns = database
    .query(
      `SELECT tables.name AS 'table', columns.name, columns.type, columns."notnull", columns.pk
       FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' ORDER BY tables.name, columns.cid`
    )
    .all()
  return { columns, version: database.query('PRAGMA user_version').get() }
}
