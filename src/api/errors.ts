import { InvalidInput } from '../domain.ts'
import type { Log } from '../lib/log.ts'
import { BodyRefused } from '../lib/request-body.ts'
import type { Refusal } from '../security/refusal.ts'
import { Unavailable } from '../upstream-error.ts'

/** When a caller may ask again while something of ours is away, in seconds. */
const RETRY_AFTER_SECONDS = '5'

/**
 * What is told of what a route threw. What the caller did wrong is named; of what went wrong inside
 * nothing is told, and the log has it: at error the kind and the place, at debug the words, which
 * may be anybody's.
 */
export const refusalFor = (
  error: unknown,
  { method, path, log }: { method: string; path: string; log: Log }
): Refusal => {
  const refusal = expected(error)
  if (refusal !== null) return refusal
  const { name, place, words } = describe(error)
  log.error('request failed', { method, path, error: name, at: place })
  log.debug('request failed with', { error: name, words })
  return { code: 'internal_error', message: 'Something went wrong inside.' }
}

const expected = (error: unknown): Refusal | null => {
  if (error instanceof InvalidInput) return { code: 'invalid_request', message: error.message }
  if (error instanceof BodyRefused) return { code: error.code, message: error.message }
  if (error instanceof Unavailable) {
    return {
      code: 'unavailable',
      message:
        error.code === 'store-down'
          ? 'The database is away; try again in a moment.'
          : 'Something that is needed for this is away; try again in a moment.',
      headers: { 'retry-after': RETRY_AFTER_SECONDS },
    }
  }
  return null
}

/** The first line of a stack that names a place in a file. */
const PLACE = /^\s+at .*$/m

const describe = (error: unknown) =>
  error instanceof Error
    ? { name: error.name, place: PLACE.exec(error.stack ?? '')?.[0].trim(), words: error.message }
    : { name: typeof error, place: undefined, words: String(error) }
