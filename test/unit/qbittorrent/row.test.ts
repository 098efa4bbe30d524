import { describe, expect, test } from 'bun:test'
import { type Row, type RowContext, toRow } from '../../../src/qbittorrent/row.ts'
import { states } from '../../../src/qbittorrent/state.ts'
import type { InventoryTorrent } from '../../../src/torrents/inventory/inventory-torrent.ts'
import recorded from '../../fixtures/qbittorrent-4.5.2.json'
import { infoHash } from '../../support/torrents.ts'
import {
  ADDED_AT,
  completed,
  createRandom,
  downloading,
  type Facts,
  randomTorrent,
} from './inventory.ts'
import { isReadableAs, type Kind } from './kinds.ts'

const context: RowContext = {
  finished: 'keep',
  dataDir: '/data',
  pathMap: [{ from: '/data', to: '/downloads' }],
  now: ADDED_AT + 100,
}
const handOver: RowContext = { ...context, finished: 'hand-over' }
const rowOf = (torrent: InventoryTorrent, changes: Partial<RowContext> = {}): Row =>
  toRow(torrent, { ...context, ...changes })

/** The Go types of go-qbittorrent's `Torrent` (domain.go): it fails on any other. */
const kinds: Record<string, Kind> = {
  ...Object.fromEntries(
    [
      ['added_on', 'amount_left', 'completed', 'completion_on', 'dl_limit', 'dlspeed'],
      ['downloaded', 'downloaded_session', 'eta', 'inactive_seeding_time_limit', 'last_activity'],
      ['max_inactive_seeding_time', 'max_seeding_time', 'num_complete', 'num_incomplete'],
      ['num_leechs', 'num_seeds', 'priority', 'seeding_time', 'seeding_time_limit'],
      ['seen_complete', 'size', 'time_active', 'total_size', 'trackers_count', 'up_limit'],
      ['uploaded', 'uploaded_session', 'upspeed'],
    ]
      .flat()
      .map((field) => [field, 'integer' as const])
  ),
  availability: 'number',
  max_ratio: 'number',
  progress: 'number',
  ratio: 'number',
  ratio_limit: 'number',
  auto_tmm: 'boolean',
  f_l_piece_prio: 'boolean',
  force_start: 'boolean',
  seq_dl: 'boolean',
  super_seeding: 'boolean',
  category: 'string',
  content_path: 'string',
  download_path: 'string',
  hash: 'string',
  infohash_v1: 'string',
  infohash_v2: 'string',
  magnet_uri: 'string',
  name: 'string',
  save_path: 'string',
  state: 'string',
  tags: 'string',
  tracker: 'string',
}

describe('a row', () => {
  test('has the keys of qBittorrent 4.6.0 in its order', () => {
    const [real] = recorded['torrents/info']
    const since460 = ['inactive_seeding_time_limit', 'max_inactive_seeding_time']
    expect(Object.keys(rowOf(downloading(1)))).toEqual(
      [...Object.keys(real ?? {}), ...since460].sort()
    )
  })

  test('tells of a magnet without metadata what qBittorrent does, but for what only it knows', () => {
    const real = recorded['torrents/info'].find(({ state }) => state === 'metaDL')
    const { added_on, last_activity, hash, infohash_v1, magnet_uri, ...same } = real ?? {}
    const facts: Facts = {
      name: 'Magnet Name',
      status: 'pending',
      totalBytes: 0,
      doneBytes: 0,
      downloadSpeed: 0,
      session: { mode: 'idle', phase: null, peers: 0 },
      note: { category: 'tv-sonarr', trackers: ['http://127.0.0.1:9/announce'] },
    }
    expect(rowOf(downloading(1, facts))).toMatchObject({
      ...same,
      time_active: 60,
      completion_on: -1,
      priority: 1,
      tracker: 'http://127.0.0.1:9/announce',
    })
  })

  test('tells of a torrent that downloads what is known of it', () => {
    expect(rowOf(downloading(7, { tags: ['one', 'two'] }))).toMatchObject({
      added_on: ADDED_AT,
      amount_left: 600,
      availability: 1,
      completed: 400,
      completion_on: -1,
      content_path: '/downloads/Film 7',
      dlspeed: 20,
      eta: 30,
      hash: infoHash(7),
      infohash_v1: infoHash(7),
      last_activity: ADDED_AT + 60,
      name: 'Film 7',
      num_leechs: 3,
      priority: 1,
      progress: 0.4,
      save_path: '/downloads',
      seeding_time: 0,
      size: 1000,
      state: 'downloading',
      tags: 'one, two',
      time_active: 60,
      total_size: 1000,
    })
  })

  test('tells of a complete torrent that nothing is left', () => {
    expect(rowOf(completed(7), { now: ADDED_AT + 60 + 7200 })).toMatchObject({
      amount_left: 0,
      availability: -1,
      completed: 1000,
      completion_on: ADDED_AT + 60,
      dlspeed: 0,
      eta: 8_640_000,
      priority: 0,
      progress: 1,
      seeding_time: 7200,
      state: 'uploading',
    })
  })

  test('has all bytes of a torrent that its record alone knows to be complete', () => {
    const row = rowOf(completed(1, { doneBytes: 10 }))
    expect(row).toMatchObject({ progress: 1, completed: 1000, amount_left: 0 })
  })
})

