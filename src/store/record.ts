import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  type Completion,
  itemFindings,
  mediaServerKinds,
  scanStatuses,
  settlementOutcomes,
} from '../domain.ts'
import type { Log } from '../lib/log.ts'
import { isRecord } from '../lib/record.ts'
import type { OwedCompletion } from './store.ts'

const oneOf = <Word extends string>(words: readonly Word[]) =>
  Type.Union(words.map((word) => Type.Literal(word)))

const server = oneOf(mediaServerKinds)

const result = Type.Object({
  at: Type.Number(),
  scan: Type.Union([
    Type.Null(),
    Type.Object({
      startedAt: Type.Number(),
      endedAt: Type.Number(),
      status: oneOf(scanStatuses),
    }),
  ]),
  item: oneOf(itemFindings),
})

/** A completion as both databases give it back. */
const completionRecord = Type.Object({
  id: Type.String(),
  torrentId: Type.String(),
  torrentName: Type.String(),
  seenAt: Type.Number(),
  /** Absent in records of the first shape. */
  completedAt: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  owed: Type.Array(server),
  /** Absent in records of the first two shapes. */
  awaitsImport: Type.Optional(Type.Boolean()),
  settled: Type.Array(
    Type.Object({
      server,
      outcome: oneOf(settlementOutcomes),
      at: Type.Number(),
      scope: Type.Optional(oneOf(['full', 'targeted'])),
      fallback: Type.Optional(oneOf(['in-no-library', 'place-unknown'])),
      note: Type.Optional(Type.Literal('scan-stuck')),
      scanBefore: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
      result: Type.Optional(result),
    })
  ),
  /** Absent where there are no traces. Whatever it is, no debt is lost over it. */
  trace: Type.Optional(Type.Unknown()),
})

const owedRecord = Type.Pick(completionRecord, [
  'id',
  'torrentId',
  'torrentName',
  'seenAt',
  'awaitsImport',
  'trace',
])

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
  readRecords(completionRecord, records).map(({ trace, ...record }) => ({
    ...record,
    ...traceOf(trace),
    completedAt: completedAtOf(record),
    awaitsImport: record.awaitsImport ?? false,
  }))

/** What is owed out of its records, in the same order. */
export const readOwed = (
  readRecords: RecordReader,
  records: readonly unknown[]
): OwedCompletion[] =>
  readRecords(owedRecord, records).map(({ trace, ...record }) => ({
    ...record,
    ...traceOf(trace),
    awaitsImport: record.awaitsImport ?? false,
  }))

const traceOf = (trace: unknown): Pick<Completion, 'trace'> =>
  typeof trace === 'string' ? { trace } : {}

/** When completions were, in Unix seconds by their ids, out of records without all the rest. */
export const readCompletionTimes = (
  readRecords: RecordReader,
  records: readonly unknown[]
): Map<string, number> =>
  new Map(readRecords(timeRecord, records).map((record) => [record.id, completedAtOf(record)]))

/** What has no time of its own was complete when it was seen. */
const completedAtOf = ({ seenAt, completedAt }: Omit<Static<typeof timeRecord>, 'id'>): number =>
  completedAt ?? Math.floor(seenAt / 1000)
