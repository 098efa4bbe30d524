import { type Static, Type } from '@sinclair/typebox'
import type { ScanState } from './server.ts'

/** `GET /ScheduledTasks`, the same in Jellyfin and Emby. */
export const scheduledTasks = Type.Array(
  Type.Union([
    Type.Null(),
    Type.Object({
      Key: Type.Optional(Type.String()),
      State: Type.Optional(Type.String()),
      CurrentProgressPercentage: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    }),
  ])
)

/** The library scan's key; its `Name` is in the server's language. */
const SCAN_TASK_KEY = 'RefreshLibrary'

/**
 * Reads off the scheduled tasks whether the library scan runs. One that is being cancelled still
 * does, and so does one in a state that is not known here: it must not be trampled.
 */
export const scanStateOf = (tasks: Static<typeof scheduledTasks>): ScanState => {
  const scan = tasks.find(
    (task) => task?.Key === SCAN_TASK_KEY && task.State !== undefined && task.State !== 'Idle'
  )
  if (!scan) return { isRunning: false }
  return { isRunning: true, percentage: scan.CurrentProgressPercentage ?? null }
}
