import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { QueuedAdd, TorrentSource } from '../../../src/domain.ts'
import type { QueueStore, Store } from '../../../src/store/store.ts'
import { createAddQueue } from '../../../src/torrents/opening/add-queue.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { infoHash } from '../../support/torrents.ts'

const MB = 1024 * 1024
const source: TorrentSource = { kind: 'magnet', magnet: 'magnet:?xt=urn:btih:x' }

let store: Store
beforeEach(() => {
  store = temporaryStore()
})
afterEach(() => store.close())

const open = async (queueStore: QueueStore = store.queue) => {
  const { signal } = new AbortController()
  const queue = createAddQueue({ store: queueStore, clock: createManualClock(), signal })
  await queue.ready()
  return queue
}
const queued = (number: number, changes: Partial<QueuedAdd> = {}): QueuedAdd => ({
  torrentId: infoHash(number),
  addedAt: number,
  kind: 'magnet',
  sourceBytes: 100,
  totalBytes: 0,
  tags: [],
  isStopped: false,
  refusal: null,
  ...changes,
})

test('an add is in the store before anybody is told of it, with its source', async () => {
  const queue = await open()
  expect(await queue.add(queued(1), source)).toBe('added')
  expect(await store.queue.all()).toEqual([queued(1)])
  expect(await queue.source(infoHash(1))).toEqual(source)
})

test('an add outlives a restart', async () => {
  const bytes = new Uint8Array([0, 255, 100])
  await (await open()).add(queued(1, { kind: 'file' }), { kind: 'file', bytes })
  const queue = await open()
  expect([...queue.all().values()]).toEqual([queued(1, { kind: 'file' })])
  expect(await queue.source(infoHash(1))).toEqual({ kind: 'file', bytes })
})

test('a change of an add is kept, and what waits no more has no source', async () => {
  const queue = await open()
  await queue.add(queued(1), source)
  await queue.change([infoHash(1)], (now) => (now ? { ...now, isStopped: true } : null))
  expect(await store.queue.all()).toEqual([queued(1, { isStopped: true })])
  await queue.change([infoHash(1)], () => null)
  expect(await store.queue.all()).toEqual([])
  expect(await queue.source(infoHash(1))).toBeNull()
})

describe('of one torrent', () => {
  test('there is one add, the first', async () => {
    const queue = await open()
    await queue.add(queued(1), source)
    expect(await queue.add(queued(1, { tags: ['late'] }), source)).toBe('known')
    expect([...queue.all().values()]).toEqual([queued(1)])
  })

  test('there is one add when two come at once, and memory and store agree on which', async () => {
    const queue = await open()
    const both = [queue.add(queued(1), source), queue.add(queued(1, { tags: ['late'] }), source)]
    expect((await Promise.all(both)).sort()).toEqual(['added', 'known'])
    expect(await store.queue.all()).toEqual([...queue.all().values()])
  })
})

describe('there is room', () => {
  test('for five hundred adds, however they come', async () => {
    const queue = await open()
    const adds = Array.from({ length: 510 }, (_, number) => queue.add(queued(number), source))
    const results = await Promise.all(adds)
    expect(results.filter((result) => result === 'added')).toHaveLength(500)
    expect(results.filter((result) => result === 'full')).toHaveLength(10)
    expect(await queue.add(queued(600), source)).toBe('full')
    await queue.change([infoHash(3)], () => null)
    expect(await queue.add(queued(600), source)).toBe('added')
  })

  test('for 256 MiB of sources, however they come', async () => {
    const queue = await open()
    const large = (number: number, sourceBytes: number) =>
      queue.add(queued(number, { sourceBytes }), source)
    const adds = [large(1, 128 * MB), large(2, 127 * MB), large(3, 2 * MB), large(4, MB)]
    expect(await Promise.all(adds)).toEqual(['added', 'added', 'full', 'added'])
    expect(await large(5, 1)).toBe('full')
  })

  test('again after an add that the store did not take', async () => {
    let isAway = true
    const queue = await open({
      ...store.queue,
      add: async (...args) => {
        if (isAway) throw new Error('no')
        return await store.queue.add(...args)
      },
    })
    const large = () => queue.add(queued(1, { sourceBytes: 256 * MB }), source)
    await expect(large()).rejects.toThrow('no')
    expect(queue.all().size).toBe(0)
    isAway = false
    expect(await large()).toBe('added')
  })
})

describe('one that is being given to the engine', () => {
  test('is told apart for as long as that lasts, also when it fails', async () => {
    const queue = await open()
    const before = queue.revision()
    await queue.take(infoHash(1), async () => {
      expect(queue.taking()).toBe(infoHash(1))
      expect(queue.revision()).not.toBe(before)
    })
    expect(queue.taking()).toBeNull()
    const failing = queue.take(infoHash(1), () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(queue.taking()).toBeNull()
  })
})

describe('an add that is not wanted any more', () => {
  test('waits no more, and is known over a restart, until the engine has it no more', async () => {
    const queue = await open()
    await queue.add(queued(1), source)
    queue.disown([infoHash(1)])
    expect([...queue.all().keys()]).toEqual([])
    await Bun.sleep(5)
    const later = await open()
    expect([[...later.all().keys()], later.unwanted()]).toEqual([[], [infoHash(1)]])
    later.forget([infoHash(1)])
    await Bun.sleep(5)
    expect(await store.queue.all()).toEqual([])
  })

  test('can be added again', async () => {
    const queue = await open()
    await queue.add(queued(1), source)
    queue.disown([infoHash(1)])
    expect(await queue.add(queued(1, { tags: ['again'] }), source)).toBe('added')
    expect([...queue.all().values()]).toEqual([queued(1, { tags: ['again'] })])
    expect(queue.unwanted()).toEqual([])
    expect(await store.queue.all()).toEqual([queued(1, { tags: ['again'] })])
  })

  test('is one that is taken out while the engine takes it, and no other', async () => {
    const queue = await open()
    for (const number of [1, 2]) await queue.add(queued(number), source)
    await queue.take(infoHash(1), () => queue.change([infoHash(1), infoHash(2)], () => null))
    expect(queue.all().size).toBe(0)
    expect(queue.unwanted()).toEqual([infoHash(1)])
  })
})
