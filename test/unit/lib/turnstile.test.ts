import { expect, test } from 'bun:test'
import { createTurnstile } from '../../../src/lib/turnstile.ts'
import { createManualClock } from '../../support/manual-clock.ts'

/** A turnstile of two places, and who has come in so far. */
const setUp = () => {
  const clock = createManualClock()
  const turnstile = createTurnstile({ places: 2, longestMs: 10_000, clock })
  const inside: string[] = []
  const come = (name: string, signal?: AbortSignal) =>
    turnstile.enter(signal).then((leave) => {
      inside.push(name)
      return leave
    })
  return { clock, inside, come, settle: () => clock.pass(0) }
}

test('as many come in at once as there are places, and the rest in the order in which they came', async () => {
  const { inside, come, settle } = setUp()
  const visits = ['one', 'two', 'three', 'four'].map((name) => come(name))
  await settle()
  expect(inside).toEqual(['one', 'two'])
  ;(await visits[1])?.()
  await settle()
  expect(inside).toEqual(['one', 'two', 'three'])
  ;(await visits[0])?.()
  await settle()
  expect(inside).toEqual(['one', 'two', 'three', 'four'])
})

test('leaving twice gives one place back', async () => {
  const { inside, come, settle } = setUp()
  const leave = await come('one')
  await come('two')
  void come('three')
  void come('four')
  leave()
  leave()
  await settle()
  expect(inside).toEqual(['one', 'two', 'three'])
})

test('whoever stays too long holds up nobody', async () => {
  const { clock, inside, come, settle } = setUp()
  const leave = await come('slow')
  await come('slower')
  void come('next')
  await clock.pass(9999)
  expect(inside).toEqual(['slow', 'slower'])
  await clock.pass(1)
  expect(inside).toEqual(['slow', 'slower', 'next'])
  void come('last')
  leave()
  await settle()
  expect(inside).toEqual(['slow', 'slower', 'next', 'last'])
})

test('who gives up waiting takes no place', async () => {
  const { inside, come, settle } = setUp()
  const leave = await come('one')
  await come('two')
  const leaving = new AbortController()
  const gone = come('gone', leaving.signal)
  void come('patient')
  leaving.abort()
  ;(await gone)()
  leave()
  await settle()
  expect(inside).toEqual(['one', 'two', 'gone', 'patient'])
})

test('who gives up at the moment of being let in takes no place', async () => {
  const { inside, come, settle } = setUp()
  const leave = await come('one')
  await come('two')
  const leaving = new AbortController()
  const gone = come('gone', leaving.signal)
  void come('patient')
  leave()
  leaving.abort()
  await gone
  await settle()
  expect(inside).toEqual(['one', 'two', 'gone', 'patient'])
})

test('who comes while a place is handed over waits for the next', async () => {
  const { inside, come, settle } = setUp()
  const leave = await come('one')
  await come('two')
  void come('three')
  leave()
  void come('four')
  await settle()
  expect(inside).toEqual(['one', 'two', 'three'])
})

test('who has gone before asking takes no place', async () => {
  const { inside, come, settle } = setUp()
  await come('one')
  const leave = await come('two')
  ;(await come('gone', AbortSignal.abort()))()
  void come('three')
  await settle()
  expect(inside).toEqual(['one', 'two', 'gone'])
  leave()
  await settle()
  expect(inside).toContain('three')
})
