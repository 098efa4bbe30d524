import { describe, expect, test } from 'bun:test'
import { type RowContext, toRow } from '../../../src/qbittorrent/row.ts'
import { createRows } from '../../../src/qbittorrent/rows.ts'
import { ADDED_AT, completed, createRandom, downloading, randomTorrents } from './inventory.ts'

const context: RowContext = {
  finished: 'keep',
  dataDir: '/data',
  pathMap: [{ from: '/data', to: '/downloads' }],
  now: ADDED_AT + 100,
}

describe('rows', () => {
  const torrents = [downloading(1), completed(2), downloading(3)]

  test('are the same list while nothing has changed', () => {
    const rows = createRows()
    const first = rows.of(torrents, context)
    expect(rows.of([...torrents], { ...context, pathMap: [...context.pathMap] })).toBe(first)
  })

  test('are new of what has changed, and the same objects of the rest', () => {
    const rows = createRows()
    const first = rows.of(torrents, context)
    const changed = downloading(3, { doneBytes: 500 })
    const second = rows.of([downloading(4), torrents[0] ?? changed, changed], context)
    expect(second.map(({ hash }) => hash.slice(-1))).toEqual(['4', '1', '3'])
    expect(second[1]).toBe(first[0])
    expect(second[2]?.completed).toBe(500)
    expect(first[2]?.completed).toBe(400)
  })

  test.each<[string, Partial<RowContext>]>([
    ['finished torrents are to be handed over', { finished: 'hand-over' }],
    ['the data lies elsewhere', { dataDir: '/data2' }],
    ['a folder is mapped elsewhere', { pathMap: [{ from: '/data', to: '/mnt' }] }],
    ['another folder is mapped there', { pathMap: [{ from: '/data2', to: '/downloads' }] }],
    ['no folder is mapped any more', { pathMap: [] }],
  ])('are new once %s', (_, changes) => {
    const rows = createRows()
    const first = rows.of(torrents, context)
    const second = rows.of(torrents, { ...context, ...changes })
    expect(second).toEqual(torrents.map((torrent) => toRow(torrent, { ...context, ...changes })))
    expect(second[0]).not.toBe(first[0])
  })

  test('are new when their times have gone a step on, or back', () => {
    const rows = createRows()
    const [first] = rows.of(torrents, context)
    expect(rows.of(torrents, { ...context, now: ADDED_AT + 119 })[0]).toBe(first)
    expect(rows.of(torrents, { ...context, now: ADDED_AT + 120 })[0]?.time_active).toBe(120)
    expect(rows.of(torrents, { ...context, now: ADDED_AT + 59 })[0]?.time_active).toBe(0)
  })

  test('are always what they would be if they were made anew', () => {
    const random = createRandom(4)
    const rows = createRows()
    let all = randomTorrents(50, random)
    let now = ADDED_AT
    for (let round = 0; round < 200; round += 1) {
      now += random.below(5000) - 500
      const fresh = randomTorrents(50, random)
      all = all.map((torrent, place) =>
        random.below(10) > 0 ? torrent : (fresh[place] ?? torrent)
      )
      const shown = { ...context, now }
      expect(rows.of(all, shown)).toEqual(all.map((torrent) => toRow(torrent, shown)))
    }
  })
})
