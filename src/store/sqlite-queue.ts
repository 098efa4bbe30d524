import type { Database } from 'bun:sqlite'
import type { QueuedAdd, TorrentSource } from '../domain.ts'
import { readQueue, readSource, toStoredSource } from './client-record.ts'
import type { RecordReader } from './record.ts'
import type { SqliteVerb } from './sqlite-database.ts'
import type { QueueStore } from './store.ts'

type Row = { id: string; content: string }

/**
 * The queue in SQLite. The sources, which can be large and never change, lie in a table of their
 * own: neither a list of the queue nor a change of what waits touches them.
 */
export const createSqliteQueue = ({
  database,
  verb,
  readRecords,
}: {
  database: Database
  verb: SqliteVerb
  readRecords: RecordReader
}): QueueStore => {
  const select = database.query<Row, []>('SELECT id, content FROM queue')
  const insert = database.query<never, Row>(
    'INSERT INTO queue (id, content) VALUES ($id, $content) ON CONFLICT DO NOTHING'
  )
  const update = database.query<never, Row>('UPDATE queue SET content = $content WHERE id = $id')
  const drop = database.query<never, { id: string }>('DELETE FROM queue WHERE id = $id')
  const selectSource = database.query<Record<string, unknown>, { id: string }>(
    'SELECT id AS torrentId, source FROM sources WHERE id = $id'
  )
  const insertSource = database.query<never, { id: string; source: string | Uint8Array }>(
    'INSERT INTO sources (id, source) VALUES ($id, $source)'
  )
  const dropSource = database.query<never, { id: string }>('DELETE FROM sources WHERE id = $id')

  const add = database.transaction((queued: QueuedAdd, source: TorrentSource): boolean => {
    const row = toRow(queued)
    if (insert.run(row).changes === 0) return false
    insertSource.run({ id: row.id, source: toStoredSource(source) })
    return true
  })
  const remove = database.transaction((ids: readonly string[]) => {
    for (const id of ids) {
      drop.run({ id })
      dropSource.run({ id })
    }
  })
  return {
    all: () => verb(() => readQueue(readRecords, select.all().map(fromRow))),
    source: (id) => verb(() => readSource(readRecords, selectSource.get({ id }))),
    add: (queued, source) => verb(() => add.immediate(queued, source)),
    save: (queued) =>
      verb(() => {
        update.run(toRow(queued))
      }),
    remove: (torrentIds) => verb(() => remove.immediate(torrentIds)),
  }
}

const toRow = ({ torrentId, ...rest }: QueuedAdd): Row => ({
  id: torrentId,
  content: JSON.stringify(rest),
})

const fromRow = ({ id, content }: Row) => ({ ...JSON.parse(content), torrentId: id })
