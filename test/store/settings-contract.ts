import { describe, expect, test } from 'bun:test'
import { silentLog } from '../support/silent-log.ts'
import type { Subject } from './bench.ts'

/** The settings document, in every kind of store. */
export const describeSettings = (subject: Subject) => {
  describe('settings', () => {
    test('there are none at first', async () => {
      expect(await subject.store.settings.read()).toBeNull()
    })

    test('the first change starts from nothing, and is what is read then', async () => {
      const stored = await subject.store.settings.update((before) => {
        expect(before).toBeNull()
        return { jellyfin: { enabled: true, url: 'http://nas:8096' }, updatedAt: 1_700_000_000 }
      })
      expect(stored).toEqual({
        jellyfin: { enabled: true, url: 'http://nas:8096' },
        updatedAt: 1_700_000_000,
      })
      expect(await subject.store.settings.read()).toEqual(stored)
    })

    test('a change replaces the document: what it leaves out is gone', async () => {
      await subject.store.settings.update(() => ({ a: 1, b: 2 }))
      await subject.store.settings.update(() => ({ b: 3 }))
      expect(await subject.store.settings.read()).toEqual({ b: 3 })
    })

    test('what a change does not know and hands on survives untouched', async () => {
      const foreign = {
        theme: { colours: ['red', null, 1.5, { deep: true }] },
        '': 0,
        ünïcode: '◎',
      }
      await subject.store.settings.update(() => ({ ...foreign, updatedAt: 1 }))
      await subject.store.settings.update((before) => ({ ...before, updatedAt: 2 }))
      expect(await subject.store.settings.read()).toEqual({ ...foreign, updatedAt: 2 })
    })

    test('a field set to undefined is not stored', async () => {
      await subject.store.settings.update(() => ({ a: 1, b: undefined }))
      expect(Object.keys((await subject.store.settings.read()) ?? {})).toEqual(['a'])
    })

    test('a change that throws leaves everything as it was, and its error comes back', async () => {
      await subject.store.settings.update(() => ({ a: 1 }))
      const refusal = new Error('no')
      const refuse = () => {
        throw refusal
      }
      expect(await subject.store.settings.update(refuse).catch((error) => error)).toBe(refusal)
      expect(await subject.store.settings.read()).toEqual({ a: 1 })
      await subject.store.settings.update((before) => ({ ...before, b: 2 }))
      expect(await subject.store.settings.read()).toEqual({ a: 1, b: 2 })
    })

    test('many writers at once, through two instances, lose no field of each other', async () => {
      const other = subject.bench.open(silentLog)
      const fields = Array.from({ length: 12 }, (_, at) => `field${at}`)
      await Promise.all(
        fields.map((field, at) =>
          (at % 2 ? subject.store : other).settings.update((before) => ({ ...before, [field]: at }))
        )
      )
      const wanted = Object.fromEntries(fields.map((field, at) => [field, at]))
      expect(await subject.store.settings.read()).toEqual(wanted)
    })
  })
}
