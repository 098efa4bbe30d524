import { describe, expect, test } from 'bun:test'
import { createTable } from '../../../src/torrents/inventory/table.ts'
import { Misconfigured, Unavailable } from '../../../src/upstream-error.ts'
import { createManualClock } from '../../support/manual-clock.ts'

type Entry = { key: string; words: string[] }
const entry = (key: string, ...words: string[]): Entry => ({ key, words })
const away = () => new Unavailable('the store is away', { code: 'store-down' })

/** A table of words over a store that answers by what `given` does at the moment of the call. */
const setUp = (...kept: Entry[]) => {
  const clock = createManualClock()
  const stopping = new AbortController()
  const stored = new Map(kept.map((value) => [value.key, value]))
  const given = { before: async (_verb: string) => {} }
  const calls: string[] = []
  const call = async (verb: string, work: () => void) => {
    calls.push(verb)
    await given.before(verb)
    work()
  }
  const table = createTable<Entry>({
    store: {
      async all() {
        await call('all', () => {})
        return [...stored.values()]
      },
      save: (values) =>
        call(
          `save ${values.map(({ key, words }) => `${key}=${words.join('+')}`).join(' ')}`,
          () => {
            for (const value of values) stored.set(value.key, value)
          }
        ),
      remove: (keys) =>
        call(`remove ${keys.join(' ')}`, () => {
          for (const key of keys) stored.delete(key)
        }),
    },
    keyOf: ({ key }) => key,
    clock,
    signal: stopping.signal,
  })
  const say = (word: string, ...keys: string[]) =>
    table.change(keys, (value, key) => entry(key, ...(value?.words ?? []), word))
  const insert = (key: string, word: string) =>
    table.insert(entry(key, word), async () => {
      const isNew = !stored.has(key)
      await call(`add ${key}`, () => {
        if (isNew) stored.set(key, entry(key, word))
      })
      return isNew
    })
  const read = () => Object.fromEntries([...table.all()].map(([key, { words }]) => [key, words]))
  const readStored = () => Object.fromEntries([...stored].map(([key, { words }]) => [key, words]))
  return { table, clock, stopping, given, calls, say, insert, read, readStored }
}
const settle = () => Bun.sleep(1)
const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error
  )

describe('what is stored', () => {
  test('is read once, for all who want the table ready', async () => {
    const { table, calls, read } = setUp(entry('a', 'old'))
    expect(read()).toEqual({})
    await Promise.all([table.ready(), table.ready()])
    await table.ready()
    expect(read()).toEqual({ a: ['old'] })
    expect(calls).toEqual(['all'])
  })

  test('is waited for while the store is away, for no longer than five seconds', async () => {
    const { table, clock, given } = setUp()
    given.before = async () => {
      throw away()
    }
    const outcome = outcomeOf(table.ready())
    await clock.pass(4900)
    expect(await Promise.race([outcome, 'waits'])).toBe('waits')
    await clock.pass(100)
    expect(await outcome).toMatchObject({ name: 'Unavailable', code: 'store-down' })
  })

  test('is read by the next who asks when it could not be read', async () => {
    const { table, clock, given, read } = setUp(entry('a', 'old'))
    given.before = () => new Promise(() => {})
    const outcome = outcomeOf(table.ready())
    await clock.pass(5000)
    expect(await outcome).toBeInstanceOf(Unavailable)
    given.before = async () => {}
    await table.ready()
    expect(read()).toEqual({ a: ['old'] })
  })
})

