import { expect, test } from 'bun:test'
import { completionId } from '../../../src/domain.ts'
import { createCompletionTimes } from '../../../src/torrents/inventory/completion-times.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { torrent } from '../../support/torrents.ts'

/** Times over a ledger that holds what `given` says at the moment of the call. */
const setUp = () => {
  const ledger = new Map<string, number>()
  const asked: string[][] = []
  const given = {
    completedAt: async (ids: readonly string[]) =>
      new Map([...ledger].filter(([id]) => ids.includes(id))),
  }
  const times = createCompletionTimes({
    completedAt(ids) {
      asked.push([...ids])
      return given.completedAt(ids)
    },
  })
  const write = (number: number, at: number) => ledger.set(completionId(torrent(number)), at)
  return { times, asked, given, write }
}

test('a time is the one in the ledger, which is asked for it once', async () => {
  const { times, asked, write } = setUp()
  write(1, 77)
  await times.learn([torrent(1)])
  await times.learn([torrent(1)])
  expect(times.of(torrent(1, { updatedAt: 99 }))).toBe(77)
  expect(asked).toHaveLength(1)
})

test('one that is not written down yet is when the record last changed, and stays so', async () => {
  const { times, asked, write } = setUp()
  await times.learn([torrent(1, { updatedAt: 99 })])
  write(1, 77)
  await times.learn([torrent(1, { updatedAt: 120 }), torrent(2)])
  expect(times.of(torrent(1, { updatedAt: 120 }))).toBe(99)
  expect(asked[1]).toEqual([completionId(torrent(2))])
})

test('a torrent that was deleted and added anew has a time of its own', async () => {
  const { times, write } = setUp()
  write(1, 77)
  await times.learn([torrent(1)])
  expect(times.of(torrent(1, { createdAt: 5, updatedAt: 99 }))).toBe(99)
})

test('nobody is asked about no torrents', async () => {
  const { times, asked } = setUp()
  await times.learn([])
  expect(asked).toEqual([])
})

test('times of torrents that are gone are forgotten', async () => {
  const { times, asked, write } = setUp()
  for (const number of [1, 2, 3, 4, 5]) write(number, 70 + number)
  await times.learn([1, 2, 3, 4, 5].map((number) => torrent(number)))
  await times.learn([torrent(1)])
  expect(times.of(torrent(1))).toBe(71)
  await times.learn([torrent(1), torrent(2)])
  expect(asked.at(-1)).toEqual([completionId(torrent(2))])
})

test('a store that is away fails nobody, and is asked again', async () => {
  const { times, given, write } = setUp()
  const tells = given.completedAt
  write(1, 77)
  given.completedAt = async () => {
    throw new Unavailable('the store is away', { code: 'store-down' })
  }
  await times.learn([torrent(1)])
  expect(times.of(torrent(1, { updatedAt: 99 }))).toBe(99)
  given.completedAt = tells
  await times.learn([torrent(1)])
  expect(times.of(torrent(1))).toBe(77)
})

test('a store that does not answer is waited for no longer than a second', async () => {
  const { times, given } = setUp()
  given.completedAt = () => new Promise(() => {})
  const startedAt = performance.now()
  await times.learn([torrent(1)])
  expect(performance.now() - startedAt).toBeLessThan(1500)
})
