import { expect, test } from 'bun:test'
import { toRow } from '../../../src/qbittorrent/row.ts'
import { writeList, writeWithoutHash } from '../../../src/qbittorrent/row-text.ts'
import { ADDED_AT, createRandom, randomTorrents } from './inventory.ts'

const context = { finished: 'keep', dataDir: '/data', pathMap: [], now: ADDED_AT } as const
const rows = randomTorrents(300, createRandom(5)).map((torrent) => toRow(torrent, context))

test.each([0, 1, 127, 128, 129, 300])('a list of %d rows is their JSON', (count) => {
  const list = rows.slice(0, count)
  expect([...writeList(list)].join('')).toBe(JSON.stringify(list))
})

test('a row without its hash is its JSON but for that, whatever its name looks like', () => {
  for (const row of rows) {
    const { hash: _, ...rest } = row
    expect(writeWithoutHash(row)).toBe(JSON.stringify(rest))
  }
})
