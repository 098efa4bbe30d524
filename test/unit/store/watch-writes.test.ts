import { expect, test } from 'bun:test'
import { watchWrites } from '../../../src/store/watch-writes.ts'
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
