import { describe, expect, test } from 'bun:test'
import { createFailureDelay } from '../../../src/security/failure-delay.ts'
import { captureLog } from '../../support/captured-log.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const build = () => {
  const clock = createManualClock()
  const { log, lines } = captureLog()
  const failures = createFailureDelay({ clock, log })
  /** How long each failure waits, one after the other, in milliseconds. */
  const waits = async (count: number) => {
    const waited: number[] = []
    for (let index = 0; index < count; index += 1) {
      const from = clock.monotonic()
      const failing = failures.fail()
      if (clock.sleepers() > 0) await clock.pass(1000)
      await failing
      waited.push(clock.monotonic() - from)
    }
    return waited
  }
  return { clock, failures, waits, lines }
}

describe('a failure', () => {
  test('waits for a second where ten were in the minute before it', async () => {
    const { waits } = build()
    expect(await waits(10)).toEqual(Array(10).fill(0))
    expect(await waits(5)).toEqual(Array(5).fill(1000))
  })

  test('that comes seldom never waits', async () => {
    const { clock, waits } = build()
    for (let round = 0; round < 30; round += 1) {
      expect(await waits(1)).toEqual([0])
      clock.advance(6000)
    }
  })

  test('waits for nothing again once the ten are a minute old', async () => {
    const { clock, waits } = build()
    await waits(10)
    clock.advance(59_999)
    expect(await waits(1)).toEqual([1000])
    clock.advance(60_000)
    expect(await waits(10)).toEqual(Array(10).fill(0))
    expect(await waits(1)).toEqual([1000])
  })

  test('waits beside the others, not behind them', async () => {
    const { clock, failures } = build()
    const failing = Promise.all(Array.from({ length: 100 }, () => failures.fail()))
    expect(clock.sleepers()).toBe(90)
    await clock.pass(1000)
    await failing
  })

  test('is logged once for one try each six seconds, as they are delayed now and then', async () => {
    const { clock, waits, lines } = build()
    await waits(10)
    for (let tries = 0; tries < 300; tries += 1) {
      clock.advance(tries % 2 === 0 ? 5_800 : 6_200)
      await waits(1)
    }
    expect(lines.length).toBeLessThanOrEqual(1)
  })

  test('is logged when they begin to wait, and not each time', async () => {
    const { clock, waits, lines } = build()
    await waits(10)
    expect(lines).toHaveLength(0)
    await waits(20)
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn' })
    clock.advance(60_000)
    await waits(11)
    expect(lines).toHaveLength(2)
  })
})
