import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { mediaServerKinds, settlementOutcomes } from '../domain.ts'
import type { Log } from '../lib/log.ts'

const server = Type.Union(mediaServerKinds.map((kind) => Type.Literal(kind)))

/** A completion as both databases give it back. */
export const completionRecord = Type.Object({
  id: Type.String(),
  torrentId: Type.String(),
  torrentName: Type.String(),
  seenAt: Type.Number(),
  owed: Type.Array(server),
  settled: Type.Array(
    Type.Object({
      server,
      outcome: Type.Union(settlementOutcomes.map((outcome) => Type.Literal(outcome))),
      at: Type.Number(),
      note: Type.Optional(Type.Literal('scan-stuck')),
    })
  ),
})

export const owedRecord = Type.Pick(completionRecord, ['id', 'torrentName', 'seenAt'])

/** What pruning looks at. */
export const presenceRecord = Type.Object({
  id: Type.String(),
  torrentId: Type.String(),
  /** Since when the torrent has been gone, in Unix milliseconds; absent while it is there. */
  goneSince: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
})

export const acceptedRecord = Type.Object({ origin: Type.String(), at: Type.Number() })

/** Parses what lies in a database; what is malformed is left out. */
export type RecordReader = <Schema extends TSchema>(
  schema: Schema,
  records: readonly unknown[]
) => Static<Schema>[]

/** Makes a reader that logs the first malformed record that it meets, and no further one. */
export const createRecordReader = ({ log }: { log: Log }): RecordReader => {
  let hasTold = false
  const tell = (record: unknown, where: string | undefined) => {
    if (hasTold) return
    hasTold = true
    const id = typeof record === 'object' && record !== null && 'id' in record ? record.id : ''
    log.warn('malformed record skipped', { id: String(id), field: where })
  }
  return (schema, records) =>
    records.filter((record): record is Static<typeof schema> => {
      const isFine = Value.Check(schema, record)
      if (!isFine) tell(record, Value.Errors(schema, record).First()?.path)
      return isFine
    })
}
