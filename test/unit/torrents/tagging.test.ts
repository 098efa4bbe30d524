import { describe, expect, test } from 'bun:test'
import { createTagging } from '../../../src/torrents/tagging.ts'
import { Unavailable } from '../../../src/upstream-error.ts'

type Tagged = { id: string; tags: readonly string[] }
const away = () => new Unavailable('engine: away', { code: 'timeout' })
const settle = () => Bun.sleep(1)
const adding = (tag: string) => (tags: readonly string[]) =>
  tags.includes(tag) ? [...tags] : [...tags, tag]
const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code
  )

/** An engine whose calls wait until each is answered by hand. */
const setUp = () => {
  const calls: { id: string; tags: readonly string[]; answer: (error?: Error) => void }[] = []
  const stored = new Map<string, readonly string[]>()
  const change = createTagging({
    engine: {
      setTags(id, tags) {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        let isAnswered = false
        const answer = (error?: Error) => {
          if (isAnswered) return
          isAnswered = true
          if (error) return reject(error)
          stored.set(id, tags)
          resolve()
        }
        calls.push({ id, tags, answer })
        return promise
      },
    },
  })
  const tag = (torrents: Tagged[], edit: (tags: readonly string[]) => string[]) =>
    change(async () => torrents, edit)
  const torrent = (id: string) => ({ id, tags: stored.get(id) ?? [] })
  const answerAll = async () => {
    for (let answered = 0; answered < calls.length; answered += 1) {
      calls[answered]?.answer()
      await settle()
    }
  }
  return { change, tag, calls, stored, torrent, answerAll }
}
const ids = Array.from({ length: 10 }, (_, number) => `torrent-${number}`)

test('so many torrents are written at once, and all of them in the end', async () => {
  const { tag, calls, stored, torrent, answerAll } = setUp()
  const tagged = tag(ids.map(torrent), adding('hd'))
  await settle()
  expect(calls).toHaveLength(4)
  await answerAll()
  await tagged
  expect([...stored]).toEqual(ids.map((id) => [id, ['hd']]))
})

test('what has the tags already is not written', async () => {
  const { tag, calls, stored, torrent } = setUp()
  stored.set('film', ['hd'])
  await tag([torrent('film')], adding('hd'))
  expect(calls).toEqual([])
})

describe('two edits of one torrent at once', () => {
  test('are both done, one call after the other', async () => {
    const { tag, calls, stored, torrent, answerAll } = setUp()
    const both = [
      tag([torrent('film')], adding('hd')),
      tag([torrent('film')], (tags) => tags.filter((name) => name !== 'hd').concat('new')),
    ]
    await settle()
    expect(calls.map(({ tags }) => tags)).toEqual([['new']])
    await answerAll()
    await Promise.all(both)
    expect(stored.get('film')).toEqual(['new'])
  })

  test('of which the second comes during the call for the first are done in their order', async () => {
    const { tag, calls, stored, torrent, answerAll } = setUp()
    const first = tag([torrent('film')], adding('hd'))
    await settle()
    const second = tag([torrent('film')], adding('new'))
    await settle()
    expect(calls).toHaveLength(1)
    await answerAll()
    await Promise.all([first, second])
    expect(calls.map(({ tags }) => tags)).toEqual([['hd'], ['hd', 'new']])
    expect(stored.get('film')).toEqual(['hd', 'new'])
  })

  test('that say the same are told together', async () => {
    const { tag, calls, torrent } = setUp()
    const first = outcomeOf(tag([torrent('film')], adding('hd')))
    const second = outcomeOf(tag([torrent('film')], adding('hd')))
    await settle()
    expect(calls).toHaveLength(1)
    expect(await Promise.race([second, settle().then(() => 'waits')])).toBe('waits')
    calls[0]?.answer(away())
    expect([await first, await second]).toEqual(['timeout', 'timeout'])
  })
})

test('who edits one torrent does not wait for an edit of many, and neither is lost', async () => {
  const { tag, calls, stored, torrent, answerAll } = setUp()
  const many = tag(ids.map(torrent), adding('all'))
  await settle()
  const last = ids.at(-1) ?? ''
  const one = tag([torrent(last)], adding('one'))
  await settle()
  calls.find(({ id }) => id === last)?.answer()
  await one
  expect(stored.get(last)).toEqual(['all', 'one'])
  await answerAll()
  await many
  expect(ids.every((id) => stored.get(id)?.includes('all'))).toBe(true)
  expect(calls.filter(({ id }) => id === last)).toHaveLength(1)
})

test('an edit whose look at the torrent was older than an edit that is done is made of that', async () => {
  const { change, tag, calls, stored, torrent, answerAll } = setUp()
  const looked = Promise.withResolvers<void>()
  const stale = torrent('film')
  const removing = change(
    async () => {
      await looked.promise
      return [stale]
    },
    (tags) => tags.filter((name) => name !== 'hd')
  )
  const added = tag([torrent('film')], adding('hd'))
  await settle()
  await answerAll()
  await added
  // Others look meanwhile, and see it.
  await tag([torrent('other')], (tags) => [...tags])
  looked.resolve()
  await settle()
  await answerAll()
  await removing
  expect(stored.get('film')).toEqual([])
  expect(calls).toHaveLength(2)
})

test('a torrent at which the engine fails holds up no other, and is told', async () => {
  const { tag, calls, stored, torrent, answerAll } = setUp()
  const tagged = outcomeOf(tag(ids.map(torrent), adding('hd')))
  await settle()
  calls[0]?.answer(away())
  await settle()
  await answerAll()
  expect(await tagged).toBe('timeout')
  expect(stored.size).toBe(ids.length - 1)
  const again = tag(ids.map(torrent), adding('hd'))
  await settle()
  await answerAll()
  await again
  expect(stored.size).toBe(ids.length)
})
