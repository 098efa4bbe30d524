/**
 * What a failed call to a neighbour means to the caller. The three kinds are a policy, not a
 * description: `Unavailable` is tried again, `Rejected` is not, `Misconfigured` waits for the owner.
 */
export abstract class UpstreamError extends Error {
  /** One fixed word for logs and for the page, such as `refused` or `timeout`. */
  readonly code: FailureCode
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** How long the neighbour asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** Where a refused redirect pointed to. */
  readonly location: string | undefined
  /** What the neighbour said to it, cut; for whoever speaks its language, never for the log. */
  readonly said: string | undefined

  constructor(message: string, facts: FailureFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = facts.code
    this.status = facts.status
    this.retryAfterMs = facts.retryAfterMs
    this.location = facts.location
    this.said = facts.said
  }
}

/** What a call of a neighbour can fail with. */
export const callFailures = [
  'dns',
  'refused',
  'reset',
  'timeout',
  'tls',
  'redirect',
  'too-large',
  'not-json',
  'unexpected-answer',
  'unauthorized',
  'forbidden',
  'not-found',
  'rate-limited',
  'service-unavailable',
  'server-error',
  'rejected',
] as const

export type FailureCode = (typeof callFailures)[number] | 'stopped' | 'incomplete' | 'store-down'

export type FailureFacts = {
  code: FailureCode
  status?: number | undefined
  retryAfterMs?: number | undefined
  location?: string | undefined
  said?: string | undefined
  cause?: unknown
}

/** The neighbour is away or overwhelmed: the same call may succeed later. */
export class Unavailable extends UpstreamError {
  override name = 'Unavailable'
}

/** The neighbour understood and refused: the same call will be refused again. */
export class Rejected extends UpstreamError {
  override name = 'Rejected'
}

/** Address or key are wrong: what was asked will be refused until the owner changes them. */
export class Misconfigured extends UpstreamError {
  override name = 'Misconfigured'
}
