import { describe, expect, test } from 'bun:test'
import { type Completion, NEVER_SEEN } from '../../src/domain.ts'
import type { Subject } from './bench.ts'
import { completionOf, completionsOf, idsOf } from './completions.ts'

/** How the history is read, page by page and by name, in every kind of store. */
export const describeHistory = (subject: Subject) => {
  const add = (completions: readonly Completion[]) => subject.store.completions.add(completions)
  const named = (...names: string[]) =>
    add(names.map((torrentName, at) => completionOf(at, { torrentName })))
  const find = async (name: string) => {
    const { recent, count } = subject.store.completions
    const found = await recent({ limit: 100, name })
    expect(await count({ name })).toBe(found.length)
    return found.map(({ torrentName }) => torrentName)
  }

  describe('the history', () => {
    test('gives back what was added, newest first, as many as wanted', async () => {
      const [first, second, third] = [completionOf(1), completionOf(2), completionOf(3)]
      await subject.store.completions.add([second, third, first])
      expect(await subject.store.completions.recent({ limit: 2 })).toEqual([third, second])
      expect(await subject.store.completions.recent({ limit: 10 })).toEqual([third, second, first])
      expect(await subject.store.completions.recent({ limit: 0 })).toEqual([])
    })

    test('has nothing of what was complete before there was anybody to see it', async () => {
      await add([
        completionOf(1, { torrentName: 'Old', seenAt: NEVER_SEEN, owed: [] }),
        completionOf(2, { torrentName: 'Olden' }),
      ])
      const { recent, count, unknown } = subject.store.completions
      expect(idsOf(await recent({ limit: 5 }))).toEqual([completionOf(2).id])
      expect([await find('old'), await count()]).toEqual([['Olden'], 1])
      expect(await unknown([completionOf(1).id])).toEqual([])
    })

    test('goes on from any entry, through those of one moment too, and misses none', async () => {
      const completions = completionsOf(25).map((each, at) => ({
        ...each,
        seenAt: 1 + Math.floor(at / 10),
      }))
      await add(completions)
      const seen: Completion[] = []
      for (;;) {
        const before = seen.at(-1)
        const page = await subject.store.completions.recent({ limit: 4, before })
        seen.push(...page)
        if (page.length < 4) break
      }
      expect(idsOf(seen)).toEqual(idsOf(completions).reverse())
    })

    test('goes on from where an entry was that is there no more', async () => {
      const [first, , third] = completionsOf(3)
      await add([first, third].filter((each) => each !== undefined))
      const { id, seenAt } = completionOf(1)
      const page = await subject.store.completions.recent({ limit: 5, before: { id, seenAt } })
      expect(page).toEqual([completionOf(0)])
    })

    test('is counted', async () => {
      expect(await subject.store.completions.count()).toBe(0)
      await add(completionsOf(3))
      expect(await subject.store.completions.count()).toBe(3)
      expect(await subject.store.completions.count({ name: '' })).toBe(3)
    })

    test('ends before the first entry', async () => {
      await add(completionsOf(2))
      const before = completionOf(0)
      expect(await subject.store.completions.recent({ limit: 5, before })).toEqual([])
    })
  })

  describe('the history of a name', () => {
    test('holds what has it somewhere, in either case, newest first', async () => {
      await named('The Film', 'Another', 'filmed twice', 'Fil m')
      expect(await find('FILM')).toEqual(['filmed twice', 'The Film'])
      expect(await find('nothing')).toEqual([])
    })

    test.each([
      ['Été', 'ÉTÉ à la mer'],
      ['ЖИЗНЬ', 'жизнь'],
      ['όσο', 'ΌΣΟ'],
      ['straße', 'STRAẞE'],
      ['進撃', '進撃の巨人 🎬'],
      ['the bear', 'The.Bear.S01E01'],
      ['the.bear', 'The Bear - S01'],
      ['the_bear s01', 'The.Bear__._S01'],
      ['the  bear', 'THE_BEAR'],
      ['été', 'ÉTÉ à la mer'.normalize('NFD')],
      ['été'.normalize('NFD'), 'Un été'],
      ['việt', 'Việt Nam'.normalize('NFD')],
      ['각본', '각본'.normalize('NFD')],
      ['å', '\u212b'.normalize('NFD')],
      ['istanbul', 'İSTANBUL'],
      ['İstanbul', 'istanbul'],
      ['İstanbul'.normalize('NFD'), 'İstanbul'],
      ['istanbul', 'İstanbul'.normalize('NFD')],
      ['ışık', 'IŞIK'],
      ['ISIK', 'ısık'],
    ])('finds %s in %s', async (name, torrentName) => {
      await named(torrentName)
      expect(await find(name)).toEqual([torrentName])
    })

    test.each([
      ['letter for letter, not by sound', 'strasse', 'straße'],
      ['with its accents', 'ete', 'été'],
    ])('is compared %s', async (_how, name, torrentName) => {
      await named(torrentName)
      expect(await find(name)).toEqual([])
    })

    test.each(['.*', '^', '$', '[a-z]', '(?i)', 'a|b', '\\', '\\d', '%', '/', '-', '{1}', '\0'])(
      'is a text and no pattern: %j',
      async (name) => {
        await named('abc 123', `x${name}y`)
        expect(await find(name)).toEqual([`x${name}y`])
      }
    )

    test('has its gaps between words, and not everywhere', async () => {
      await named('abc 123', 'x_y', 'Spider-Man', 'thebear')
      expect(await find('_')).toEqual(['x_y', 'abc 123'])
      expect(await find('spider man')).toEqual([])
      expect(await find('the bear')).toEqual([])
    })

    test('goes on from any entry, and reaches the end of a long ledger', async () => {
      const wanted = [2400, 1200, 7]
      await add(
        completionsOf(2500).map((each, at) =>
          wanted.includes(at) ? { ...each, torrentName: `Rare ${at}` } : each
        )
      )
      const { recent, count } = subject.store.completions
      const first = await recent({ limit: 2, name: 'rare' })
      const rest = await recent({ limit: 2, name: 'rare', before: first.at(-1) })
      expect([...first, ...rest].map(({ torrentName }) => torrentName)).toEqual(
        wanted.map((at) => `Rare ${at}`)
      )
      expect(await count({ name: 'rare' })).toBe(3)
    })

    test('finds a torrent without a name by its hash, and one with a name not', async () => {
      await add([completionOf(0xabc, { torrentName: '' }), completionOf(0xabcd)])
      const found = await subject.store.completions.recent({ limit: 5, name: '0ABC' })
      expect(idsOf(found)).toEqual([completionOf(0xabc).id])
      expect(await subject.store.completions.count({ name: '0ABC' })).toBe(1)
    })

    test('gives whole entries', async () => {
      const one = completionOf(1, { torrentName: 'Film', awaitsImport: true })
      await add([one, completionOf(2)])
      expect(await subject.store.completions.recent({ limit: 5, name: 'film' })).toEqual([one])
      expect(await subject.store.completions.recent({ limit: 0, name: 'film' })).toEqual([])
    })

    test('may be longer than any torrent has', async () => {
      await named('Film')
      for (const letter of ['.', 'é', 'ᾂ', '각', 'İ', '(', '🎬', '\ud834\udd60', 'x\u0301']) {
        expect(await find(letter.repeat(100_000))).toEqual([])
      }
    })
  })
}
