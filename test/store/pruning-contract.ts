import { describe, expect, test } from 'bun:test'
import type { Completion } from '../../src/domain.ts'
import type { Subject } from './bench.ts'
import { asked, completionOf, idsOf } from './completions.ts'

const DAY_MS = 24 * 3_600_000

/** How long the ledger remembers, in every kind of store. */
export const describePruning = (subject: Subject) => {
  describe('pruning', () => {
    const now = 1_800_000_000_000
    const keepMs = 30 * DAY_MS
    const paid = (number: number) => completionOf(number, { owed: [] })
    const prune = (present: readonly Completion[], at: number) =>
      subject.store.completions.prune({
        presentTorrentIds: new Set(present.map(({ torrentId }) => torrentId)),
        now: at,
        keepMs,
      })

    test('drops a record when its torrent has been gone for long enough, not sooner', async () => {
      const [stays, goes] = [paid(1), paid(2)]
      await subject.store.completions.add([stays, goes])
      expect(await prune([stays], now)).toBe(0)
      expect(await prune([stays], now + keepMs - 1)).toBe(0)
      expect(idsOf(await subject.store.completions.recent({ limit: 10 }))).toEqual([
        goes.id,
        stays.id,
      ])
      expect(await prune([stays], now + keepMs)).toBe(1)
      expect(idsOf(await subject.store.completions.recent({ limit: 10 }))).toEqual([stays.id])
    })

    test('counts anew when a torrent was back in between', async () => {
      const one = paid(1)
      await subject.store.completions.add([one])
      await prune([], now)
      await prune([one], now + DAY_MS)
      await prune([], now + 2 * DAY_MS)
      expect(await prune([], now + keepMs)).toBe(0)
      expect(await prune([], now + 2 * DAY_MS + keepMs)).toBe(1)
    })

    test('keeps what still owes something, however long its torrent has been gone', async () => {
      const owing = completionOf(1, { owed: ['emby'] })
      await subject.store.completions.add([owing])
      await prune([], now)
      expect(await prune([], now + 2 * keepMs)).toBe(0)
      await subject.store.completions.settle([owing.id], asked('emby'))
      expect(await prune([], now + 2 * keepMs)).toBe(1)
    })

    test('a clock that went backwards drops nothing', async () => {
      await subject.store.completions.add([paid(1)])
      await prune([], now)
      expect(await prune([], now - 2 * keepMs)).toBe(0)
    })

    test('reaches every record of a long ledger', async () => {
      const completions = Array.from({ length: 2100 }, (_, at) => paid(at))
      await subject.store.completions.add(completions)
      const present = completions.filter((_, at) => at % 2 === 0)
      await prune(present, now)
      expect(await prune(present, now + keepMs)).toBe(1050)
      expect(await subject.store.completions.unknown(idsOf(present))).toEqual([])
    })

    test('marks are of no interest to readers', async () => {
      await subject.store.completions.add([paid(1)])
      await prune([], now)
      expect(await subject.store.completions.recent({ limit: 1 })).toEqual([paid(1)])
    })
  })
}
