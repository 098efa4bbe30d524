import type { Timings } from '../config.ts'
import { type FailureCode, Misconfigured, type UpstreamError } from '../upstream-error.ts'

/** A server's `Retry-After` is honoured up to this long, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 10 * 60 * 1000

/**
 * Failures that a second POST at once may get past. Not those where the server has answered and
 * meant it (3xx, 401, 403, 404), nor those where it asks for time (429, 503).
 */
const worthAnotherPost: ReadonlySet<FailureCode> = new Set([
  'dns',
  'refused',
  'reset',
  'timeout',
  'server-error',
])

/** Failed rounds in a row, and since when the server has been answering 404. */
export type Trouble = {
  rounds: number
  /** Monotonic milliseconds; `null` while the last failure was another one. */
  notFoundSince: number | null
}

export type NextTry = {
  trouble: Trouble
  /** `paused` waits for the owner, `retry` for the server. */
  phase: 'retry' | 'paused'
  waitMs: number
}

/** Whether a POST that failed is sent once more at once. Only a first round does so. */
export const deservesAnotherPost = (failure: UpstreamError, trouble: Trouble | null): boolean =>
  trouble === null && worthAnotherPost.has(failure.code)

/**
 * When to try again after a failed round: full-jitter back-off while the server is away, a long
 * pause where only the owner can help. A 404 counts as away at first, because a proxy says so
 * while the server behind it restarts.
 *
 * @param monotonic Now, on the monotonic clock, in milliseconds.
 * @param random A number from 0 to 1.
 */
export const nextTry = ({
  failure,
  trouble,
  timings,
  monotonic,
  random,
}: {
  failure: UpstreamError
  trouble: Trouble | null
  timings: Timings
  monotonic: number
  random: number
}): NextTry => {
  const rounds = (trouble?.rounds ?? 0) + 1
  const notFoundSince = failure.code === 'not-found' ? (trouble?.notFoundSince ?? monotonic) : null
  const next = { rounds, notFoundSince }
  const isWrongAddress =
    notFoundSince !== null && monotonic - notFoundSince >= timings.refreshNotFoundGrace
  if (isWrongAddress || failure instanceof Misconfigured) {
    return { trouble: next, phase: 'paused', waitMs: timings.refreshPausedRetry }
  }
  const ceiling = Math.min(timings.refreshRetryMax, timings.refreshRetryMin * 2 ** (rounds - 1))
  const asked = Math.min(failure.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)
  return { trouble: next, phase: 'retry', waitMs: Math.max(random * ceiling, asked) }
}
