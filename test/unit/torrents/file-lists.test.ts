import { expect, test } from 'bun:test'
import type { TorrentFile } from '../../../src/torrents/engine/engine-details.ts'
import { createFileLists } from '../../../src/torrents/inventory/file-lists.ts'
import type { InventoryTorrent } from '../../../src/torrents/inventory/inventory-torrent.ts'
import { noNote } from '../../../src/torrents/inventory/notebook.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { torrent } from '../../support/torrents.ts'

const file = (index: number, doneBytes: number): TorrentFile => ({
  index,
  path: `A show/${index}.mkv`,
  length: 10,
  doneBytes,
})
const shown = (number: number, facts: Partial<InventoryTorrent> = {}): InventoryTorrent => ({
  ...torrent(number),
  session: null,
  downloadSpeed: 0,
  note: noNote,
  completedAt: null,
  lastActivityAt: 0,
  isStalled: false,
  wait: null,
  ...facts,
})

/** Lists of an engine that answers with what `given` holds at the moment of the call. */
const setUp = (files: TorrentFile[] | null) => {
  const given = { files: () => files }
  const asked: string[] = []
  const lists = createFileLists({
    engine: {
      async files(id) {
        asked.push(id)
        return given.files()
      },
    },
  })
  return { lists, given, asked }
}

test('the files of a finished torrent are asked for once, and all of them are there', async () => {
  const { lists, asked } = setUp([file(0, 10), file(1, 3)])
  const expected = [file(0, 10), file(1, 10)]
  expect(await lists.of(shown(1))).toEqual(expected)
  expect(await lists.of(shown(1))).toEqual(expected)
  expect(asked).toHaveLength(1)
})

test('the files of an unfinished one are asked for each time', async () => {
  const { lists, given } = setUp([file(0, 1)])
  const active = shown(1, { status: 'active', doneBytes: 1 })
  expect(await lists.of(active)).toEqual([file(0, 1)])
  given.files = () => [file(0, 2)]
  expect(await lists.of(active)).toEqual([file(0, 2)])
})

test('one that was deleted and added anew is another', async () => {
  const { lists, asked } = setUp([file(0, 10)])
  await lists.of(shown(1))
  await lists.of(shown(1, { createdAt: 5 }))
  expect(asked).toHaveLength(2)
})

test.each<[string, Partial<InventoryTorrent>]>([
  ['before its metadata', { totalBytes: 0, status: 'pending' }],
  ['in the queue', { wait: 'queue' }],
  ['that is being taken', { wait: 'taking' }],
  ['that the engine refuses', { wait: 'owner' }],
])('one %s has none, and nobody is asked', async (_, facts) => {
  const { lists, asked } = setUp([file(0, 10)])
  expect(await lists.of(shown(1, facts))).toEqual([])
  expect(asked).toEqual([])
})

test('one that waits for a session has them', async () => {
  const { lists } = setUp([file(0, 1)])
  const lost = shown(1, { wait: 'session', status: 'active', doneBytes: 1 })
  expect(await lists.of(lost)).toEqual([file(0, 1)])
})

test('an engine that does not tell is away, and is asked again', async () => {
  const { lists, given } = setUp([file(0, 10)])
  const tells = given.files
  given.files = () => {
    throw new Unavailable('engine: away', { code: 'timeout' })
  }
  await expect(lists.of(shown(1))).rejects.toBeInstanceOf(Unavailable)
  given.files = tells
  expect(await lists.of(shown(1))).toEqual([file(0, 10)])
})

test('twenty thousand files are remembered, those that were asked for last', async () => {
  const { lists, asked } = setUp(Array.from({ length: 9000 }, (_, index) => file(index, 10)))
  for (const number of [1, 2, 3]) await lists.of(shown(number))
  await lists.of(shown(3))
  await lists.of(shown(2))
  expect(asked).toHaveLength(3)
  await lists.of(shown(1))
  expect(asked).toHaveLength(4)
})

test('none are remembered of a finished torrent that the engine did not find', async () => {
  const { lists, given } = setUp(null)
  expect(await lists.of(shown(1))).toEqual([])
  given.files = () => [file(0, 10)]
  expect(await lists.of(shown(1))).toEqual([file(0, 10)])
})