describe('the magnet of a row', () => {
  test.each([
    ['a name', { name: 'Film & Co', trackers: [] }, '&dn=Film%20%26%20Co'],
    ['no name but the hash', { name: infoHash(1), trackers: [] }, ''],
    ['half a surrogate pair', { name: 'a\ud83d', trackers: [] }, '&dn=a%EF%BF%BD'],
    [
      'trackers',
      { name: infoHash(1), trackers: ['http://a.example/announce', 'udp://b.example:1'] },
      '&tr=http%3A%2F%2Fa.example%2Fannounce&tr=udp%3A%2F%2Fb.example%3A1',
    ],
  ])('tells %s', (_, { name, trackers }, rest) => {
    const { magnet_uri } = rowOf(downloading(1, { name, note: { trackers } }))
    expect(magnet_uri).toBe(`magnet:?xt=urn:btih:${infoHash(1)}${rest}`)
  })
})

describe('where its content is', () => {
  const root = (name: string | null): Facts => ({ note: { root: name } })
  test.each<[string, Facts, Partial<RowContext>, { save: string; content: string }]>([
    ['is mapped', {}, {}, { save: '/downloads', content: '/downloads/Film 1' }],
    [
      'is mapped by the longest prefix, to a disk of its own too',
      root('tv'),
      { pathMap: [...context.pathMap, { from: '/data/tv/', to: '/mnt/tv' }] },
      { save: '/downloads', content: '/mnt/tv' },
    ],
    [
      'is the engine’s own path without a map',
      {},
      { pathMap: [] },
      { save: '/data', content: '/data/Film 1' },
    ],
    [
      'has no slash at its end',
      {},
      { dataDir: '/data/', pathMap: [{ from: '/data/', to: '/downloads/' }] },
      { save: '/downloads', content: '/downloads/Film 1' },
    ],
    [
      'is found in the root of the disk',
      {},
      { dataDir: '/', pathMap: [] },
      { save: '/', content: '/Film 1' },
    ],
    [
      'can be on Windows',
      root('Film'),
      { pathMap: [{ from: '/data', to: 'D:\\media' }] },
      { save: 'D:\\media', content: 'D:\\media\\Film' },
    ],
    ['is not told before its root is known', root(null), {}, { save: '/downloads', content: '' }],
    [
      'is not told before the metadata',
      { status: 'pending', totalBytes: 0 },
      {},
      { save: '/downloads', content: '' },
    ],
    ['is never the folder of all', root(''), {}, { save: '/downloads', content: '' }],
    [
      'is never the folder of all, mapped there either',
      root('Film'),
      { pathMap: [...context.pathMap, { from: '/data/Film', to: '/downloads' }] },
      { save: '/downloads', content: '' },
    ],
  ])('%s', (_, facts, changes, { save, content }) => {
    const row = rowOf(downloading(1, facts), changes)
    expect([row.save_path, row.content_path]).toEqual([save, content])
  })
})

