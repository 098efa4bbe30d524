import { expect, test } from 'bun:test'
import type { RefreshResult, Settlement } from '../../../src/domain.ts'
import { watchWrites } from '../../../src/store/watch-writes.ts'
import { asked, completionOf } from '../../store/completions.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

test('a ledger that cannot be written counts as failing until it can be', async () => {
  const real = temporaryStore()
  let isFull = true
  const { store, writeFailure } = watchWrites({
    ...real,
    completions: {
      ...real.completions,
      add: async (completions) => {
        if (isFull) throw new Error('no room')
        return real.completions.add(completions)
      },
    },
  })
  expect(writeFailure()).toBeNull()
  await expect(store.completions.add([])).rejects.toThrow('no room')
  await store.ping()
  expect(writeFailure()).toMatchObject({ message: 'no room' })
  isFull = false
  await store.completions.add([])
  expect(writeFailure()).toBeNull()
  await real.close()
})

test('what is not watched is handed on as it is', async () => {
  const real = temporaryStore()
  const { completions, refreshes, ...others } = real
  expect(watchWrites(real).store).toMatchObject(others)
  await real.close()
})

test('what changes the history is announced, and what leaves it as it is is not', async () => {
  const real = temporaryStore()
  const { store, changed } = watchWrites(real)
  let announced = 0
  changed.listen(() => {
    announced += 1
  })
  const { add, settle, conclude, oweAgain, markImported, prune } = store.completions
  const one = completionOf(1, { owed: ['jellyfin'], awaitsImport: true })
  const settlement: Settlement = asked('jellyfin')
  const result: RefreshResult = { at: 9, scan: null, item: 'found' }
  const times = async (write: Promise<unknown>) => {
    announced = 0
    await write
    return announced
  }
  const gone = { presentTorrentIds: new Set<string>(), keepMs: 10 }

  expect(await times(add([one]))).toBe(1)
  expect(await times(add([one]))).toBe(0)
  expect(await times(markImported([one.torrentId]))).toBe(1)
  expect(await times(markImported([one.torrentId]))).toBe(0)
  expect(await times(oweAgain([one.id], 'jellyfin'))).toBe(0)
  expect(await times(settle([one.id], settlement))).toBe(1)
  expect(await times(conclude([one.id], settlement, result))).toBe(1)
  expect(await times(oweAgain([one.id], 'jellyfin'))).toBe(1)
  await settle([one.id], settlement)
  expect(await times(prune({ ...gone, now: 100 }))).toBe(0)
  expect(await times(prune({ ...gone, now: 200 }))).toBe(1)
  expect(await times(store.completions.recent({ limit: 5 }))).toBe(0)
  await real.close()
})

test('a write that fails announces nothing', async () => {
  const real = temporaryStore()
  const settle = () => Promise.reject(new Error('no room'))
  const { store, changed } = watchWrites({
    ...real,
    completions: { ...real.completions, settle },
  })
  let announced = 0
  changed.listen(() => {
    announced += 1
  })
  await expect(store.completions.settle(['a'], asked('emby'))).rejects.toThrow('no room')
  expect(announced).toBe(0)
  await real.close()
})
