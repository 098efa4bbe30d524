import type { Database } from 'bun:sqlite'
import type { KeyedRecords, RecordKind } from './keyed-records.ts'
import type { RecordReader } from './record.ts'
import type { SqliteVerb } from './sqlite-database.ts'

/** Records of one kind in a table of their own: the key, and the rest as JSON. */
export const createSqliteRecords = <Key extends string, Item extends Record<Key, string>>({
  database,
  verb,
  readRecords,
  kind: { place, key, schema },
}: {
  database: Database
  verb: SqliteVerb
  readRecords: RecordReader
  kind: RecordKind<Key, Item>
}): KeyedRecords<Item> => {
  const select = database.query<{ id: string; content: string }, []>(
    `SELECT id, content FROM ${place} ORDER BY id`
  )
  const write = database.query<never, { id: string; content: string }>(`
    INSERT INTO ${place} (id, content) VALUES ($id, $content)
    ON CONFLICT DO UPDATE SET content = excluded.content`)
  const drop = database.query<never, { id: string }>(`DELETE FROM ${place} WHERE id = $id`)
  const save = database.transaction((items: readonly Item[]) => {
    for (const { [key]: id, ...rest } of items) write.run({ id, content: JSON.stringify(rest) })
  })
  const remove = database.transaction((ids: readonly string[]) => {
    for (const id of ids) drop.run({ id })
  })
  return {
    all: () =>
      verb(() =>
        readRecords(
          schema,
          select.all().map(({ id, content }) => ({ ...JSON.parse(content), [key]: id }))
        )
      ),
    save: (items) => verb(() => save.immediate(items)),
    remove: (keys) => verb(() => remove.immediate(keys)),
  }
}
