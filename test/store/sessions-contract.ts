import { describe, expect, test } from 'bun:test'
import { silentLog } from '../support/silent-log.ts'
import type { Subject } from './bench.ts'

/** What keeps sessions valid, in every kind of store. */
export const describeSessions = (subject: Subject) => {
  describe('the key of sessions', () => {
    test('is 32 bytes, the same for all who ask first at the same time', async () => {
      const other = subject.bench.open(silentLog)
      const keys = await Promise.all(
        [subject.store, other, subject.store, other].map(({ sessions }) => sessions.key())
      )
      const [key] = keys
      expect(key).toHaveLength(32)
      expect(new Set(key).size).toBeGreaterThan(8)
      for (const one of keys) expect(one).toEqual(key ?? expect.unreachable())
    })

    test('outlives the store', async () => {
      const key = await subject.store.sessions.key()
      await subject.store.close()
      expect(await subject.bench.open(silentLog).sessions.key()).toEqual(key)
    })
  })

  describe('ended sessions', () => {
    test('are known to every instance until they would be over by themselves', async () => {
      await subject.store.sessions.revoke('b', 2000)
      await subject.store.sessions.revoke('a', 3000)
      const other = subject.bench.open(silentLog)
      expect(await other.sessions.revoked(1000)).toEqual([
        { id: 'a', until: 3000 },
        { id: 'b', until: 2000 },
      ])
      expect(await other.sessions.revoked(2000)).toEqual([{ id: 'a', until: 3000 }])
      expect(await subject.store.sessions.revoked(0)).toEqual([{ id: 'a', until: 3000 }])
    })

    test('can be ended again', async () => {
      await subject.store.sessions.revoke('a', 2000)
      await subject.store.sessions.revoke('a', 5000)
      expect(await subject.store.sessions.revoked(1000)).toEqual([{ id: 'a', until: 5000 }])
    })
  })
}
