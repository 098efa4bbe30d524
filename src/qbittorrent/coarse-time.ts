const MINUTE = 60
const HOUR = 3600
const DAY = 24 * HOUR

/**
 * For how long something has lasted, in seconds, told in steps: by the minute in its first hour, by
 * ten minutes in its first day, by the hour after that. Told by the second, every torrent would
 * differ from itself at every look, and each poll would have to tell all of them again.
 */
export const coarseSeconds = (since: number, now: number): number => {
  const seconds = Math.max(now - since, 0)
  const step = stepOf(seconds)
  return Math.floor(seconds / step) * step
}

/** From when to when {@link coarseSeconds} says the same, in Unix seconds; the end is not in it. */
export const coarseSpan = (since: number, now: number): { from: number; until: number } => {
  const told = coarseSeconds(since, now)
  return {
    from: told > 0 ? since + told : Number.NEGATIVE_INFINITY,
    until: since + told + stepOf(told),
  }
}

const stepOf = (seconds: number): number => {
  if (seconds < HOUR) return MINUTE
  return seconds < DAY ? 10 * MINUTE : HOUR
}
