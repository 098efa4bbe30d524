import { describe, expect, test } from 'bun:test'
import { StoreTooNew } from '../../src/store/too-new.ts'
import { silentLog } from '../support/silent-log.ts'
import { infoHash } from '../support/torrents.ts'
import type { Subject } from './bench.ts'
import { categoryOf, magnetOf, noteOf, queuedOf } from './client-records.ts'
import { asked, completionOf } from './completions.ts'

/** What outlives a store, and who may open it, in every kind of store. */
export const describeOpening = (subject: Subject) => {
  describe('what else is remembered', () => {
    test('whether there has ever been a first comparison', async () => {
      expect(await subject.store.completions.hasBaseline()).toBe(false)
      await subject.store.completions.markBaseline()
      await subject.store.completions.markBaseline()
      expect(await subject.store.completions.hasBaseline()).toBe(true)
    })

    test('the last refresh that each server took', async () => {
      expect(await subject.store.refreshes.lastAccepted('emby')).toBeNull()
      await subject.store.refreshes.accept('emby', { origin: 'http://nas:8096', at: 1 })
      await subject.store.refreshes.accept('emby', {
        origin: 'http://nas:8920',
        at: 1_700_000_000_002,
      })
      await subject.store.refreshes.accept('jellyfin', { origin: 'http://jellyfin:8096', at: 3 })
      expect(await subject.store.refreshes.lastAccepted('emby')).toEqual({
        origin: 'http://nas:8920',
        at: 1_700_000_000_002,
      })
    })
  })

  describe('a refresh that was asked for by hand', () => {
    test('is wanted until it is not, of each server for itself', async () => {
      const { refreshes } = subject.store
      expect(await refreshes.isWanted('emby')).toBe(false)
      await refreshes.want('emby', 1_700_000_000_001)
      await refreshes.want('emby', 1_700_000_000_002)
      expect(await refreshes.isWanted('emby')).toBe(true)
      expect(await refreshes.isWanted('jellyfin')).toBe(false)
      await refreshes.accept('emby', { origin: 'http://nas:8096', at: 3 })
      expect(await refreshes.isWanted('emby')).toBe(true)
      await refreshes.want('emby', null)
      await refreshes.want('emby', null)
      expect(await refreshes.isWanted('emby')).toBe(false)
      expect(await subject.store.completions.hasBaseline()).toBe(false)
    })
  })

  describe('opening', () => {
    test('a database that answers, answers a ping', async () => {
      await expect(subject.store.ping()).resolves.toBeUndefined()
    })

    test('again finds everything', async () => {
      const one = completionOf(1)
      await subject.store.settings.update(() => ({ a: { b: 1 } }))
      await subject.store.completions.add([one])
      await subject.store.completions.settle([one.id], asked('emby'))
      await subject.store.completions.markBaseline()
      await subject.store.refreshes.accept('emby', { origin: 'http://nas:8096', at: 1 })
      await subject.store.refreshes.want('emby', 1)
      await subject.store.categories.save(categoryOf('tv'))
      await subject.store.tagNames.add(['4k'])
      await subject.store.notes.save([noteOf(1)])
      await subject.store.queue.add(queuedOf(1), magnetOf(1))
      await subject.store.sessions.revoke('a', 2000)
      await subject.store.close()

      const again = subject.bench.open(silentLog)
      expect(await again.settings.read()).toEqual({ a: { b: 1 } })
      expect(await again.completions.recent({ limit: 1 })).toEqual([
        { ...one, owed: ['jellyfin'], settled: [asked('emby')] },
      ])
      expect(await again.completions.hasBaseline()).toBe(true)
      expect(await again.refreshes.isWanted('emby')).toBe(true)
      expect(await again.refreshes.lastAccepted('emby')).toEqual({
        origin: 'http://nas:8096',
        at: 1,
      })
      expect(await again.categories.all()).toEqual([categoryOf('tv')])
      expect(await again.tagNames.all()).toEqual(['4k'])
      expect(await again.notes.all()).toEqual([noteOf(1)])
      expect(await again.queue.all()).toEqual([queuedOf(1)])
      expect(await again.queue.source(infoHash(1))).toEqual(magnetOf(1))
      expect(await again.sessions.revoked(1000)).toEqual([{ id: 'a', until: 2000 }])
    })

    test('many at once on an empty database is no race', async () => {
      const stores = Array.from({ length: 4 }, () => subject.bench.open(silentLog))
      await Promise.all(stores.map((one) => one.ping()))
      const claims = await Promise.all(stores.map((one) => one.completions.add([completionOf(1)])))
      expect(claims.flat()).toHaveLength(1)
    })

    test('what a newer version has written is refused by name, and not touched', async () => {
      await subject.store.completions.add([completionOf(1)])
      await subject.bench.writeShape(4)
      const opened = (async () => subject.bench.open(silentLog).ping())()
      const refusal: unknown = await opened.catch((error) => error)
      expect(refusal).toBeInstanceOf(StoreTooNew)
      expect(String(refusal)).toMatch(/(torrent-notifier\.sqlite|MongoDB database \w+).* shape 4,/)
    })
  })
}
