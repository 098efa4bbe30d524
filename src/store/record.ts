import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type Completion, mediaServerKinds, settlementOutcomes } from '../domain.ts'
import type { Log } from '../lib/log.ts'
import { isRecord } from '../lib/record.ts'

const server = Type.Union(mediaServerKinds.map((kind) => Type.Literal(kind)))

/** A completion as both databases give it back. */
const completionRecord = Type.Object({
  id: Type.String(),
  torrentId: Type.String(),
  torrentName: Type.String(),
  seenAt: Type.Number(),
  /** Absent in records of the first shape. */
  completedAt: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
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

const timeRecord = Type.Pick(completionRecord, ['id', 'seenAt', 'completedAt'])

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
    log.warn('malformed record skipped', { id: idOf(record), field: where })
  }
  return (schema, records) =>
    records.filter((record): record is Static<typeof schema> => {
      const isFine = Value.Check(schema, record)
      if (!isFine) tell(record, Value.Errors(schema, record).First()?.path)
      return isFine
    })
}

/** What a record is known by, whichever of its kind's fields that is. */
const idOf = (record: unknown): string => {
  if (!isRecord(record)) return ''
  return String(record['id'] ?? record['torrentId'] ?? record['name'] ?? '')
}

/** The completions out of their records, in the same order. */
export const readCompletions = (
  readRecords: RecordReader,
  records: readonly unknown[]
): Completion[] =>
  readRecords(completionRecord, records).map((record) => ({
    ...record,
    completedAt: completedAtOf(record),
  }))

/** When completions were, in Unix seconds by their ids, out of records without all the rest. */
export const readCompletionTimes = (
  readRecords: RecordReader,
  records: readonly unknown[]
): Map<string, number> =>
  new Map(readRecords(timeRecord, records).map((record) => [record.id, completedAtOf(record)]))

/** What has no time of its own was complete when it was seen. */
const completedAtOf = ({ seenAt, completedAt }: Omit<Static<typeof timeRecord>, 'id'>): number =>
  completedAt ?? Math.floor(seenAt / 1000)
