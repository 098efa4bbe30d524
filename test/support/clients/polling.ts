import assert from 'node:assert/strict'
import type { Replayed } from '../replay.ts'
import { type Answer, readJson } from './answer.ts'
import { infoList } from './info-row.ts'

/**
 * What a poll comes to: the hashes in its list, sorted, with a blank between them; or
 * `unavailable`, the one failure that Sonarr and Radarr wait out with their queue as it was.
 */
export type PollOutcome = string

/** What the list that a program was told comes to; every other answer is a fault. */
export const outcomeOf = (answer: Answer): PollOutcome => {
  if (answer.status === 200) return joined(readJson(infoList, answer).map(({ hash }) => hash))
  assert.equal(answer.status, 503)
  assert.ok(answer.headers.get('content-type')?.startsWith('text/plain'))
  return 'unavailable'
}

/** As `outcomeOf`, for a poll of Sonarr's or Radarr's, whose first calls need nobody else. */
export const outcomeOfPoll = (replayed: readonly Replayed[]): PollOutcome => {
  const listed = replayed.at(-1)
  assert.ok(listed)
  for (const { answer } of replayed.slice(0, -1)) assert.equal(answer.status, 200)
  return outcomeOf(listed.answer)
}

/** The outcome in which exactly these hashes are listed. */
export const joined = (hashes: readonly string[]): PollOutcome => hashes.toSorted().join(' ')

/** Polls for so long, again and again. @returns Every outcome that there was, once. */
export const pollFor = async (
  poll: () => Promise<PollOutcome>,
  ms: number
): Promise<PollOutcome[]> => {
  const outcomes = new Set<PollOutcome>()
  const until = performance.now() + ms
  while (performance.now() < until) {
    outcomes.add(await poll())
    await Bun.sleep(100)
  }
  return [...outcomes]
}
