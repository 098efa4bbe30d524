import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { scanStatuses } from '../domain.ts'
import type { EndedScan, ScanState } from './server.ts'

/** `GET /ScheduledTasks`, the same in Jellyfin and Emby. */
export const scheduledTasks = Type.Array(
  Type.Union([
    Type.Null(),
    Type.Object({
      Key: Type.Optional(Type.String()),
      State: Type.Optional(Type.String()),
      CurrentProgressPercentage: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
      // Read by itself: a strange one must not hide whether a scan runs.
      LastExecutionResult: Type.Optional(Type.Unknown()),
    }),
  ])
)

const executionResult = Type.Object({
  StartTimeUtc: Type.String(),
  EndTimeUtc: Type.String(),
  Status: Type.Optional(Type.Unknown()),
})

/** The library scan's key; its `Name` is in the server's language. */
const SCAN_TASK_KEY = 'RefreshLibrary'

/**
 * Reads off the scheduled tasks whether the library scan runs, and how the last one ended. One that
 * is being cancelled still runs, and so does one in a state that is not known here: it must not be
 * trampled.
 */
export const scanStateOf = (tasks: Static<typeof scheduledTasks>): ScanState => {
  const scans = tasks.filter((task) => task?.Key === SCAN_TASK_KEY)
  const ended = scans.flatMap((task) => endedScanOf(task?.LastExecutionResult) ?? [])
  const last = ended.reduce<EndedScan | null>(
    (newest, scan) => (newest !== null && newest.startedAt >= scan.startedAt ? newest : scan),
    null
  )
  const running = scans.find((task) => task?.State !== undefined && task.State !== 'Idle')
  if (!running) return { isRunning: false, last }
  return { isRunning: true, percentage: running.CurrentProgressPercentage ?? null, last }
}

/** `null` for what is no result. */
const endedScanOf = (result: unknown): EndedScan | null => {
  if (!Value.Check(executionResult, result)) return null
  const startedAt = momentOf(result.StartTimeUtc)
  const endedAt = momentOf(result.EndTimeUtc)
  if (Number.isNaN(startedAt) || Number.isNaN(endedAt)) return null
  const word = String(result.Status).toLowerCase()
  return { startedAt, endedAt, status: scanStatuses.find((known) => known === word) ?? 'unknown' }
}

/** Some versions leave the zone out, which is UTC by the field's name. */
const momentOf = (text: string): number =>
  Math.trunc(Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`))
