import { expect, test } from 'bun:test'
import { createImports } from '../../../src/completions/imports.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

/** Imports over a store of which `given` says how many were awaited. */
const setUp = () => {
  const clock = createManualClock()
  const stopping = new AbortController()
  const store = temporaryStore()
  const calls: string[][] = []
  const given = { marked: (_: readonly string[]): number => 1 }
  const markImported = async (ids: readonly string[]) => {
    calls.push([...ids])
    return given.marked(ids)
  }
  const completions = { ...store.completions, markImported }
  const imports = createImports({ store: { completions }, clock, signal: stopping.signal })
  let noted = 0
  imports.noted.listen(() => {
    noted += 1
  })
  return { clock, stopping, imports, calls, given, noted: () => noted }
}
const settle = () => Bun.sleep(1)

test('an import that was awaited is taken down and announced, another one is not announced', async () => {
  const { imports, calls, given, noted } = setUp()
  imports.note(['a', 'b'])
  await settle()
  expect([calls, noted()]).toEqual([[['a', 'b']], 1])
  given.marked = () => 0
  imports.note(['c'])
  await settle()
  expect(noted()).toBe(1)
})

test('imports while the store is away are taken down together when it is back', async () => {
  const { clock, imports, calls, given, noted } = setUp()
  given.marked = () => {
    throw new Unavailable('away', { code: 'store-down' })
  }
  imports.note(['a'])
  await settle()
  imports.note(['b'])
  await clock.pass(20_000)
  given.marked = () => 2
  await clock.pass(5000)
  expect(calls.at(-1)?.sort()).toEqual(['a', 'b'])
  expect(noted()).toBe(1)
})

test('nothing is tried after the stop', async () => {
  const { clock, stopping, imports, calls, given } = setUp()
  given.marked = () => {
    throw new Unavailable('away', { code: 'store-down' })
  }
  imports.note(['a'])
  await settle()
  stopping.abort()
  await clock.pass(60_000)
  expect(calls).toHaveLength(1)
})
