import { expect, test } from 'bun:test'
import { createRenewal } from '../../../src/lib/renewal.ts'

/** Work that is finished by hand; each piece returns its number. */
const createWork = () => {
  const begun: PromiseWithResolvers<void>[] = []
  return {
    begun,
    async work() {
      const piece = Promise.withResolvers<void>()
      const number = begun.push(piece)
      await piece.promise
      return number
    },
    finish: (number: number) => begun[number - 1]?.resolve(),
  }
}
const settle = () => Bun.sleep(1)

test('all who ask while the work is under way share it', async () => {
  const { work, finish, begun } = createWork()
  const renewal = createRenewal(work)
  const asked = [renewal.run(), renewal.run()]
  await settle()
  asked.push(renewal.run())
  finish(1)
  expect(await Promise.all(asked)).toEqual([1, 1, 1])
  expect(begun).toHaveLength(1)
})

test('who asks after the work is done begins it anew', async () => {
  const { work, finish } = createWork()
  const renewal = createRenewal(work)
  const first = renewal.run()
  await settle()
  finish(1)
  await first
  const second = renewal.run()
  await settle()
  finish(2)
  expect(await second).toBe(2)
})

test('outdated work does not count for later askers, and is not done twice at once', async () => {
  const { work, finish, begun } = createWork()
  const renewal = createRenewal(work)
  const early = renewal.run()
  await settle()
  renewal.outdate()
  const late = [renewal.run(), renewal.run()]
  await settle()
  expect(begun).toHaveLength(1)
  finish(1)
  await settle()
  expect(begun).toHaveLength(2)
  finish(2)
  expect(await early).toBe(1)
  expect(await Promise.all(late)).toEqual([2, 2])
})

test('work that waits for its turn counts for whatever happens before it begins', async () => {
  const { work, finish, begun } = createWork()
  const renewal = createRenewal(work)
  void renewal.run()
  await settle()
  renewal.outdate()
  const late = renewal.run()
  renewal.outdate()
  const later = renewal.run()
  finish(1)
  await settle()
  finish(2)
  expect(await Promise.all([late, later])).toEqual([2, 2])
  expect(begun).toHaveLength(2)
})

test('a failure reaches those who asked, and the next asker begins anew', async () => {
  let count = 0
  const renewal = createRenewal(async () => {
    count += 1
    if (count === 1) throw new Error('first')
    return count
  })
  await expect(renewal.run()).rejects.toThrow('first')
  expect(await renewal.run()).toBe(2)
})
