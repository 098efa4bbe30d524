import type { Clock } from './clock.ts'
import type { Log, LogFields } from './log.ts'

/** A standing fault is said again this often, in milliseconds. */
const REMINDER_MS = 60 * 60 * 1000

/** A fault that may stand for hours: one line at its start, one an hour, one at its end. */
export type StandingFault = {
  /** The fault stands, or stands for another reason: another `event` or `code` is said at once. */
  raise(event: string, fields?: LogFields): void
  /** The fault is over. Says so once, and nothing when there was none. */
  clear(event: string): void
  /** The fault does not count any more, though nobody knows that it is over. Says nothing. */
  forget(): void
  /** When it began, in Unix milliseconds; `null` while there is none. */
  since(): number | null
}

/** Makes a fault that is not standing yet. */
export const createStandingFault = ({ log, clock }: { log: Log; clock: Clock }): StandingFault => {
  let standing: { key: string; since: number; saidAt: number } | null = null
  return {
    raise(event, fields) {
      const key = `${event}|${fields?.['code'] ?? ''}`
      const at = clock.monotonic()
      const isNews =
        standing === null || standing.key !== key || at - standing.saidAt >= REMINDER_MS
      if (isNews) log.warn(event, fields)
      standing = {
        key,
        since: standing?.since ?? clock.now(),
        saidAt: isNews || standing === null ? at : standing.saidAt,
      }
    },
    clear(event) {
      if (standing !== null) log.info(event)
      standing = null
    },
    forget() {
      standing = null
    },
    since: () => standing?.since ?? null,
  }
}
