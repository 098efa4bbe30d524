import type { RefreshState } from '../refresh/state.ts'
import { durationWords } from './duration-words.ts'
import type { Moment } from './moment.ts'
import { type Phrase, phrase, type TimeSaid } from './phrase.ts'

type Try = Pick<RefreshState, 'nextTryAt'>

/** What is less than this away is now, in milliseconds. */
const NOW_MS = 500
const MOMENT_MS = 15_000
const MINUTE_MS = 60_000

/** When a media server is tried next, in words that are made anew each second: `in 40 s`. */
export const inTime = ({ nextTryAt }: Try, now: number): string | TimeSaid =>
  nextTryAt === null || nextTryAt - now < NOW_MS
    ? 'now'
    : { at: nextTryAt, said: `in ${durationWords(nextTryAt - now)}` }

/** The same in words that stand for a while, and are as true at the end of it: `at 20:16`. */
export const byTime = ({ nextTryAt }: Try, moment: Moment): Phrase => {
  const left = (nextTryAt ?? moment.now) - moment.now
  if (left < MOMENT_MS) return 'in a moment'
  return nextTryAt === null || left < MINUTE_MS
    ? 'within a minute'
    : phrase`at ${clockTime(nextTryAt, moment)}`
}

/** A time of the day within a sentence. */
export const clockTime = (at: number, moment: Moment): TimeSaid => ({ at, said: moment.clock(at) })

/** How long ago something was, to the second or minute, within a sentence. */
export const agoTime = (at: number, now: number): TimeSaid => ({
  at,
  said: `${durationWords(now - at)} ago`,
})
