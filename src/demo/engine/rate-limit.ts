import type { Clock } from '../../lib/clock.ts'

/**
 * A bucket of `burst` tokens that fills with `perSecond`.
 *
 * @returns Takes a token, or says that there is none.
 */
export const createRateLimit = ({
  perSecond,
  burst,
  clock,
}: {
  perSecond: number
  burst: number
  clock: Clock
}): (() => boolean) => {
  let tokens = burst
  let filledAt = clock.monotonic()
  return () => {
    const at = clock.monotonic()
    tokens = Math.min(burst, tokens + ((at - filledAt) * perSecond) / 1000)
    filledAt = at
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