describe('a change', () => {
  test('is in the store before anybody is told of it, and in memory at once', async () => {
    const { table, given, say, read, readStored } = setUp(entry('a', 'old'))
    await table.ready()
    const written = Promise.withResolvers<void>()
    given.before = () => written.promise
    let isTold = false
    const told = say('new', 'a').then(() => {
      isTold = true
    })
    expect(read()).toEqual({ a: ['old', 'new'] })
    await settle()
    expect(isTold).toBe(false)
    written.resolve()
    await told
    expect(readStored()).toEqual({ a: ['old', 'new'] })
  })

  test('of one key by several at once loses nothing, and is written together', async () => {
    const { table, calls, say, read, readStored } = setUp()
    await table.ready()
    await Promise.all(['one', 'two', 'three'].map((word) => say(word, 'a')))
    expect(read()).toEqual({ a: ['one', 'two', 'three'] })
    expect(readStored()).toEqual(read())
    expect(calls).toEqual(['all', 'save a=one+two+three'])
  })

  test('that comes during a write is written after it', async () => {
    const { table, given, calls, say, readStored } = setUp()
    await table.ready()
    const first = Promise.withResolvers<void>()
    given.before = () => first.promise
    const told = [say('one', 'a')]
    await settle()
    told.push(say('two', 'a'), say('other', 'b'))
    await settle()
    expect(calls).toEqual(['all', 'save a=one'])
    first.resolve()
    await Promise.all(told)
    expect(calls).toEqual(['all', 'save a=one', 'save a=one+two b=other'])
    expect(readStored()).toEqual({ a: ['one', 'two'], b: ['other'] })
  })

  test('to nothing removes the value', async () => {
    const { table, read, readStored } = setUp(entry('a'), entry('b'))
    await table.ready()
    await table.change(['a', 'unknown'], () => null)
    expect(read()).toEqual({ b: [] })
    expect(readStored()).toEqual({ b: [] })
  })

  test('to the same value asks the store for nothing', async () => {
    const { table, calls } = setUp(entry('a'))
    await table.ready()
    await table.change(['a', 'unknown'], (value) => value ?? null)
    expect(calls).toEqual(['all'])
  })

  test('to the same value is told when the value that is being written is in the store', async () => {
    const { table, given, say } = setUp()
    await table.ready()
    const written = Promise.withResolvers<void>()
    given.before = () => written.promise
    void say('one', 'a')
    await settle()
    const same = outcomeOf(table.change(['a'], (value) => value ?? null))
    expect(await Promise.race([same, Bun.sleep(5).then(() => 'waits')])).toBe('waits')
    written.resolve()
    expect(await same).toBe('done')
  })

  test('gives another revision, and one to the same value does not', async () => {
    const { table, say } = setUp(entry('a'))
    await table.ready()
    const before = table.revision()
    await table.change(['a'], (value) => value ?? null)
    expect(table.revision()).toBe(before)
    await say('new', 'a')
    expect(table.revision()).not.toBe(before)
  })
})

