import { describe, expect, test } from 'bun:test'
import { silentLog } from '../support/silent-log.ts'
import { infoHash } from '../support/torrents.ts'
import type { Subject } from './bench.ts'
import { fileOf, magnetOf, queuedOf } from './client-records.ts'

/** The largest file that a torrent is added by. */
const LARGEST_FILE = 10 * 2 ** 20

/** What the engine has not taken yet, in every kind of store. */
export const describeQueue = (subject: Subject) => {
  describe('the queue', () => {
    test('gives back what was added, oldest first, without the sources', async () => {
      const file = queuedOf(1, {
        kind: 'file',
        sourceBytes: 1000,
        totalBytes: 7_000_000_000,
        tags: ['a.b', '$c'],
        isStopped: true,
        refusal: 'no "room"',
      })
      const twin = queuedOf(3, { addedAt: queuedOf(2).addedAt })
      expect(await subject.store.queue.add(twin, magnetOf(3))).toBe(true)
      expect(await subject.store.queue.add(queuedOf(2), magnetOf(2))).toBe(true)
      expect(await subject.store.queue.add(file, fileOf(1000))).toBe(true)
      expect(await subject.store.queue.all()).toEqual([file, queuedOf(2), twin])
    })

    test('gives back each source as it was', async () => {
      await subject.store.queue.add(queuedOf(1), magnetOf(1))
      await subject.store.queue.add(queuedOf(2, { kind: 'file' }), fileOf(3))
      await subject.store.queue.add(queuedOf(3, { kind: 'file' }), fileOf(LARGEST_FILE))
      expect(await subject.store.queue.source(infoHash(1))).toEqual(magnetOf(1))
      expect(await subject.store.queue.source(infoHash(2))).toEqual(fileOf(3))
      const large = await subject.store.queue.source(infoHash(3))
      if (large?.kind !== 'file') return expect.unreachable()
      expect(Buffer.compare(large.bytes, fileOf(LARGEST_FILE).bytes)).toBe(0)
      expect(await subject.store.queue.source(infoHash(4))).toBeNull()
    })

    test('holds a torrent once: what is added again changes nothing', async () => {
      await subject.store.queue.add(queuedOf(1), magnetOf(1))
      const again = queuedOf(1, { kind: 'file', tags: ['other'] })
      expect(await subject.store.queue.add(again, fileOf(3))).toBe(false)
      expect(await subject.store.queue.all()).toEqual([queuedOf(1)])
      expect(await subject.store.queue.source(infoHash(1))).toEqual(magnetOf(1))
    })

    test('takes a torrent once of many who add it at the same time', async () => {
      const other = subject.bench.open(silentLog)
      const added = await Promise.all(
        [subject.store, other, subject.store, other].map(({ queue }) =>
          queue.add(queuedOf(1), magnetOf(1))
        )
      )
      expect(added.filter(Boolean)).toHaveLength(1)
    })

    test('a change of what waits leaves its source, and of what waits no more does nothing', async () => {
      await subject.store.queue.add(queuedOf(1, { kind: 'file' }), fileOf(3))
      const tried = queuedOf(1, { kind: 'file', refusal: 'no' })
      await subject.store.queue.save(tried)
      await subject.store.queue.save(queuedOf(2))
      expect(await subject.store.queue.all()).toEqual([tried])
      expect(await subject.store.queue.source(infoHash(1))).toEqual(fileOf(3))
    })

    test('what is removed is gone with its source, and can be added again', async () => {
      await subject.store.queue.add(queuedOf(1), magnetOf(1))
      await subject.store.queue.add(queuedOf(2), magnetOf(2))
      await subject.store.queue.remove([infoHash(1), infoHash(9)])
      await subject.store.queue.remove([])
      expect(await subject.store.queue.all()).toEqual([queuedOf(2)])
      expect(await subject.store.queue.source(infoHash(1))).toBeNull()
      expect(await subject.store.queue.add(queuedOf(1, { kind: 'file' }), fileOf(3))).toBe(true)
      expect(await subject.store.queue.source(infoHash(1))).toEqual(fileOf(3))
    })

    test('a malformed record is left out', async () => {
      await subject.store.queue.add(queuedOf(1), magnetOf(1))
      await subject.store.queue.add(queuedOf(2), magnetOf(2))
      await subject.bench.spoil('queue', infoHash(1))
      expect(await subject.store.queue.all()).toEqual([queuedOf(2)])
    })
  })
}
