import { expect, test } from 'bun:test'
import { paceNumbers } from '../../../src/admin/paced-numbers.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const numbers = {
  active: 1,
  completed: 1,
  stopped: 0,
  download_speed_human: '0 B/s',
  state: 'ok',
  age_seconds: 0,
} as const

const open = (total: number) => {
  const clock = createManualClock()
  let asked = 0
  const ask = async () => {
    asked += 1
    return { ...numbers, total }
  }
  const read = paceNumbers(ask, clock)
  /** Reads once a second. @returns How often it was asked for. */
  const readFor = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      await read()
      clock.advance(1000)
    }
    return asked
  }
  return { read, readFor }
}

test('many pages that look in one moment ask once', async () => {
  const { read, readFor } = open(10)
  await Promise.all([read(), read(), read()])
  expect(await readFor(1)).toBe(1)
})

test('the numbers of a home are at most two seconds old', async () => {
  expect(await open(1000).readFor(60)).toBe(30)
})

test('those of very many torrents are asked for twice a minute', async () => {
  expect(await open(10_000).readFor(60)).toBe(2)
})

test('what failed is asked for again at the next look', async () => {
  let asked = 0
  const read = paceNumbers(async () => {
    asked += 1
    if (asked === 1) throw new Error('away')
    return null
  }, createManualClock())
  await expect(read()).rejects.toThrow('away')
  expect(await read()).toBeNull()
})

test('what failed late does not take the place of what was asked for since', async () => {
  const clock = createManualClock()
  const failing: ((error: Error) => void)[] = []
  const read = paceNumbers(() => new Promise((_, reject) => failing.push(reject)), clock)
  const first = read()
  clock.advance(2000)
  const second = read()
  failing[0]?.(new Error('late'))
  await expect(first).rejects.toThrow('late')
  expect(read()).toBe(second)
  expect(failing).toHaveLength(2)
})
