import { describe, expect, test } from 'bun:test'
import { toProperties } from '../../../src/qbittorrent/properties.ts'
import { toRow } from '../../../src/qbittorrent/row.ts'
import recorded from '../../fixtures/qbittorrent-4.5.2.json'
import { ADDED_AT, completed, createRandom, downloading, randomTorrents } from './inventory.ts'
import { isReadableAs, type Kind } from './kinds.ts'

const context = {
  finished: 'keep',
  dataDir: '/data',
  pathMap: [{ from: '/data', to: '/downloads' }],
  now: ADDED_AT + 100,
} as const
const real = recorded['torrents/properties']
/** As the engine told of a folder of 28,359,552 bytes, with its first three pieces. */
const pieces = { count: 433, bitfield: '4A==', spans: new Map() }

describe('the properties of a torrent', () => {
  test('have the keys of qBittorrent, in its order', () => {
    const properties = toProperties(downloading(1), { context, pieces: null })
    expect(Object.keys(properties)).toEqual(Object.keys(real.single))
  })

  test('of a magnet without metadata are what qBittorrent tells', () => {
    const { addition_date, hash, infohash_v1, reannounce, time_elapsed, ...same } = real.magnet
    const magnet = downloading(1, {
      name: 'Magnet Name',
      status: 'pending',
      totalBytes: 0,
      doneBytes: 0,
      downloadSpeed: 0,
      session: { peers: 0 },
    })
    expect(toProperties(magnet, { context, pieces: null })).toMatchObject(same)
  })

  test('tell of the pieces what the session does', () => {
    const torrent = downloading(1, { totalBytes: 28_359_552 })
    expect(toProperties(torrent, { context, pieces })).toMatchObject({
      piece_size: 65_536,
      pieces_num: 433,
      pieces_have: 3,
    })
  })

  test('average the speed until now, or until it was complete', () => {
    const speedOf = (torrent: ReturnType<typeof downloading>) =>
      toProperties(torrent, { context, pieces: null }).dl_speed_avg
    expect(speedOf(downloading(1))).toBe(4)
    expect(speedOf(completed(1))).toBe(16)
    expect(speedOf(completed(1, { completedAt: ADDED_AT }))).toBe(1000)
  })

  test('tell limits only where there are some', () => {
    const limits = { ...downloading(1).note.limits, download: 1000 }
    const torrent = downloading(1, { note: { limits } })
    expect(toProperties(torrent, { context, pieces })).toMatchObject({
      dl_limit: 1000,
      up_limit: -1,
    })
  })

  test('say private only of what is known to be', () => {
    const isPrivate = (note: { isPrivate: boolean | null }) =>
      toProperties(downloading(1, { note }), { context, pieces: null }).is_private
    expect([true, false, null].map((known) => isPrivate({ isPrivate: known }))).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('of 2000 torrents of any kind', () => {
  const torrents = randomTorrents(2000, createRandom(7))
  // The Go types of go-qbittorrent's `TorrentProperties` (domain.go).
  const kindOf = (field: string): Kind => {
    if (field === 'share_ratio') return 'number'
    if (field === 'is_private') return 'boolean'
    return typeof Reflect.get(real.single, field) === 'string' ? 'string' : 'integer'
  }

  test('every property can be read by clients that look at types', () => {
    for (const torrent of torrents) {
      const properties = toProperties(torrent, { context, pieces })
      const unreadable = Object.entries(properties).filter(
        ([field, value]) => !isReadableAs(kindOf(field), value)
      )
      expect(unreadable).toEqual([])
    }
  })

  test('they agree with the row of the torrent', () => {
    for (const torrent of torrents) {
      const row = toRow(torrent, context)
      expect(toProperties(torrent, { context, pieces: null })).toMatchObject({
        hash: row.hash,
        name: row.name,
        eta: row.eta,
        dl_speed: row.dlspeed,
        total_size: row.total_size,
        save_path: row.save_path,
        seeding_time: row.seeding_time,
        completion_date: row.completion_on,
      })
    }
  })
})
