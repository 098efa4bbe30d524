import type { Clock } from '../lib/clock.ts'
import type { DashboardNumbers } from './dashboards/numbers.tsx'

/** How old the numbers of the page may be, in milliseconds. */
const USUAL_MS = 2000
/**
 * And those of very many torrents: to list 10,000 takes some 30 MB for a moment, which a service of
 * 128 MB has for a program that asks for them, and not each second for a page that stands open.
 */
const OF_MANY_MS = 30_000
const MANY = 1000

/** Has the numbers of all open pages asked for once, and no more often than the page needs. */
export const paceNumbers = (
  ask: () => Promise<DashboardNumbers | null>,
  clock: Pick<Clock, 'monotonic'>
): (() => Promise<DashboardNumbers | null>) => {
  let asked: { at: number; numbers: Promise<DashboardNumbers | null> } | null = null
  let waitMs = USUAL_MS
  return () => {
    const now = clock.monotonic()
    if (asked === null || now - asked.at >= waitMs) {
      const own = { at: now, numbers: ask() }
      asked = own
      own.numbers.then(
        (numbers) => {
          waitMs = (numbers?.total ?? 0) > MANY ? OF_MANY_MS : USUAL_MS
        },
        () => {
          // A younger one may have taken its place.
          if (asked === own) asked = null
        }
      )
    }
    return asked.numbers
  }
}
