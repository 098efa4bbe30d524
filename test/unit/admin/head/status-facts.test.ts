import { describe, expect, test } from 'bun:test'
import type { DashboardNumbers } from '../../../../src/admin/dashboards/numbers.tsx'
import type { WatcherState } from '../../../../src/completions/state.ts'
import type { DependencyState } from '../../../../src/lib/dependency.ts'
import { watcherState } from '../../../support/states.ts'
import { ago, type Given, MINUTE, off, paused, tell } from './tell.ts'

const away: DependencyState = { status: 'down', since: ago(2 * MINUTE), hasAnswered: true }
const never: DependencyState = { status: 'down', since: ago(2 * MINUTE), hasAnswered: false }
const unknown: DependencyState = { status: 'unknown', since: ago(0), hasAnswered: false }

const watcher = (changes: Partial<WatcherState> = {}) =>
  watcherState({ since: ago(MINUTE), ...changes })
const starting = watcher({ mode: null, hasBaseline: false })

describe('something that we need is away', () => {
  const CAUGHT_UP = 'Whatever finishes meanwhile is caught up when it is back.'
  const AGAIN = 'It is asked again and again; nothing needs to be restarted.'
  test.each<[string, Given, string, string]>([
    ['MongoDB', { store: away }, 'bad', `MongoDB has not answered for 2 minutes. ${CAUGHT_UP}`],
    [
      'MongoDB that is polled',
      { store: away, watcher: watcher({ mode: 'polling' }) },
      'bad',
      `MongoDB has not answered for 2 minutes. ${CAUGHT_UP}`,
    ],
    [
      'our own database',
      { store: away, usesMongo: false },
      'bad',
      `The database has not answered for 2 minutes. ${CAUGHT_UP}`,
    ],
    [
      'the database from the start',
      { store: never, watcher: starting },
      'bad',
      `MongoDB has not answered yet. ${AGAIN}`,
    ],
    ['the engine', { engine: away }, 'wait', `T◎RRX has not answered for 2 minutes. ${CAUGHT_UP}`],
    [
      'the engine from the start',
      { engine: never },
      'wait',
      `T◎RRX has not answered yet. ${AGAIN}`,
    ],
    [
      'the database and a key, the database is said',
      { store: away, jellyfin: paused() },
      'bad',
      `MongoDB has not answered for 2 minutes. ${CAUGHT_UP}`,
    ],
    [
      'database and engine, the database is said',
      { store: away, engine: away },
      'bad',
      `MongoDB has not answered for 2 minutes. ${CAUGHT_UP}`,
    ],
    [
      'what finished torrents are noticed by',
      { watcher: watcher({ isFailing: true }) },
      'wait',
      'Finished torrents have not been noticed for 1 minute. They are caught up by themselves.',
    ],
    [
      'a MongoDB that nobody has initiated',
      { watcher: watcher({ isFailing: true, reason: 'not-initiated' }) },
      'bad',
      'Finished torrents have not been noticed for 1 minute. They are caught up once MongoDB is initiated.',
    ],
  ])('%s', (_, given, tone, words) => {
    const told = tell(given)
    expect(told.words).toBe(words)
    expect(told.tone).toBe(tone as typeof told.tone) // the table's column is plain text
  })
})

