import { describe, expect, test } from 'bun:test'
import { createQuietTime } from '../../../src/refresh/quiet.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { timings } from '../../support/timings.ts'

const setUp = () => {
  const clock = createManualClock()
  return { clock, quiet: createQuietTime({ timings, clock }) }
}
const debt = (id: string, seenAt: number) => ({
  id,
  torrentId: id,
  torrentName: id,
  seenAt,
  awaitsImport: false,
})

describe('the quiet time', () => {
  test('lasts 5 s from the newest completion', () => {
    const { clock, quiet } = setUp()
    const first = debt('a', clock.now())
    expect(quiet.remaining([first])).toBe(5000)
    clock.advance(3000)
    expect(quiet.remaining([first])).toBe(2000)
    expect(quiet.remaining([first, debt('b', clock.now())])).toBe(5000)
  })

  test('ends 60 s after the oldest, however many follow', () => {
    const { clock, quiet } = setUp()
    const debts = [debt('0', clock.now())]
    for (let second = 3; second < 60; second += 3) {
      clock.advance(3000)
      debts.push(debt(String(second), clock.now()))
      expect(quiet.remaining(debts)).toBeGreaterThan(0)
    }
    clock.advance(3000)
    expect(quiet.remaining([...debts, debt('last', clock.now())])).toBe(0)
  })

  test('is over for a debt that is found at start', () => {
    const { clock, quiet } = setUp()
    expect(quiet.remaining([debt('a', clock.now() - 5000)])).toBe(0)
  })

  test('cannot be stretched by a clock that was set back', () => {
    const { clock, quiet } = setUp()
    const fromTheFuture = [debt('a', clock.now() + 3_600_000)]
    expect(quiet.remaining(fromTheFuture)).toBe(5000)
    clock.advance(5000)
    expect(quiet.remaining(fromTheFuture)).toBe(0)
  })

  test('is nothing when nothing is owed', () => {
    expect(setUp().quiet.remaining([])).toBe(0)
  })
})
