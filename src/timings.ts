import type { EnvironmentReader } from './environment.ts'
import { type DefaultedVariable, variables } from './variables.ts'

/** Every wait that has a variable, in milliseconds. */
export type Timings = { readonly [Name in keyof typeof timingVariables]: number }

const timingVariables = {
  refreshQuiet: 'REFRESH_QUIET',
  refreshQuietMax: 'REFRESH_QUIET_MAX',
  refreshMinInterval: 'REFRESH_MIN_INTERVAL',
  refreshNotFoundGrace: 'REFRESH_NOT_FOUND_GRACE',
  refreshTimeout: 'REFRESH_TIMEOUT',
  refreshRetryMin: 'REFRESH_RETRY_MIN',
  refreshRetryMax: 'REFRESH_RETRY_MAX',
  refreshPausedRetry: 'REFRESH_PAUSED_RETRY',
  scanPollInterval: 'SCAN_POLL_INTERVAL',
  scanStallLimit: 'SCAN_STALL_LIMIT',
  pollInterval: 'POLL_INTERVAL',
  reconcileInterval: 'RECONCILE_INTERVAL',
  streamProbeInterval: 'STREAM_PROBE_INTERVAL',
  streamStallTimeout: 'STREAM_STALL_TIMEOUT',
  importWait: 'IMPORT_WAIT',
} as const satisfies Readonly<Record<string, DefaultedVariable>>

/** A quiet time of nothing is none; a call or a poll after nothing would never rest. */
const mayBeZero: ReadonlySet<DefaultedVariable> = new Set([
  'REFRESH_QUIET',
  'REFRESH_QUIET_MAX',
  'REFRESH_MIN_INTERVAL',
])

/** Waits that have to fit into another one, which would cut a longer one short, or not be kept. */
const limits = [
  ['refreshQuiet', 'refreshQuietMax'],
  ['refreshRetryMin', 'refreshRetryMax'],
  ['scanPollInterval', 'scanStallLimit'],
  ['pollInterval', 'reconcileInterval'],
] as const satisfies readonly (readonly [keyof Timings, keyof Timings])[]

/** Reads every wait, and refuses those that contradict each other. */
export const readTimings = (read: EnvironmentReader): Timings => {
  const entries = Object.entries(timingVariables).map(([name, variable]) => [
    name,
    read.duration(variable, { shortestMs: mayBeZero.has(variable) ? 0 : 1 }),
  ])
  const timings = Object.fromEntries(entries) as Timings // the keys are those of timingVariables
  for (const [wait, limit] of limits) {
    const name = timingVariables[limit]
    read.atMost(timingVariables[wait], timings[wait], {
      name,
      value: timings[limit],
      initial: variables[name].initial,
    })
  }
  return timings
}