describe('the limits of seeding', () => {
  const given = {
    download: 0,
    upload: 0,
    ratio: 1.5,
    seedingMinutes: 120,
    inactiveSeedingMinutes: -1,
  }
  const limitsOf = (row: Row) => [
    [row.ratio_limit, row.seeding_time_limit, row.inactive_seeding_time_limit],
    [row.max_ratio, row.max_seeding_time, row.max_inactive_seeding_time],
  ]
  const told = [
    [1.5, 120, -1],
    [1.5, 120, -1],
  ]
  const none = [
    [-1, -1, -1],
    [-1, -1, -1],
  ]
  test.each<[string, InventoryTorrent, RowContext, number[][]]>([
    ['are told as they were given', downloading(1, { note: { limits: given } }), context, told],
    ['of a kept torrent too', completed(1, { note: { limits: given } }), context, told],
    [
      'are the same for all where none were given',
      completed(1),
      context,
      [
        [-2, -2, -2],
        [-1, -1, -1],
      ],
    ],
    [
      'are reached once a torrent is handed over',
      completed(1, { note: { limits: given } }),
      handOver,
      [
        [0, 120, -1],
        [0, 120, -1],
      ],
    ],
    ['are not before it is complete', downloading(1, { note: { limits: given } }), handOver, told],
    [
      'are none of a finished torrent that is kept and stopped: nobody may delete it',
      completed(1, { status: 'stopped', note: { limits: given } }),
      context,
      none,
    ],
  ])('%s', (_, torrent, shown, limits) => {
    expect(limitsOf(toRow(torrent, shown))).toEqual(limits)
  })
})

describe('speed and time left', () => {
  test.each<[string, Facts, { dlspeed: number; eta: number }]>([
    ['are rounded up', { downloadSpeed: 70 }, { dlspeed: 70, eta: 9 }],
    ['are unknown without a speed', { downloadSpeed: 0 }, { dlspeed: 0, eta: 8_640_000 }],
    [
      'are unknown past 100 days',
      { totalBytes: 1e12, downloadSpeed: 1 },
      { dlspeed: 1, eta: 8_640_000 },
    ],
    ['are none while it is stopped', { status: 'stopped' }, { dlspeed: 0, eta: 8_640_000 }],
    ['are unknown before the metadata', { totalBytes: 0 }, { dlspeed: 20, eta: 8_640_000 }],
    ['fit into 31 bits', { downloadSpeed: 3e9 }, { dlspeed: 2 ** 31 - 1, eta: 1 }],
  ])('%s', (_, facts, expected) => {
    expect(rowOf(downloading(1, facts))).toMatchObject(expected)
  })
})

describe('of 5000 torrents of any kind', () => {
  const random = createRandom(2)
  const torrents = Array.from({ length: 5000 }, (_, number) => randomTorrent(number, random))
  const rows = torrents.flatMap((torrent) => [toRow(torrent, context), toRow(torrent, handOver)])

  test('every field can be read by clients that look at types', () => {
    for (const row of rows) {
      const parsed: Record<string, unknown> = JSON.parse(JSON.stringify(row))
      expect(Object.keys(parsed).sort()).toEqual(Object.keys(kinds).sort())
      const unreadable = Object.entries(kinds).filter(
        ([field, kind]) => !isReadableAs(kind, parsed[field])
      )
      expect(unreadable).toEqual([])
    }
  })

  test('every state is a word that is known, and no name is empty', () => {
    const words: ReadonlySet<string> = new Set(states)
    expect(rows.filter(({ state, name }) => !words.has(state) || name === '')).toEqual([])
  })

  test('progress is 1 exactly of those that are complete', () => {
    for (const row of rows) {
      expect(row.progress).toBeWithin(0, 1.0001)
      if (row.progress === 1) expect(row.amount_left).toBe(0)
      else expect(row.completion_on).toBe(-1)
    }
  })

  test('the content path is never the save path, and ends in no slash', () => {
    for (const { content_path, save_path } of rows) {
      expect(content_path).not.toBe(save_path)
      expect(content_path).not.toEndWith('/')
      expect(save_path).toBe('/downloads')
    }
  })

  test('those that are kept give nobody the right to delete them', () => {
    for (const torrent of torrents) {
      const row = toRow(torrent, context)
      if (row.state !== 'pausedUP') continue
      expect(row.ratio_limit).toBe(-1)
      expect(row.seeding_time_limit).toBe(-1)
      expect(row.inactive_seeding_time_limit).toBe(-1)
    }
  })
})
