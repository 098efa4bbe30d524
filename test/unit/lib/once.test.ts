import { expect, test } from 'bun:test'
import { createOnce } from '../../../src/lib/once.ts'

test('it is done once, for all who ask meanwhile and afterwards', async () => {
  let times = 0
  const once = createOnce(async () => {
    times += 1
    await Bun.sleep(1)
    return times
  })
  expect(await Promise.all([once(), once()])).toEqual([1, 1])
  expect(await once()).toBe(1)
})

test('nothing is done before somebody asks', async () => {
  let times = 0
  createOnce(async () => {
    times += 1
  })
  await Bun.sleep(1)
  expect(times).toBe(0)
})

test('a failure is told to all who asked for it, and the next who asks tries again', async () => {
  let times = 0
  const once = createOnce(async () => {
    times += 1
    await Bun.sleep(1)
    if (times === 1) throw new Error('the first time')
    return times
  })
  const asked = await Promise.allSettled([once(), once()])
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await once()).toBe(2)
  expect(await once()).toBe(2)
})
