import type { Database } from 'bun:sqlite'
import type { Completion, RefreshResult, Settlement } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import { comparePresence, type PresenceChanges } from './presence.ts'
import { presenceRecord, type RecordReader, readCompletionTimes, readOwed } from './record.ts'
import type { SqliteVerb } from './sqlite-database.ts'
import { createSqliteHistory } from './sqlite-history.ts'
import { type Row, withFlag } from './sqlite-row.ts'
import { type CompletionStore, MOST_ASKED, type PruneOptions } from './store.ts'

/** How many records are looked at before others get their turn. */
const BATCH_SIZE = 1000

/** The ledger in SQLite. Lists of servers and settlements lie in their rows as JSON. */
export const createSqliteCompletions = ({
  database,
  verb,
  readRecords,
  clock,
}: {
  database: Database
  verb: SqliteVerb
  readRecords: RecordReader
  clock: Clock
}): CompletionStore => {
  const statements = prepareStatements(database)
  return {
    hasBaseline: () => verb(() => statements.baseline.get() !== null),
    markBaseline: () =>
      verb(() => {
        statements.markBaseline.run({ at: clock.now() })
      }),
    unknown: (ids) =>
      verb(() => {
        const known = new Set(
          statements.known.all({ ids: JSON.stringify(ids) }).map(({ id }) => id)
        )
        return ids.filter((id) => !known.has(id))
      }),
    add: (completions) =>
      verb(() => (completions.length === 0 ? [] : statements.claim.immediate(completions))),
    owed: (server) =>
      verb(() => readOwed(readRecords, statements.owed.all({ server }).map(withFlag))),
    settle: (ids, settlement) => verb(() => statements.settle.immediate(ids, settlement)),
    conclude: (ids, { server, at }, result) =>
      verb(() => {
        statements.conclude.run({ ids: JSON.stringify(ids), server, at, result: toJson(result) })
      }),
    oweAgain: (ids, server) =>
      verb(() => statements.oweAgain.run({ ids: JSON.stringify(ids), server }).changes),
    markImported: (torrentIds) =>
      verb(() => statements.markImported.run({ ids: JSON.stringify(torrentIds) }).changes),
    completedAt: (ids) =>
      verb(() =>
        readCompletionTimes(readRecords, statements.completed.all({ ids: JSON.stringify(ids) }))
      ),
    ...createSqliteHistory({ database, verb, readRecords }),
    async prune(options) {
      let dropped = 0
      let from: unknown = ''
      while (from !== undefined) {
        const after = String(from)
        const page = await verb(() => statements.presence.all({ after, limit: BATCH_SIZE }))
        const changes = comparePresence(readRecords(presenceRecord, page), options)
        dropped += await verb(() => statements.applyPresence.immediate(changes, options))
        from = page.at(-1)?.['id']
        // SQLite does not let go of the thread by itself.
        await Bun.sleep(0)
      }
      return dropped
    },
  }
}

const toJson = (result: RefreshResult): string => JSON.stringify(result)

