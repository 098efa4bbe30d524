import { expect, test } from 'bun:test'
import { createCallRate } from '../../../src/torrents/engine/call-rate.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const { signal } = new AbortController()

test('a neighbour that asks to be left alone for years is called again after ten minutes', async () => {
  const clock = createManualClock()
  const rate = createCallRate({ perSecond: 5, longestWaitMs: 1000, clock })
  rate.hold(999_999_999_000)
  await expect(rate.turn(signal)).rejects.toMatchObject({ code: 'rate-limited' })
  clock.advance(10 * 60_000)
  await rate.turn(signal)
})
