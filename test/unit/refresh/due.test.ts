import { expect, test } from 'bun:test'
import { createPartDue } from '../../../src/refresh/due.ts'
import type { OwedCompletion } from '../../../src/store/store.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const MINUTE = 60_000
const debt = (id: string, seenAt: number): OwedCompletion => ({
  id,
  torrentId: id,
  torrentName: id,
  seenAt,
  awaitsImport: true,
})

const make = () => {
  const clock = createManualClock(1_000_000_000)
  let setBackMs = 0
  const partDue = createPartDue({
    importWaitMs: 30 * MINUTE,
    clock: { ...clock, now: () => clock.now() - setBackMs },
  })
  const setBack = (ms: number) => {
    setBackMs = ms
  }
  return { clock, partDue, setBack }
}

test('a torrent that is to be imported waits half an hour, and the others do not', () => {
  const { clock, partDue } = make()
  const debts = [debt('a', clock.now()), { ...debt('b', clock.now()), awaitsImport: false }]
  const { due, nextInMs } = partDue(debts, { after: 'import' })
  expect([due.map(({ id }) => id), nextInMs]).toEqual([['b'], 30 * MINUTE])
  expect(partDue(debts, { after: 'download' }).due).toHaveLength(2)
  clock.advance(30 * MINUTE)
  expect(partDue(debts, { after: 'import' })).toEqual({ due: debts, nextInMs: null })
})

test('a clock that is set back while it waits does not make it wait longer', () => {
  const { clock, partDue, setBack } = make()
  const debts = [debt('a', clock.now())]
  partDue(debts, { after: 'import' })
  clock.advance(20 * MINUTE)
  setBack(24 * 60 * MINUTE)
  expect(partDue(debts, { after: 'import' }).nextInMs).toBe(10 * MINUTE)
  clock.advance(10 * MINUTE)
  expect(partDue(debts, { after: 'import' }).due).toEqual(debts)
})
