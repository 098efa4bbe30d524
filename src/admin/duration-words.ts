const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time for people: `40 s`, `1 minute`, `12 minutes`, `3 hours`, `2 days`. */
export const durationWords = (ms: number): string => {
  if (ms < MINUTE) return `${Math.max(1, Math.round(ms / SECOND))}\u00a0s`
  if (ms < HOUR) return countWords(Math.floor(ms / MINUTE), 'minute')
  if (ms < 2 * DAY) return countWords(Math.floor(ms / HOUR), 'hour')
  return countWords(Math.floor(ms / DAY), 'day')
}

/** A number and its noun, which a line break must not part: `1 torrent`, `3 torrents`. */
export const countWords = (count: number, noun: string): string =>
  `${count}\u00a0${noun}${count === 1 ? '' : 's'}`
