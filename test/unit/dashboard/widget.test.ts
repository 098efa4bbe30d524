import { describe, expect, test } from 'bun:test'
import { toWidget, UNKNOWN_ETA } from '../../../src/dashboard/widget.ts'
import type { CatalogView } from '../../../src/torrents/catalog/catalog.ts'
import type { CatalogTorrent } from '../../../src/torrents/catalog/sightings.ts'

const torrent = (changes: Partial<CatalogTorrent> = {}): CatalogTorrent => ({
  id: 'dbeecb6c86c096da10d2c46b0c68ddd91ca7f893',
  name: 'Some.Show',
  status: 'active',
  totalBytes: 1000,
  doneBytes: 250,
  createdAt: 1795376824,
  updatedAt: 1795376889,
  tags: [],
  session: null,
  downloadSpeed: 0,
  ...changes,
})
const view = (torrents: CatalogTorrent[], changes: Partial<CatalogView> = {}): CatalogView => ({
  torrents,
  takenAt: 0,
  source: 'engine',
  areSessionsKnown: true,
  ageMs: 0,
  ...changes,
})

test('the six fields have the names and types that dashboards were set up with', () => {
  const widget = toWidget(
    view([
      torrent({ downloadSpeed: 1024 * 1024 }),
      torrent({ downloadSpeed: 1024 * 1024 }),
      ...Array.from({ length: 15 }, () => torrent({ status: 'completed' })),
      torrent({ status: 'stopped' }),
    ])
  )
  expect(widget).toMatchObject({
    active: 2,
    completed: 15,
    stopped: 1,
    total: 18,
    download_speed_bytes: 2097152,
    download_speed_human: '2.0 MB/s',
  })
})

test('there is no key error, which a dashboard would show as a failure', () => {
  expect(toWidget(view([torrent({ status: 'error' })]))).not.toHaveProperty('error')
})

test('every status is counted once', () => {
  const statuses = ['pending', 'active', 'completed', 'stopped', 'error'] as const
  expect(toWidget(view(statuses.map((status) => torrent({ status }))))).toMatchObject({
    pending: 1,
    active: 1,
    completed: 1,
    stopped: 1,
    error_count: 1,
    total: 5,
    upload_speed_bytes: 0,
    upload_speed_human: '0 B/s',
  })
})

test('no torrents at all are numbers, too', () => {
  expect(toWidget(view([]))).toEqual({
    active: 0,
    completed: 0,
    stopped: 0,
    total: 0,
    download_speed_bytes: 0,
    download_speed_human: '0 B/s',
    pending: 0,
    error_count: 0,
    upload_speed_bytes: 0,
    upload_speed_human: '0 B/s',
    progress_percent: 100,
    eta_seconds: 0,
    state: 'ok',
    age_seconds: 0,
    items: [],
  })
})

describe('progress and time left', () => {
  test.each<[string, Partial<CatalogTorrent>[], { progress_percent: number; eta_seconds: number }]>(
    [
      ['of one', [{ downloadSpeed: 100 }], { progress_percent: 25, eta_seconds: 8 }],
      ['that stands still', [{}], { progress_percent: 25, eta_seconds: UNKNOWN_ETA }],
      [
        'of two together are weighed by size',
        [
          { totalBytes: 9000, doneBytes: 0, downloadSpeed: 10 },
          { totalBytes: 1000, doneBytes: 1000 },
        ],
        { progress_percent: 10, eta_seconds: 900 },
      ],
      [
        'do not say 100 while something is missing',
        [{ totalBytes: 1_000_000, doneBytes: 999_999, downloadSpeed: 1 }],
        { progress_percent: 99.9, eta_seconds: 1 },
      ],
      ['of one that has all', [{ doneBytes: 1000 }], { progress_percent: 100, eta_seconds: 0 }],
      [
        'of one whose size is not known',
        [{ totalBytes: 0, doneBytes: 0, downloadSpeed: 5 }],
        { progress_percent: 0, eta_seconds: UNKNOWN_ETA },
      ],
      [
        'of one that crawls are no longer than unknown',
        [{ totalBytes: 1e15, doneBytes: 0, downloadSpeed: 1 }],
        { progress_percent: 0, eta_seconds: UNKNOWN_ETA },
      ],
      [
        'of one with more bytes than its size',
        [{ doneBytes: 2000, downloadSpeed: 1 }],
        { progress_percent: 100, eta_seconds: 0 },
      ],
    ]
  )('%s', (_, changes, expected) => {
    expect(toWidget(view(changes.map(torrent)))).toMatchObject(expected)
  })

  test('are those of active torrents alone', () => {
    const others = [torrent({ status: 'stopped', doneBytes: 0 }), torrent({ status: 'pending' })]
    expect(toWidget(view(others))).toMatchObject({ progress_percent: 100, eta_seconds: 0 })
  })
})

describe('the items', () => {
  test('are the ten fastest active torrents', () => {
    const torrents = Array.from({ length: 12 }, (_, at) =>
      torrent({ name: `torrent ${at}`, downloadSpeed: at * 100 })
    )
    const { items } = toWidget(view([torrent({ status: 'completed', name: 'done' }), ...torrents]))
    expect(items).toHaveLength(10)
    expect(items[0]).toEqual({
      name: 'torrent 11',
      progress_percent: 25,
      download_speed_bytes: 1100,
      download_speed_human: '1.1 KB/s',
      eta_seconds: 1,
    })
    expect(items.at(-1)?.name).toBe('torrent 2')
  })

  test('stay in one order while nothing moves', () => {
    const { items } = toWidget(view([torrent({ name: 'b' }), torrent({ name: 'a' })]))
    expect(items.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('have their id for a name while they have none', () => {
    expect(toWidget(view([torrent({ name: '' })])).items[0]?.name).toBe(torrent().id)
  })
})

describe('the state', () => {
  test.each<[CatalogView['source'], number, string]>([
    ['engine', 0, 'ok'],
    ['engine', 10_000, 'ok'],
    ['engine', 10_001, 'stale'],
    ['records', 0, 'stale'],
    ['last', 2000, 'stale'],
    ['last', 600_000, 'stale'],
    ['last', 600_001, 'down'],
    ['engine', 600_001, 'down'],
  ])('from %s, %d ms old, is %s', (source, ageMs, state) => {
    const widget = toWidget(view([torrent()], { source, ageMs }))
    expect(widget.state).toBe(state as typeof widget.state) // the table's column is plain text
    expect(widget.age_seconds).toBe(Math.floor(ageMs / 1000))
  })
})