describe('the start', () => {
  test.each<[string, Given, string]>([
    [
      'before the store was asked',
      { store: unknown, engine: unknown, watcher: starting, jellyfin: off, isSetUp: false },
      'Starting up. Finished torrents are noticed in a moment.',
    ],
    [
      'before the settings were read',
      { areSettingsRead: false, jellyfin: off, isSetUp: false },
      'Starting up. Finished torrents are noticed in a moment.',
    ],
    [
      'before a source is open',
      { watcher: starting },
      'Starting up. Finished torrents are noticed in a moment.',
    ],
    [
      'before the first comparison',
      { watcher: watcher({ hasBaseline: false }) },
      'Looking at all torrents for the first time. What is complete by now counts as known; nobody is asked to refresh for it.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toMatchObject({ words, tone: 'busy', title: 'Starting' })
  })

  test('of a first run says what to do', () => {
    expect(tell({ jellyfin: off, isSetUp: false })).toMatchObject({
      words:
        'Nothing is set up yet. Add Jellyfin or Emby, and it will hear of every finished torrent.',
      tone: 'mute',
    })
  })

  test('with both servers switched off is not a first run', () => {
    expect(tell({ jellyfin: off })).toMatchObject({
      words:
        'Both media servers are switched off here. Finished torrents are noted, nobody is told.',
      tone: 'mute',
    })
  })

  test('of a first run without an engine says that first', () => {
    expect(tell({ jellyfin: off, isSetUp: false, engine: never }).lead).toBe(
      'T◎RRX has not answered yet.'
    )
  })
})

describe('how finished torrents are noticed', () => {
  test.each<[Partial<WatcherState>, string[]]>([
    [{ mode: 'stream' }, ['Watching MongoDB’s change stream']],
    [
      { mode: 'polling', reason: 'standalone' },
      ['Asking MongoDB every few seconds: it runs without a replica set'],
    ],
    [
      { mode: 'polling', reason: 'not-permitted' },
      ['Asking MongoDB every few seconds: it does not let us watch its change stream'],
    ],
    [{ mode: 'polling' }, ['Asking MongoDB every few seconds']],
    [{ mode: 'engine', reason: 'standalone' }, ['Asking T◎RRX every few seconds']],
    [{ mode: 'standby' }, ['Another copy of this service watches, and this one stands by']],
    [{ mode: null }, []],
    [
      { malformedRecords: 1 },
      ['Watching MongoDB’s change stream', '1 torrent record cannot be read'],
    ],
    [{ mode: null, malformedRecords: 3 }, ['3 torrent records cannot be read']],
  ])('%o', (changes, facts) => {
    const told = tell({ watcher: watcher(changes) }).facts
    expect(told.map((fact) => fact.replaceAll('\u00a0', ' '))).toEqual(facts)
  })
})

describe('what else is known', () => {
  const numbers = (changes: Partial<DashboardNumbers> = {}): DashboardNumbers => ({
    active: 3,
    completed: 15,
    stopped: 1,
    total: 19,
    download_speed_human: '1.9 MB/s',
    state: 'ok',
    age_seconds: 0,
    ...changes,
  })
  const told = (given: Given) =>
    tell({ watcher: watcher({ mode: null }), ...given }).facts.map((fact) =>
      fact.replaceAll('\u00a0', ' ')
    )

  test('is what downloads at this moment', () => {
    expect(told({ numbers: numbers() })).toEqual(['3 torrents downloading, 1.9 MB/s'])
    expect(told({ numbers: numbers({ active: 1 }) })).toEqual(['1 torrent downloading, 1.9 MB/s'])
    expect(told({ numbers: numbers({ active: 0 }) })).toEqual(['Nothing is downloading'])
  })

  test('is nothing of downloads while the engine does not tell of them', () => {
    expect(told({ numbers: null })).toEqual([])
    expect(told({ numbers: numbers({ state: 'stale' }) })).toEqual([])
    expect(told({ numbers: numbers({ state: 'down' }) })).toEqual([])
  })

  test('is who imports, and not who only looks', () => {
    const named = (...names: string[]) => ({ connected: names.map((name) => ({ name })) })
    expect(told(named('Sonarr'))).toEqual(['Sonarr connected'])
    expect(told(named('Sonarr', 'Radarr'))).toEqual(['Sonarr and Radarr connected'])
    expect(told(named('Sonarr', 'Homepage', 'Radarr', 'Lidarr'))).toEqual([
      'Sonarr, Radarr and Lidarr connected',
    ])
    expect(told(named('Firefox', 'sonarr', 'unknown'))).toEqual([])
  })

  test('comes after how finished torrents are noticed', () => {
    const given = { numbers: numbers(), connected: [{ name: 'Sonarr' }] }
    expect(tell(given).facts).toEqual([
      'Watching MongoDB’s change stream',
      '3\u00a0torrents downloading, 1.9 MB/s',
      'Sonarr connected',
    ])
  })
})
