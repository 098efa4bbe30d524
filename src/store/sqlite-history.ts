import type { Database } from 'bun:sqlite'
import { NEVER_SEEN } from '../domain.ts'
import { toNamePattern } from './name-pattern.ts'
import { type RecordReader, readCompletions } from './record.ts'
import type { SqliteVerb } from './sqlite-database.ts'
import { type Row, withFlag } from './sqlite-row.ts'
import type { CompletionStore, HistoryQuery } from './store.ts'

/** How many names are looked at before others get their turn. */
const BATCH_SIZE = 1000

/** Stands before every entry in the order, newest first. */
const NEWEST = { seenAt: Number.MAX_SAFE_INTEGER, id: '' }

type Place = NonNullable<HistoryQuery['before']>
type Named = Place & { torrentId: string; torrentName: string }

/**
 * Reads the ledger in SQLite as a history. Names are compared here: SQLite's own comparison knows
 * the cases of ASCII alone.
 */
export const createSqliteHistory = ({
  database,
  verb,
  readRecords,
}: {
  database: Database
  verb: SqliteVerb
  readRecords: RecordReader
}): Pick<CompletionStore, 'recent' | 'count'> => {
  const statements = prepareStatements(database)

  /** The ids of those with this name, newest first, batch by batch. */
  async function* findIds(name: string, before: Place) {
    const pattern = new RegExp(toNamePattern(name), 'iu')
    for (let from: Place | undefined = before; from !== undefined; ) {
      const { seenAt, id } = from
      const batch: Named[] = await verb(() =>
        statements.names.all({ seenAt, id, limit: BATCH_SIZE })
      )
      yield batch.filter((each) => pattern.test(each.torrentName || each.torrentId)).map(idOf)
      from = batch.at(-1)
      // SQLite does not let go of the thread by itself.
      await Bun.sleep(0)
    }
  }

  return {
    async recent({ limit, before = NEWEST, name }) {
      if (limit <= 0) return []
      const { seenAt, id } = before
      if (!name) {
        const rows = await verb(() => statements.page.all({ seenAt, id, limit }))
        return readCompletions(readRecords, rows.map(parsed))
      }
      const ids: string[] = []
      for await (const found of findIds(name, before)) {
        ids.push(...found)
        if (ids.length >= limit) break
      }
      const wanted = JSON.stringify(ids.slice(0, limit))
      const rows = await verb(() => statements.ofIds.all({ ids: wanted }))
      return readCompletions(readRecords, rows.map(parsed))
    },
    async count({ name } = {}) {
      if (!name) return await verb(() => statements.count.get()?.count ?? 0)
      let count = 0
      for await (const found of findIds(name, NEWEST)) count += found.length
      return count
    },
  }
}

const prepareStatements = (database: Database) => {
  const select = `
    SELECT id, torrent_id AS torrentId, torrent_name AS torrentName, seen_at AS seenAt,
      completed_at AS completedAt, owed, awaits_import AS awaitsImport, settled, trace
    FROM completions`
  const page = `WHERE (seen_at, id) < ($seenAt, $id) AND seen_at > ${NEVER_SEEN}
    ORDER BY seen_at DESC, id DESC LIMIT $limit`
  type PageParams = Place & { limit: number }
  return {
    page: database.query<Row, PageParams>(`${select} ${page}`),
    ofIds: database.query<Row, { ids: string }>(
      `${select} WHERE id IN (SELECT value FROM json_each($ids)) ORDER BY seen_at DESC, id DESC`
    ),
    names: database.query<Named, PageParams>(`
      SELECT id, torrent_id AS torrentId, torrent_name AS torrentName, seen_at AS seenAt
      FROM completions ${page}`),
    count: database.query<{ count: number }, []>(
      `SELECT count(*) AS count FROM completions WHERE seen_at > ${NEVER_SEEN}`
    ),
  }
}

const idOf = ({ id }: Place) => id

const parsed = ({ owed, settled, ...row }: Row): Row => ({
  ...withFlag(row),
  owed: JSON.parse(String(owed)),
  settled: JSON.parse(String(settled)),
})
