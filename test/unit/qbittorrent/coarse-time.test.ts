import { expect, test } from 'bun:test'
import { coarseSeconds, coarseSpan } from '../../../src/qbittorrent/coarse-time.ts'
import { createRandom } from './inventory.ts'

const HOUR = 3600
const DAY = 24 * HOUR

test.each([
  [0, 0],
  [59, 0],
  [60, 60],
  [HOUR - 1, 59 * 60],
  [HOUR, HOUR],
  [HOUR + 599, HOUR],
  [HOUR + 600, HOUR + 600],
  [DAY - 1, DAY - 600],
  [DAY, DAY],
  [DAY + HOUR - 1, DAY],
  [400 * DAY + HOUR, 400 * DAY + HOUR],
  [-5, 0],
])('%d s are told as %d', (seconds, told) => {
  expect(coarseSeconds(1000, 1000 + seconds)).toBe(told)
})

test('what is told holds for its span, and for no second more', () => {
  const { below } = createRandom(3)
  for (let round = 0; round < 5000; round += 1) {
    const since = 1_795_376_824
    const now = since - 100 + below(3 * DAY)
    const told = coarseSeconds(since, now)
    const { from, until } = coarseSpan(since, now)
    expect(coarseSeconds(since, until - 1)).toBe(told)
    expect(coarseSeconds(since, until)).toBeGreaterThan(told)
    if (told === 0) continue
    expect(coarseSeconds(since, from)).toBe(told)
    expect(coarseSeconds(since, from - 1)).toBeLessThan(told)
  }
})
