import { describe, expect, test } from 'bun:test'
import { systemClock } from '../../../src/lib/clock.ts'
import { createWake } from '../../../src/lib/wake.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const { signal } = new AbortController()

describe('a sleep that can be ended', () => {
  test('ends when it is called', async () => {
    const clock = createManualClock()
    const wake = createWake(clock)
    const sleeping = wake.sleep(60_000, signal)
    wake.call()
    await sleeping
    expect(clock.sleepers()).toBe(0)
  })

  test('does not begin when the call came before it, and begins the time after', async () => {
    const clock = createManualClock()
    const wake = createWake(clock)
    wake.call()
    await wake.sleep(60_000, signal)
    const sleeping = wake.sleep(60_000, signal)
    expect(clock.sleepers()).toBe(1)
    clock.advance(60_000)
    await sleeping
  })

  test('ends when its signal aborts, and does not begin afterwards', async () => {
    const stopping = new AbortController()
    const wake = createWake(createManualClock())
    const sleeping = wake.sleep(60_000, stopping.signal)
    stopping.abort()
    await sleeping
    await wake.sleep(60_000, stopping.signal)
    expect(stopping.signal.aborted).toBe(true)
  })

  test('takes a delay that is longer than a timer can hold', async () => {
    const wake = createWake(systemClock)
    const sleeping = wake.sleep(2 ** 40, signal)
    expect(await Promise.race([sleeping, Bun.sleep(20).then(() => 'asleep')])).toBe('asleep')
    wake.call()
    await sleeping
  })
})
