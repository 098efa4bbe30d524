import type { Log } from '../lib/log.ts'
import { EXIT_FAILURE } from './exit.ts'

/** What makes the process end, and with which exit code. */
export type Lifetime = {
  /** Resolves when the process should end. */
  ended: Promise<number>
  end(exitCode: number): void
}

/**
 * Begins to listen for what ends a process: SIGTERM and SIGINT, which Linux would not deliver to
 * process 1 otherwise, and faults that nobody caught. A second signal ends it on the spot.
 */
export const beginLifetime = (log: Log): Lifetime => {
  const { promise: ended, resolve: end } = Promise.withResolvers<number>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info('stopping', { signal })
      process.once(signal, () => process.exit(EXIT_FAILURE))
      end(0)
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (reason: unknown) => {
      log.error('unexpected fault; ending', { event, reason: describe(reason) })
      end(EXIT_FAILURE)
    })
  }
  return { ended, end }
}

const describe = (reason: unknown) =>
  reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
