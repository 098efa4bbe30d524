import { expect, test } from 'bun:test'
import { createTrackerIndex } from '../../../src/qbittorrent/tracker-index.ts'
import { infoHash } from '../../support/torrents.ts'
import { downloading } from './inventory.ts'

const [A, B] = ['http://a.example/announce', 'udp://b.example:1'] as const
const one = downloading(1, { note: { trackers: [A, B] } })
const two = downloading(2, { note: { trackers: [B, B] } })
const three = downloading(3)

test('each tracker has its torrents, each once', () => {
  expect([...createTrackerIndex()([one, two, three])]).toEqual([
    [A, [infoHash(1)]],
    [B, [infoHash(1), infoHash(2)]],
  ])
})

test('the index is the same object while no torrent and no tracker comes or goes', () => {
  const trackersOf = createTrackerIndex()
  const first = trackersOf([one, two])
  expect(trackersOf([one, { ...two, doneBytes: 500 }])).toBe(first)
  expect([...trackersOf([one, downloading(2, { note: { trackers: [A] } })])]).toEqual([
    [A, [infoHash(1), infoHash(2)]],
    [B, [infoHash(1)]],
  ])
  expect([...trackersOf([two])]).toEqual([[B, [infoHash(2)]]])
  expect([...trackersOf([three])]).toEqual([])
})
