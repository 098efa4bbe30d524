import type { Difference } from './answer-shape.ts'

/** A difference of ours from the original that is meant to be. */
export type MeantDifference = {
  /** The calls, by their names. */
  calls: RegExp
  reason: string
  /** What the original's answer has at a place, and what ours has there. */
  places: Readonly<Record<string, readonly [original: string, ours: string]>>
}

/** Stands for what the original happens to have: its own log, this machine's addresses. */
export const ANYTHING = 'anything'

/** Whether a difference in the answers to a call is what is meant at its place. */
export const isMeant = (
  found: Difference & { call: string },
  { calls, places }: MeantDifference
): boolean => {
  const [original, ours] = places[found.at] ?? []
  const isOriginal = original === ANYTHING || original === found.original
  return calls.test(found.call) && isOriginal && ours === found.ours
}
