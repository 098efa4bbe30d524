import { describe, expect, test } from 'bun:test'
import { createScanWatch } from '../../../src/refresh/scan-watch.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const setUp = () => {
  const clock = createManualClock()
  return { clock, watch: createScanWatch({ stallLimitMs: 60_000, clock }) }
}
const at = (percentage: number | null) => ({ isRunning: true, percentage }) as const

describe('a library scan', () => {
  test('holds a refresh back for as long as it makes progress', () => {
    const { clock, watch } = setUp()
    for (let percentage = 0; percentage < 100; percentage += 1) {
      expect(watch.observe(at(percentage))).toBe('running')
      clock.advance(59_999)
    }
    expect(watch.observe({ isRunning: false })).toBe('idle')
  })

  test.each([50, null])('whose percentage stands still at %p counts as stuck', (percentage) => {
    const { clock, watch } = setUp()
    expect(watch.observe(at(percentage))).toBe('running')
    clock.advance(59_999)
    expect(watch.observe(at(percentage))).toBe('running')
    clock.advance(1)
    expect(watch.observe(at(percentage))).toBe('stuck')
  })

  test('that begins after another one has ended is a scan of its own', () => {
    const { clock, watch } = setUp()
    watch.observe(at(10))
    clock.advance(60_000)
    watch.observe({ isRunning: false })
    expect(watch.observe(at(10))).toBe('running')
  })

  test('is forgotten after a refresh of our own', () => {
    const { clock, watch } = setUp()
    watch.observe(at(10))
    clock.advance(60_000)
    watch.forget()
    expect(watch.observe(at(10))).toBe('running')
  })
})
