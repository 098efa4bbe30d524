import { durationWords } from './duration-words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Now, where the reader is, and the words for other times seen from there. */
export type Moment = {
  /** Unix milliseconds. */
  now: number
  /** A time of the day: `20:14`; of another day with what tells it: `Sat 20:14`, `12 Oct 20:14`. */
  clock(at: number): string
  /** How long ago, in steps that one can read; from an hour on the time. */
  ago(at: number): string
  /** The day on which something was: `2026-11-22`. */
  dayOf(at: number): string
  /** The heading of a day: `Today`, `Yesterday`, `Friday 20 November`. */
  heading(at: number): string
}

/** Formats of dates, by what they show and where: each is costly, and held outside of the heap. */
export type Formats = Map<string, Intl.DateTimeFormat>

/** Five of each zone; readers of one home are in one. */
const MOST_FORMATS = 40

/**
 * Makes the words of one rendering.
 *
 * @param formats Kept from one rendering to the next.
 */
export const momentOf = ({
  now,
  zone,
  formats = new Map(),
}: {
  now: number
  zone: string
  formats?: Formats
}): Moment => {
  const format = (at: number, options: Intl.DateTimeFormatOptions): string => {
    const key = `${zone} ${Object.keys(options).join()}`
    const known =
      formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
    if (formats.size >= MOST_FORMATS) formats.clear()
    formats.set(key, known)
    return known.format(at)
  }
  const dayOf = (at: number) =>
    format(at, { day: '2-digit', month: '2-digit', year: 'numeric' }).split('/').reverse().join('-')
  const today = dayOf(now)
  // Not a day's length ago: a day can have 23 or 25 hours.
  const yesterday = new Date(Date.parse(today) - DAY).toISOString().slice(0, 10)
  const clock = (at: number) => {
    const time = format(at, { hour: '2-digit', minute: '2-digit' })
    if (dayOf(at) === today) return time
    const isNear = Math.abs(now - at) < 6 * DAY
    const day = format(at, isNear ? { weekday: 'short' } : { day: 'numeric', month: 'short' })
    return `${day}\u00a0${time}`
  }
  return {
    now,
    clock,
    ago(at) {
      const ago = now - at
      if (ago < 10_000) return 'just now'
      // Steps of ten seconds: else a page that stands open would change every second.
      if (ago < MINUTE) return `${durationWords(Math.floor(ago / 10_000) * 10_000)} ago`
      return ago < HOUR ? `${durationWords(ago)} ago` : clock(at)
    },
    dayOf,
    heading(at) {
      const day = dayOf(at)
      if (day === today) return 'Today'
      if (day === yesterday) return 'Yesterday'
      const name = format(at, { weekday: 'long', day: 'numeric', month: 'long' }).replace(',', '')
      return day.slice(0, 4) === today.slice(0, 4) ? name : `${name} ${day.slice(0, 4)}`
    },
  }
}
