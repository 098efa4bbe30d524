import { UpstreamError } from '../upstream-error.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { createStandingFault } from './standing-fault.ts'

/** What is known of something that we need and do not own. */
export type DependencyState = {
  /** `unknown` until it was asked for the first time. */
  status: 'unknown' | 'up' | 'down'
  /** When it took this status. Unix milliseconds. */
  since: number
  /** Whether it has ever answered since this process started. */
  hasAnswered: boolean
}

/** Asks a dependency again and again, so that nobody who wants to know has to wait for it. */
export type DependencyMonitor = {
  state(): DependencyState
  start(): void
  stop(): Promise<void>
}

/**
 * Makes a monitor; `start` begins to ask.
 *
 * @param probe Resolves when the dependency answers; bounded in time by itself.
 */
export const monitorDependency = ({
  name,
  probe,
  intervalMs,
  clock,
  log,
}: {
  name: string
  probe: (signal: AbortSignal) => Promise<unknown>
  intervalMs: number
  clock: Clock
  log: Log
}): DependencyMonitor => {
  const stopping = new AbortController()
  const fault = createStandingFault({ log, clock })
  let running = Promise.resolve()
  let state: DependencyState = { status: 'unknown', since: clock.now(), hasAnswered: false }

  const become = (status: 'up' | 'down') => {
    const since = state.status === status ? state.since : clock.now()
    state = { status, since, hasAnswered: state.hasAnswered || status === 'up' }
  }
  const ask = async () => {
    try {
      await probe(stopping.signal)
      if (state.status === 'unknown') log.info(`${name} answers`)
      become('up')
      fault.clear(`${name} is back`)
    } catch (error) {
      if (stopping.signal.aborted) return
      become('down')
      fault.raise(`${name} does not answer`, {
        code: error instanceof UpstreamError ? error.code : 'unexpected',
      })
    }
  }
  const run = async () => {
    while (!stopping.signal.aborted) {
      await ask()
      await clock.sleep(intervalMs, stopping.signal)
    }
  }

  return {
    state: () => state,
    start() {
      running = run()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
