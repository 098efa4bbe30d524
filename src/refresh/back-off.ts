import type { Timings } from '../config.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createStandingFault } from '../lib/standing-fault.ts'
import type { UpstreamError } from '../upstream-error.ts'
import { nextTry, type Trouble } from './retry.ts'
import type { RefreshState, Wait } from './state.ts'

/** What one media server's failures in a row mean: how long it is left alone, and what is said. */
export type BackOff = {
  /** The failed rounds so far; `null` where the last one did not fail. */
  trouble(): Trouble | null
  /**
   * A round has failed.
   *
   * @param owed How many completions are owed, for the log.
   * @param aloneMs It may have taken the refresh: it is left alone for so long at least.
   * @returns How long to wait for the next one.
   */
  fail(reason: UpstreamError, about: { owed: number; aloneMs: number }): Wait
  /** What is left of that wait. */
  wait(): Wait
  /** How long it may still be busy with a refresh that it did not say it has taken. */
  aloneMs(): number
  /** The server has answered as it should, which is said if it did not before. */
  succeed(): void
  /** Whatever failed before says nothing about what comes now. */
  forget(): void
  fault(): RefreshState['fault']
}

/** Makes it for one server. @param name The name that people know it by. */
export const createBackOff = ({
  name,
  timings,
  clock,
  random,
  log,
}: {
  name: string
  timings: Timings
  clock: Clock
  /** A number from 0 to 1. */
  random: () => number
  log: Log
}): BackOff => {
  const standing = createStandingFault({ log, clock })
  let trouble: (Trouble & { phase: 'retry' | 'paused'; until: number }) | null = null
  let failure: UpstreamError | null = null
  let aloneUntil = 0

  const say = (reason: UpstreamError, phase: 'retry' | 'paused', owed: number) => {
    if (reason.code === 'stopped') return
    const event =
      phase === 'paused' ? 'refuses us; its settings need a look' : 'cannot be asked to refresh'
    standing.raise(`${name} ${event}`, { code: reason.code, status: reason.status, owed })
  }
  const forget = () => {
    trouble = null
    failure = null
    aloneUntil = 0
    standing.forget()
  }
  return {
    trouble: () => trouble,
    fail(reason, { owed, aloneMs }) {
      failure = reason
      const monotonic = clock.monotonic()
      const next = nextTry({ failure: reason, trouble, timings, monotonic, random: random() })
      const ms = Math.max(next.waitMs, aloneMs)
      trouble = { ...next.trouble, phase: next.phase, until: monotonic + ms }
      aloneUntil = Math.max(aloneUntil, monotonic + aloneMs)
      say(reason, next.phase, owed)
      return { phase: next.phase, ms }
    },
    wait: () =>
      trouble === null
        ? { phase: 'retry', ms: 0 }
        : { phase: trouble.phase, ms: trouble.until - clock.monotonic() },
    aloneMs: () => aloneUntil - clock.monotonic(),
    succeed() {
      standing.clear(`${name} can be asked again`)
      forget()
    },
    forget,
    fault: () => failure && { code: failure.code, since: standing.since() ?? clock.now() },
  }
}
