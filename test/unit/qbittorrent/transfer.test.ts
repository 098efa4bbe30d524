import { describe, expect, test } from 'bun:test'
import { createGlobalLimits } from '../../../src/qbittorrent/global-limits.ts'
import { toRow } from '../../../src/qbittorrent/row.ts'
import { toServerState, toTransferInfo } from '../../../src/qbittorrent/transfer.ts'
import type { InventoryView } from '../../../src/torrents/inventory/inventory-torrent.ts'
import recorded from '../../fixtures/qbittorrent-4.5.2.json'
import { ADDED_AT, completed, createRandom, downloading, randomTorrents } from './inventory.ts'
import { kindsOf } from './kinds.ts'

const view = (changes: Partial<InventoryView> = {}): InventoryView => ({
  torrents: [],
  takenAt: 0,
  source: 'engine',
  areSessionsKnown: true,
  ageMs: 0,
  ...changes,
})
const limits = createGlobalLimits().get()

describe('the transfer of all torrents', () => {
  test('is the sum of what their rows tell', () => {
    const torrents = randomTorrents(300, createRandom(9))
    const context = { finished: 'keep', dataDir: '/data', pathMap: [], now: ADDED_AT } as const
    const rows = torrents.map((torrent) => toRow(torrent, context))
    const sum = (field: 'dlspeed' | 'downloaded') =>
      rows.reduce((total, row) => total + row[field], 0)
    expect(toTransferInfo(view({ torrents }), limits)).toMatchObject({
      dl_info_speed: sum('dlspeed'),
      dl_info_data: sum('downloaded'),
      up_info_speed: 0,
    })
  })

  test.each([
    ['engine', 'connected'],
    ['records', 'disconnected'],
    ['last', 'disconnected'],
  ] as const)('is, told by the %s, %s', (source, status) => {
    expect(toTransferInfo(view({ source }), limits).connection_status).toBe(status)
  })

  test('has the limits of the mode that is on', () => {
    const set = { ...limits, download: 5000, upload: 0, alternativeDownload: 1000 }
    expect(toTransferInfo(view(), set)).toMatchObject({ dl_rate_limit: 5000, up_rate_limit: 0 })
    expect(toTransferInfo(view(), { ...set, isAlternative: true })).toMatchObject({
      dl_rate_limit: 1000,
      up_rate_limit: 10_240,
    })
  })

  test('has the keys of qBittorrent in its order, each of its kind', () => {
    const told = toTransferInfo(view({ torrents: [downloading(1)] }), limits)
    expect(kindsOf(told)).toEqual(kindsOf(recorded['transfer/info']))
    expect(Object.keys(told)).toEqual(Object.keys(recorded['transfer/info']))
  })
})

describe('the state of the server', () => {
  const torrents = [downloading(1), downloading(2, { session: { peers: 4 } }), completed(3)]
  const told = toServerState(view({ torrents }), limits)

  test('has the keys of qBittorrent 4.6.0 in its order, each of its kind', () => {
    const real = { ...recorded['sync/maindata'].server_state, use_subcategories: false }
    expect(kindsOf(told)).toEqual(kindsOf(real))
    expect(Object.keys(told)).toEqual(Object.keys(real).sort())
  })

  test('tells of all torrents, and that the space on the disk is not known', () => {
    expect(told).toMatchObject({
      alltime_dl: 1800,
      dl_info_speed: 40,
      total_peer_connections: 7,
      free_space_on_disk: -1,
      global_ratio: '-',
      queueing: true,
      use_alt_speed_limits: false,
    })
  })
})
