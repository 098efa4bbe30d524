import { describe, expect, test } from 'bun:test'
import { createRevocations, MOST_REVOCATIONS } from '../../../src/security/revocations.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createMemorySessionStore } from '../../support/memory-session-store.ts'

const DAY_MS = 24 * 3_600_000

const build = () => {
  const clock = createManualClock()
  const sessions = createMemorySessionStore()
  const create = () => createRevocations({ store: { sessions }, clock })
  return { clock, store: sessions, create, revocations: create(), until: clock.now() + DAY_MS }
}

describe('an ended session', () => {
  test('is known at once, and to the others after an exchange', async () => {
    const { create, revocations, until } = build()
    const other = create()
    revocations.add('one', until)
    expect(revocations.has('one')).toBe(true)
    await revocations.exchange()
    expect(other.has('one')).toBe(false)
    await other.exchange()
    expect(other.has('one')).toBe(true)
    expect(other.has('two')).toBe(false)
  })

  test('is given to the store later where it was away', async () => {
    const { store, revocations, until } = build()
    store.state = 'away'
    revocations.add('one', until)
    expect(await revocations.exchange().catch(() => 'away')).toBe('away')
    expect(revocations.has('one')).toBe(true)
    store.state = 'up'
    await revocations.exchange()
    expect(store.revocations).toEqual(new Map([['one', until]]))
  })

  test('is forgotten once it would be over by itself', async () => {
    const { clock, store, revocations, until } = build()
    revocations.add('one', until)
    await revocations.exchange()
    clock.advance(DAY_MS)
    await revocations.exchange()
    expect(revocations.has('one')).toBe(false)
    expect(store.revocations.size).toBe(0)
  })
})

describe('of very many ended sessions', () => {
  const name = (index: number) => `session ${index}`

  test('those are kept that end last, while the store is away', () => {
    const { revocations, until } = build()
    for (let index = 0; index < MOST_REVOCATIONS + 5; index += 1) {
      revocations.add(name(index), until + index)
    }
    expect(revocations.has(name(4))).toBe(false)
    expect(revocations.has(name(5))).toBe(true)
    expect(revocations.has(name(MOST_REVOCATIONS + 4))).toBe(true)
  })

  test('no more are kept in the store', async () => {
    const { store, revocations, until } = build()
    for (let index = MOST_REVOCATIONS + 4; index >= 0; index -= 1) {
      store.revocations.set(name(index), until + index)
    }
    await revocations.exchange()
    expect(store.revocations.size).toBe(MOST_REVOCATIONS)
    for (const holder of [revocations, store.revocations]) {
      expect(holder.has(name(4))).toBe(false)
      expect(holder.has(name(5))).toBe(true)
    }
    revocations.add('the newest', until + DAY_MS)
    expect(revocations.has(name(5))).toBe(false)
    expect(revocations.has(name(6))).toBe(true)
  })
})

test('beyond ten thousand those that end first are forgotten first, whenever they were ended', () => {
  const { revocations, until } = build()
  revocations.add('person', until + DAY_MS)
  for (let number = 0; number < MOST_REVOCATIONS; number += 1) {
    revocations.add(`program ${number}`, until + number)
  }
  expect(revocations.has('person')).toBe(true)
  expect(revocations.has('program 0')).toBe(false)
  expect(revocations.has('program 1')).toBe(true)
})