const prepareStatements = (database: Database) => {
  const query = <Params extends Record<string, string | number | null>>(sql: string) =>
    database.query<Row, Params>(sql)

  const insert = query<InsertParams>(`
    INSERT INTO completions
      (id, torrent_id, torrent_name, seen_at, completed_at, owed, awaits_import, settled, trace)
    VALUES
      ($id, $torrentId, $torrentName, $seenAt, $completedAt, $owed, $awaitsImport, $settled, $trace)
    ON CONFLICT DO NOTHING`)
  const settleOne = query<{ id: string; server: string; settlement: string }>(`
    UPDATE completions
    SET owed = (SELECT json_group_array(value ORDER BY key) FROM json_each(owed) WHERE value <> $server),
        settled = json_insert(settled, '$[#]', json($settlement))
    WHERE id = $id AND EXISTS (SELECT 1 FROM json_each(owed) WHERE value = $server)`)
  const ofIds = 'WHERE id IN (SELECT value FROM json_each($ids))'
  const setGone = query<{ ids: string; now: number }>(
    `UPDATE completions SET gone_since = $now ${ofIds}`
  )
  const setBack = query<{ ids: string }>(`UPDATE completions SET gone_since = NULL ${ofIds}`)
  const drop = query<{ ids: string }>(`DELETE FROM completions ${ofIds} AND owed = '[]'`)

  return {
    baseline: database.query<Row, []>(`SELECT at FROM marks WHERE name = 'baseline'`),
    markBaseline: query<{ at: number }>(
      `INSERT INTO marks (name, at) VALUES ('baseline', $at) ON CONFLICT DO NOTHING`
    ),
    known: query<{ ids: string }>(`SELECT id FROM completions ${ofIds}`),
    owed: query<{ server: string }>(`
      SELECT id, torrent_id AS torrentId, torrent_name AS torrentName, seen_at AS seenAt,
        awaits_import AS awaitsImport, trace FROM completions
      WHERE owed <> '[]' AND EXISTS (SELECT 1 FROM json_each(owed) WHERE value = $server)
      ORDER BY seen_at, id`),
    completed: query<{ ids: string }>(
      `SELECT id, seen_at AS seenAt, completed_at AS completedAt FROM completions ${ofIds}`
    ),
    conclude: query<{ ids: string; server: string; at: number; result: string }>(`
      UPDATE completions
      SET settled = (SELECT json_group_array(json(iif(
          value ->> 'server' = $server AND value ->> 'at' = $at,
          json_set(value, '$.result', json($result)), value)) ORDER BY key)
        FROM json_each(settled))
      ${ofIds}`),
    oweAgain: query<{ ids: string; server: string }>(`
      UPDATE completions SET owed = json_insert(owed, '$[#]', $server)
      ${ofIds}
        AND NOT EXISTS (SELECT 1 FROM json_each(owed) WHERE value = $server)
        AND (SELECT count(*) FROM json_each(settled) WHERE value ->> 'server' = $server) < ${MOST_ASKED}`),
    markImported: query<{ ids: string }>(`
      UPDATE completions SET awaits_import = 0
      WHERE awaits_import = 1 AND torrent_id IN (SELECT value FROM json_each($ids))`),
    presence: query<{ after: string; limit: number }>(`
      SELECT id, torrent_id AS torrentId, gone_since AS goneSince FROM completions
      WHERE id > $after ORDER BY id LIMIT $limit`),
    /** The insert is the claim. */
    claim: database.transaction((completions: readonly Completion[]): string[] =>
      completions.filter((completion) => insert.run(toParams(completion)).changes === 1).map(idOf)
    ),
    settle: database.transaction((ids: readonly string[], settlement: Settlement) => {
      const { server } = settlement
      for (const id of ids) settleOne.run({ id, server, settlement: JSON.stringify(settlement) })
    }),
    /** Returns how many records were dropped. */
    applyPresence: database.transaction(
      (changes: PresenceChanges, { now }: PruneOptions): number => {
        setBack.run({ ids: JSON.stringify(changes.back) })
        setGone.run({ ids: JSON.stringify(changes.gone), now })
        return drop.run({ ids: JSON.stringify(changes.expired) }).changes
      }
    ),
  }
}

type InsertParams = ReturnType<typeof toParams>

const toParams = ({
  id,
  torrentId,
  torrentName,
  seenAt,
  completedAt,
  owed,
  awaitsImport,
  settled,
  trace,
}: Completion) => ({
  id,
  torrentId,
  torrentName,
  seenAt,
  completedAt,
  owed: JSON.stringify(owed),
  awaitsImport: awaitsImport ? 1 : 0,
  settled: JSON.stringify(settled),
  trace: trace ?? null,
})

const idOf = ({ id }: Completion) => id
