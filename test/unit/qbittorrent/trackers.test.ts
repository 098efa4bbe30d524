import { describe, expect, test } from 'bun:test'
import { toTrackers } from '../../../src/qbittorrent/trackers.ts'
import recorded from '../../fixtures/qbittorrent-4.5.2.json'
import { createRandom, downloading, randomTorrents } from './inventory.ts'

const url = 'http://127.0.0.1:9/announce'
const WORKING = 2

describe('the trackers of a torrent', () => {
  test('are what qBittorrent tells, but that they work', () => {
    const [dht, pex, lsd, tracker] = recorded['torrents/trackers'].single
    const rows = toTrackers(downloading(1, { note: { trackers: [url] } }))
    expect(rows).toEqual(
      [dht, pex, lsd, { ...tracker, msg: '', status: WORKING }].map((row) =>
        expect.objectContaining(row ?? {})
      )
    )
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(dht ?? {}))
  })

  test('say of a private torrent that it is', () => {
    const rows = toTrackers(downloading(1, { note: { isPrivate: true, trackers: [url] } }))
    expect(rows.map(({ msg, status }) => [msg, status])).toEqual([
      ['This torrent is private', 0],
      ['This torrent is private', 0],
      ['This torrent is private', 0],
      ['', WORKING],
    ])
  })

  test('have tiers in their order', () => {
    const rows = toTrackers(downloading(1, { note: { trackers: [url, 'udp://b.example:1'] } }))
    expect(rows.map(({ tier, url }) => [tier, url]).slice(3)).toEqual([
      [0, url],
      [1, 'udp://b.example:1'],
    ])
  })

  test('have one that works, whatever is known', () => {
    for (const torrent of randomTorrents(1000, createRandom(8))) {
      expect(toTrackers(torrent).filter(({ status }) => status === WORKING)).not.toBeEmpty()
    }
  })
})
