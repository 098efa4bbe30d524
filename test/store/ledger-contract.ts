import { describe, expect, test } from 'bun:test'
import type { RefreshResult, Settlement } from '../../src/domain.ts'
import { createLog } from '../../src/lib/log.ts'
import { silentLog } from '../support/silent-log.ts'
import type { Subject } from './bench.ts'
import { asked, completionOf, completionsOf, idsOf } from './completions.ts'

/** What was seen complete, and who is owed a refresh for it, in every kind of store. */
export const describeLedger = (subject: Subject) => {
  describe('the ledger', () => {
    test('claims a completion once, however often it is added', async () => {
      const [known, fresh] = [completionOf(1), completionOf(2)]
      expect(await subject.store.completions.add([known])).toEqual([known.id])
      expect(await subject.store.completions.add([known])).toEqual([])
      const changed = { ...known, torrentName: 'Another name' }
      expect(await subject.store.completions.add([changed, fresh])).toEqual([fresh.id])
      expect(await subject.store.completions.recent({ limit: 10 })).toEqual([fresh, known])
    })

    test('keeps the trace of a completion, and none where there was none', async () => {
      const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      const [traced, untraced] = [completionOf(1, { trace }), completionOf(2)]
      await subject.store.completions.add([traced, untraced])
      expect(await subject.store.completions.recent({ limit: 10 })).toEqual([untraced, traced])
      const owed = await subject.store.completions.owed('emby')
      expect(owed.map((debt) => debt.trace)).toEqual([trace, undefined])
    })

    test('claims a completion once that stands twice in one call', async () => {
      const one = completionOf(1)
      expect(await subject.store.completions.add([one, one])).toEqual([one.id])
    })

    test('takes no completions, and no ids', async () => {
      expect(await subject.store.completions.add([])).toEqual([])
      expect(await subject.store.completions.unknown([])).toEqual([])
      await subject.store.completions.settle([], asked('jellyfin'))
      expect(await subject.store.completions.recent({ limit: 10 })).toEqual([])
    })

    test('two instances that add the same at once claim each exactly once between them', async () => {
      const other = subject.bench.open(silentLog)
      const completions = completionsOf(300)
      const claims = await Promise.all(
        [subject.store, other, subject.store, other].map(({ completions: ledger }) =>
          ledger.add(completions)
        )
      )
      expect(claims.flat().sort()).toEqual(idsOf(completions))
    })

    test('tells which of 1,000 ids it does not hold, in their order', async () => {
      const completions = completionsOf(1000)
      await subject.store.completions.add(completions.filter((_, at) => at % 3 === 0))
      const asking = idsOf(completions).reverse()
      const wanted = idsOf(completions.filter((_, at) => at % 3 !== 0)).reverse()
      expect(await subject.store.completions.unknown(asking)).toEqual(wanted)
    })

    test('adds and settles more than one statement takes', async () => {
      const completions = completionsOf(2500)
      expect(await subject.store.completions.add(completions)).toHaveLength(2500)
      await subject.store.completions.settle(idsOf(completions), asked('emby'))
      expect(await subject.store.completions.owed('emby')).toEqual([])
      expect(await subject.store.completions.owed('jellyfin')).toHaveLength(2500)
    })

    test('tells when each of 2,500 completions was, whichever way round they are asked for', async () => {
      const completions = completionsOf(2500)
      await subject.store.completions.add(completions)
      const asking = ['unheard-of', ...idsOf(completions).reverse()]
      const found = await subject.store.completions.completedAt(asking)
      expect(found.size).toBe(2500)
      for (const { id, completedAt } of completions) expect(found.get(id)).toBe(completedAt)
      expect(await subject.store.completions.completedAt([])).toEqual(new Map())
    })

    test('a record of the first shape was complete when it was seen', async () => {
      const [old, late] = [completionOf(999), completionOf(1000)]
      await subject.store.completions.add([old, late])
      await subject.bench.age(old.id)
      const completedAt = 1_700_000_000
      expect(await subject.store.completions.completedAt([old.id, late.id])).toEqual(
        new Map([
          [old.id, completedAt],
          [late.id, late.completedAt],
        ])
      )
      expect(await subject.store.completions.recent({ limit: 10 })).toEqual([
        late,
        { ...old, completedAt },
      ])
    })

    test('names and ids are data, whatever they look like', async () => {
      const odd = completionOf(1, {
        torrentName: `'; DROP TABLE completions; -- {"$ne":1} \u202e 🎬 "\\`,
        id: `${'a'.repeat(40)}:'$where`,
      })
      await subject.store.completions.add([odd])
      expect(await subject.store.completions.recent({ limit: 1 })).toEqual([odd])
      expect(await subject.store.completions.unknown([odd.id, '{"$gt":""}'])).toEqual([
        '{"$gt":""}',
      ])
    })

    test('leaves a malformed record out, and says so once', async () => {
      const lines: string[] = []
      const log = createLog({ level: 'warn', format: 'text', write: (line) => lines.push(line) })
      const [spoilt, alsoSpoilt, fine] = [completionOf(1), completionOf(2), completionOf(3)]
      await subject.store.completions.add([spoilt, alsoSpoilt, fine])
      await subject.bench.spoil('completions', spoilt.id)
      await subject.bench.spoil('completions', alsoSpoilt.id)
      const careful = subject.bench.open(log)
      expect(await careful.completions.recent({ limit: 10 })).toEqual([fine])
      expect(await careful.completions.recent({ limit: 10 })).toEqual([fine])
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('malformed record skipped')
      expect(lines[0]).toContain(alsoSpoilt.id)
    })
  })

  describe('debts', () => {
    test('are told by server, oldest first', async () => {
      await subject.store.completions.add([
        completionOf(3, { owed: ['jellyfin'] }),
        completionOf(1, { owed: ['emby', 'jellyfin'] }),
        completionOf(2, { owed: ['emby'] }),
        completionOf(4, { owed: [] }),
      ])
      const { id, torrentId, torrentName, seenAt } = completionOf(1)
      const [oldest, ...rest] = await subject.store.completions.owed('jellyfin')
      expect(oldest).toEqual({ id, torrentId, torrentName, seenAt, awaitsImport: false })
      expect(idsOf(rest)).toEqual([completionOf(3).id])
      expect(idsOf(await subject.store.completions.owed('emby'))).toEqual(
        idsOf([completionOf(1), completionOf(2)])
      )
    })

    test('settling touches only the named server and the named completions', async () => {
      const [settled, other] = [completionOf(1), completionOf(2)]
      await subject.store.completions.add([settled, other])
      const settlement: Settlement = { ...asked('jellyfin', 77), note: 'scan-stuck' }
      await subject.store.completions.settle([settled.id, 'unheard-of'], settlement)
      expect(await subject.store.completions.recent({ limit: 10 })).toEqual([
        other,
        { ...settled, owed: ['emby'], settled: [settlement] },
      ])
      expect(idsOf(await subject.store.completions.owed('jellyfin'))).toEqual([other.id])
      expect(idsOf(await subject.store.completions.owed('emby'))).toEqual([settled.id, other.id])
    })

    test('settling again, or for a server that was owed nothing, changes nothing', async () => {
      const one = completionOf(1, { owed: ['jellyfin'] })
      await subject.store.completions.add([one])
      await subject.store.completions.settle([one.id], asked('jellyfin', 1))
      await subject.store.completions.settle([one.id], asked('jellyfin', 2))
      await subject.store.completions.settle([one.id], {
        server: 'emby',
        outcome: 'switched-off',
        at: 3,
      })
      const wanted = { ...one, owed: [], settled: [asked('jellyfin', 1)] }
      expect(await subject.store.completions.recent({ limit: 1 })).toEqual([wanted])
    })

    test('two servers settled at once do not lose each other', async () => {
      const one = completionOf(1)
      await subject.store.completions.add([one])
      await Promise.all([
        subject.store.completions.settle([one.id], asked('jellyfin')),
        subject.bench.open(silentLog).completions.settle([one.id], asked('emby')),
      ])
      const [found] = await subject.store.completions.recent({ limit: 1 })
      expect(found?.owed).toEqual([])
      expect(found?.settled.map(({ server }) => server).sort()).toEqual(['emby', 'jellyfin'])
    })
  })

  describe('what came of a refresh', () => {
    const result: RefreshResult = {
      at: 100,
      scan: { startedAt: 10, endedAt: 90, status: 'completed' },
      item: 'found',
    }

    test('is kept with the settlement that it is of, and with no other', async () => {
      const [one, other] = [completionOf(1), completionOf(2)]
      await subject.store.completions.add([one, other])
      const settlement: Settlement = { ...asked('jellyfin', 5), scope: 'targeted' }
      await subject.store.completions.settle([one.id, other.id], settlement)
      await subject.store.completions.settle([one.id], { ...asked('emby', 5), scope: 'full' })
      await subject.store.completions.conclude([one.id, 'unheard-of'], settlement, result)
      const [second, first] = await subject.store.completions.recent({ limit: 2 })
      expect(first?.settled).toEqual([
        { ...settlement, result },
        { ...asked('emby', 5), scope: 'full' },
      ])
      expect(second?.settled).toEqual([settlement])
    })

    test('of another time is not kept, and the next one replaces the last', async () => {
      const one = completionOf(1)
      await subject.store.completions.add([one])
      const settlement: Settlement = { ...asked('jellyfin', 5), fallback: 'in-no-library' }
      await subject.store.completions.settle([one.id], settlement)
      const { conclude } = subject.store.completions
      await conclude([one.id], { server: 'jellyfin', at: 6 }, result)
      expect((await subject.store.completions.recent({ limit: 1 }))[0]?.settled).toEqual([
        settlement,
      ])
      await conclude([one.id], settlement, { ...result, item: 'unknown', scan: null })
      await conclude([one.id], settlement, result)
      expect((await subject.store.completions.recent({ limit: 1 }))[0]?.settled).toEqual([
        { ...settlement, result },
      ])
    })
  })

  describe('what is owed again', () => {
    test('is among the debts, once, and not more often than makes sense', async () => {
      const [one, other] = [completionOf(1), completionOf(2)]
      await subject.store.completions.add([one, other])
      const { owed, oweAgain, settle } = subject.store.completions
      expect(await oweAgain([one.id], 'jellyfin')).toBe(0)
      for (let time = 1; time <= 3; time += 1) {
        await settle([one.id], asked('jellyfin', time))
        expect(idsOf(await owed('jellyfin'))).toEqual([other.id])
        const isOwed = time < 3
        expect(await oweAgain([one.id, 'unheard-of'], 'jellyfin')).toBe(isOwed ? 1 : 0)
        expect(idsOf(await owed('jellyfin'))).toEqual(isOwed ? [one.id, other.id] : [other.id])
      }
      expect(idsOf(await owed('emby'))).toEqual([one.id, other.id])
    })
  })

  describe('what awaits an import', () => {
    test('does so until its torrent was imported', async () => {
      const [one, other, third] = [1, 2, 3].map((number) =>
        completionOf(number, { awaitsImport: number < 3 })
      )
      await subject.store.completions.add([one, other, third].filter((each) => each !== undefined))
      const awaiting = async () =>
        (await subject.store.completions.owed('jellyfin')).map(({ awaitsImport }) => awaitsImport)
      expect(await awaiting()).toEqual([true, true, false])
      const imported = [one?.torrentId ?? '', third?.torrentId ?? '', 'unheard-of']
      expect(await subject.store.completions.markImported(imported)).toBe(1)
      expect(await awaiting()).toEqual([false, true, false])
      expect(await subject.store.completions.markImported(imported)).toBe(0)
      expect(
        (await subject.store.completions.recent({ limit: 3 })).map((each) => each.awaitsImport)
      ).toEqual([false, true, false])
    })
  })
}