describe('a write that fails', () => {
  test('leaves what was there, and says so after five seconds', async () => {
    const { table, clock, given, say, read } = setUp(entry('a', 'old'), entry('b', 'old'))
    await table.ready()
    given.before = async () => {
      throw away()
    }
    const outcomes = [outcomeOf(say('new', 'a', 'c')), outcomeOf(table.change(['b'], () => null))]
    await clock.pass(5000)
    for (const outcome of await Promise.all(outcomes)) {
      expect(outcome).toMatchObject({ name: 'Unavailable', code: 'store-down' })
    }
    expect(read()).toEqual({ a: ['old'], b: ['old'] })
  })

  test('is tried again within the five seconds', async () => {
    const { table, clock, given, say, readStored } = setUp()
    await table.ready()
    given.before = async () => {
      throw away()
    }
    const outcome = outcomeOf(say('new', 'a'))
    await clock.pass(2000)
    given.before = async () => {}
    await clock.pass(250)
    expect(await outcome).toBe('done')
    expect(readStored()).toEqual({ a: ['new'] })
  })

  test('of the store itself is told at once', async () => {
    const { table, given, say, read } = setUp()
    await table.ready()
    given.before = async () => {
      throw new Misconfigured('the store refuses us', { code: 'forbidden' })
    }
    expect(await outcomeOf(say('new', 'a'))).toMatchObject({ code: 'forbidden' })
    expect(read()).toEqual({})
  })

  test('does not undo what was changed meanwhile and is written after it', async () => {
    const { table, clock, given, say, read, readStored } = setUp(entry('a', 'old'))
    await table.ready()
    given.before = async () => {
      throw away()
    }
    const first = outcomeOf(say('one', 'a'))
    await clock.pass(1000)
    const second = outcomeOf(table.change(['a'], () => entry('a', 'two')))
    await clock.pass(3900)
    given.before = async (verb) => {
      if (verb === 'save a=old+one') throw away()
    }
    await clock.pass(5000)
    expect(await first).toMatchObject({ code: 'store-down' })
    expect(await second).toBe('done')
    expect(read()).toEqual({ a: ['two'] })
    expect(readStored()).toEqual({ a: ['two'] })
  })

  test('after another that failed goes back to what is stored', async () => {
    const { table, clock, given, say, read } = setUp(entry('a', 'old'))
    await table.ready()
    given.before = async () => {
      throw away()
    }
    const first = outcomeOf(say('one', 'a'))
    await clock.pass(1000)
    const second = outcomeOf(say('two', 'a'))
    await clock.pass(11_000)
    expect([await first, await second]).toMatchObject([
      { code: 'store-down' },
      { code: 'store-down' },
    ])
    expect(read()).toEqual({ a: ['old'] })
  })

  test('after one that succeeded goes back to what that one wrote', async () => {
    const { table, clock, given, say, read } = setUp()
    await table.ready()
    const first = Promise.withResolvers<void>()
    given.before = () => first.promise
    const told = outcomeOf(say('one', 'a'))
    await settle()
    const second = outcomeOf(say('two', 'a'))
    given.before = async () => {
      throw away()
    }
    first.resolve()
    await clock.pass(6000)
    expect(await told).toBe('done')
    expect(await second).toMatchObject({ code: 'store-down' })
    expect(read()).toEqual({ a: ['one'] })
  })

  test('of two keys leaves both as they were when only one of them was written', async () => {
    const { table, clock, given, read } = setUp(entry('a', 'old'), entry('b', 'old'))
    await table.ready()
    given.before = async (verb) => {
      if (verb.startsWith('remove')) throw away()
    }
    const outcome = outcomeOf(
      table.change(['a', 'b'], (_, key) => (key === 'a' ? entry('a', 'new') : null))
    )
    await clock.pass(5000)
    expect(await outcome).toMatchObject({ code: 'store-down' })
    expect(read()).toEqual({ a: ['old'], b: ['old'] })
  })

  test('is given up when the service stops', async () => {
    const { table, stopping, given, say } = setUp()
    await table.ready()
    given.before = () => new Promise(() => {})
    const outcome = outcomeOf(say('new', 'a'))
    await settle()
    stopping.abort()
    expect(await outcome).toMatchObject({ code: 'store-down' })
  })
})

describe('a write that the store does although it was told as failed', () => {
  test('is undone in the store as well', async () => {
    const { table, clock, given, say, read, readStored } = setUp(entry('a', 'old'))
    await table.ready()
    const late = Promise.withResolvers<void>()
    given.before = () => late.promise
    const outcomes = [outcomeOf(say('new', 'a', 'b'))]
    await clock.pass(5000)
    given.before = async () => {}
    late.resolve()
    await settle()
    expect(readStored()).toEqual({ a: ['old', 'new'], b: ['new'] })
    expect(await outcomes[0]).toMatchObject({ code: 'store-down' })
    await clock.pass(5000)
    expect(read()).toEqual({ a: ['old'] })
    expect(readStored()).toEqual({ a: ['old'] })
  })

  test('does not come after a later one', async () => {
    const { table, clock, given, say, read, readStored } = setUp()
    await table.ready()
    const late = Promise.withResolvers<void>()
    given.before = () => late.promise
    const first = outcomeOf(say('one', 'a'))
    await clock.pass(5000)
    given.before = async () => {}
    const second = outcomeOf(table.change(['a'], () => entry('a', 'two')))
    await clock.pass(1000)
    late.resolve()
    expect(await first).toMatchObject({ code: 'store-down' })
    expect(await second).toBe('done')
    expect(read()).toEqual({ a: ['two'] })
    expect(readStored()).toEqual({ a: ['two'] })
  })

  test('in part is undone although the store stays away for longer', async () => {
    const { table, clock, given, read, readStored } = setUp(entry('a', 'old'), entry('b', 'old'))
    await table.ready()
    given.before = async (verb) => {
      if (verb.startsWith('remove')) throw away()
    }
    const outcome = outcomeOf(
      table.change(['a', 'b'], (_, key) => (key === 'a' ? entry('a', 'new') : null))
    )
    await clock.pass(5000)
    given.before = async () => {
      throw away()
    }
    await clock.pass(60_000)
    expect(readStored()).toEqual({ a: ['new'], b: ['old'] })
    given.before = async () => {}
    await clock.pass(10_000)
    expect(await outcome).toMatchObject({ code: 'store-down' })
    expect(readStored()).toEqual(read())
    expect(read()).toEqual({ a: ['old'], b: ['old'] })
  })
})

