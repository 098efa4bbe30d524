import { type Static, Type } from '@sinclair/typebox'
import type { ScanState } from './server.ts'

/** `GET /ScheduledTasks`, the same in Jellyfin and Emby. */
export const scheduledTasks = Type.Array(
  Type.Object({
    Key: Type.Optional(Type.String()),
    State: Type.Optional(Type.String()),
    CurrentProgressPercentage: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  })
)

/** The library scan's key; its `Name` is in the server's language. */
const SCAN_TASK_KEY = 'RefreshLibrary'

/** Reads off the scheduled tasks whether the library scan runs. One being cancelled still runs. */
export const scanStateOf = (tasks: Static<typeof scheduledTasks>): ScanState => {
  const scan = tasks.find((task) => task.Key === SCAN_TASK_KEY)
  if (scan?.State !== 'Running' && scan?.State !== 'Cancelling') return { isRunning: false }
  return { isRunning: true, percentage: scan.CurrentProgressPercentage ?? null }
}