describe('what is dropped', () => {
  test('is gone at once, and from the store when that can be reached again', async () => {
    const { table, clock, given, read, readStored } = setUp(entry('a'), entry('b'))
    await table.ready()
    given.before = async () => {
      throw away()
    }
    table.drop(['a'])
    expect(read()).toEqual({ b: [] })
    await clock.pass(20_000)
    expect(readStored()).toEqual({ a: [], b: [] })
    given.before = async () => {}
    await clock.pass(10_000)
    expect(read()).toEqual({ b: [] })
    expect(readStored()).toEqual({ b: [] })
  })

  test('does not come back when the write fails that it was dropped in', async () => {
    const { table, clock, given, say, read, readStored } = setUp(entry('a', 'old'))
    await table.ready()
    given.before = async () => {
      throw away()
    }
    const outcome = outcomeOf(say('new', 'a'))
    await clock.pass(1000)
    table.drop(['a'])
    await clock.pass(10_000)
    expect(await outcome).toMatchObject({ code: 'store-down' })
    expect(read()).toEqual({})
    given.before = async () => {}
    await clock.pass(10_000)
    expect(read()).toEqual({})
    expect(readStored()).toEqual({})
  })

  test('can be put in again at once', async () => {
    const { table, given, say, read, readStored } = setUp(entry('a', 'old'))
    await table.ready()
    const written = Promise.withResolvers<void>()
    given.before = () => written.promise
    const before = outcomeOf(say('new', 'a'))
    await settle()
    table.drop(['a'])
    const after = outcomeOf(say('again', 'a'))
    written.resolve()
    expect([await before, await after]).toEqual(['done', 'done'])
    expect(read()).toEqual({ a: ['again'] })
    expect(readStored()).toEqual({ a: ['again'] })
  })
})

describe('what is inserted', () => {
  test('is there once the store has it, and is told whether it is new', async () => {
    const { table, read, readStored, insert } = setUp()
    await table.ready()
    expect(await insert('a', 'new')).toBe(true)
    expect(await insert('a', 'newer')).toBe(false)
    expect(read()).toEqual({ a: ['new'] })
    expect(readStored()).toEqual({ a: ['new'] })
  })

  test('by a write that fails is neither here nor in the store, also when it was done late', async () => {
    const { table, clock, given, insert, read, readStored } = setUp()
    await table.ready()
    const late = Promise.withResolvers<void>()
    given.before = () => late.promise
    const outcome = outcomeOf(insert('a', 'new'))
    await clock.pass(5000)
    given.before = async () => {}
    late.resolve()
    expect(await outcome).toMatchObject({ code: 'store-down' })
    await settle()
    await clock.pass(5000)
    expect(read()).toEqual({})
    expect(readStored()).toEqual({})
  })

  test('again after that is there', async () => {
    const { table, clock, given, insert, read, readStored } = setUp()
    await table.ready()
    const late = Promise.withResolvers<void>()
    given.before = () => late.promise
    const first = outcomeOf(insert('a', 'one'))
    await clock.pass(5000)
    given.before = async () => {}
    const second = insert('a', 'two')
    late.resolve()
    expect(await first).toMatchObject({ code: 'store-down' })
    expect(await second).toBe(true)
    await clock.pass(20_000)
    expect(read()).toEqual({ a: ['two'] })
    expect(readStored()).toEqual({ a: ['two'] })
  })
})

describe('what was only learned', () => {
  test('is in memory and not in the store', async () => {
    const { table, calls, read } = setUp()
    await table.ready()
    table.learn('a', entry('a', 'seen'))
    expect(read()).toEqual({ a: ['seen'] })
    expect(calls).toEqual(['all'])
  })

  test('is written with the first change of it', async () => {
    const { table, say, readStored } = setUp()
    await table.ready()
    table.learn('a', entry('a', 'seen'))
    await say('told', 'a')
    expect(readStored()).toEqual({ a: ['seen', 'told'] })
  })
})
