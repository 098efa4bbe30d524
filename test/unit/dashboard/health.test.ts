import { describe, expect, test } from 'bun:test'
import type { WatcherState } from '../../../src/completions/state.ts'
import { type HealthFacts, toHealth, toReadiness } from '../../../src/dashboard/health.ts'
import type { DependencyState } from '../../../src/lib/dependency.ts'
import type { RefreshState } from '../../../src/refresh/state.ts'
import { refreshState as refresh, watcherState } from '../../support/states.ts'

const STARTED_AT = Date.UTC(2026, 10, 22, 20, 0)
const SINCE = STARTED_AT + 60_000
const FAULT_SINCE = STARTED_AT + 90_000

const up: DependencyState = { status: 'up', since: SINCE, hasAnswered: true }
const down: DependencyState = { status: 'down', since: SINCE, hasAnswered: true }
const never: DependencyState = { status: 'down', since: SINCE, hasAnswered: false }
const unknown: DependencyState = { status: 'unknown', since: SINCE, hasAnswered: false }
const watcher = (changes: Partial<WatcherState> = {}) => watcherState({ since: SINCE, ...changes })
const facts = (changes: Partial<HealthFacts> = {}): HealthFacts => ({
  store: up,
  engine: up,
  watcher: watcher(),
  refresh: { jellyfin: refresh(), emby: refresh({ phase: 'off' }) },
  startedAt: STARTED_AT,
  version: '1.2.3',
  ...changes,
})

test('a healthy service says so, with what it checked and since when', () => {
  expect(toHealth(facts())).toEqual({
    status: 'pass',
    version: '1.2.3',
    checks: {
      store: { status: 'pass', since: '2026-11-22T20:01:00.000Z', detail: 'up' },
      engine: { status: 'pass', since: '2026-11-22T20:01:00.000Z', detail: 'up' },
      watcher: {
        status: 'pass',
        since: '2026-11-22T20:01:00.000Z',
        detail: 'watching',
        mode: 'stream',
        malformedRecords: 0,
      },
      jellyfin: { status: 'pass', since: '2026-11-22T20:00:00.000Z', detail: 'up-to-date' },
      emby: { status: 'pass', since: '2026-11-22T20:00:00.000Z', detail: 'off' },
    },
  })
})

const fault = { code: 'refused', since: FAULT_SINCE } as const
const jellyfin = (changes: Partial<RefreshState>) => ({
  refresh: { jellyfin: refresh(changes), emby: refresh({ phase: 'off' }) },
})

describe('a warning', () => {
  test.each<[string, Partial<HealthFacts>, object]>([
    ['while the store is away', { store: down }, { store: { status: 'fail', detail: 'away' } }],
    ['while the engine is away', { engine: down }, { engine: { status: 'fail', detail: 'away' } }],
    [
      'until the store was asked',
      { store: unknown },
      { store: { status: 'warn', detail: 'starting' } },
    ],
    [
      'while the watcher fails',
      { watcher: watcher({ isFailing: true }) },
      { watcher: { status: 'fail', detail: 'failing', mode: 'stream' } },
    ],
    [
      'until a source is open',
      { watcher: watcher({ mode: null, hasBaseline: false }) },
      { watcher: { status: 'warn', detail: 'starting', mode: null } },
    ],
    [
      'until the first comparison',
      { watcher: watcher({ hasBaseline: false }) },
      { watcher: { status: 'warn', detail: 'comparing' } },
    ],
    [
      'while a server is owed a refresh after a failed try',
      jellyfin({ phase: 'retry', owed: 2, owedSince: SINCE, fault }),
      { jellyfin: { status: 'warn', detail: 'retrying', since: '2026-11-22T20:01:30.000Z' } },
    ],
    [
      'while the next try is under way',
      jellyfin({ phase: 'asking', owed: 2, owedSince: SINCE, fault }),
      { jellyfin: { status: 'warn', detail: 'asking' } },
    ],
    [
      'while a server does not answer whose scan is waited for',
      jellyfin({ lastAcceptedAt: SINCE, scanFault: fault }),
      { jellyfin: { status: 'warn', detail: 'away', since: '2026-11-22T20:01:30.000Z' } },
    ],
    [
      'while a server is paused for its key',
      jellyfin({ phase: 'paused', owed: 1, owedSince: SINCE, fault }),
      { jellyfin: { status: 'warn', detail: 'paused' } },
    ],
  ])('stands %s', (_, changes, checks) => {
    expect(toHealth(facts(changes))).toMatchObject({ status: 'warn', checks })
  })
})

describe('all is well', () => {
  test.each<[string, Partial<HealthFacts>, object]>([
    [
      'while a refresh is merely owed',
      jellyfin({ phase: 'quiet', owed: 2, owedSince: SINCE }),
      { jellyfin: { status: 'pass', detail: 'owed', since: '2026-11-22T20:01:00.000Z' } },
    ],
    [
      'while the server scans',
      jellyfin({ phase: 'scan', owed: 2, owedSince: SINCE }),
      { jellyfin: { status: 'pass', detail: 'scanning' } },
    ],
    [
      'while a fault of old stands and nothing is owed',
      jellyfin({ phase: 'settled', fault, lastAcceptedAt: SINCE }),
      { jellyfin: { status: 'pass', detail: 'up-to-date', since: '2026-11-22T20:01:00.000Z' } },
    ],
    [
      'for a server that was switched off with a fault',
      jellyfin({ phase: 'off', fault, owed: 1 }),
      { jellyfin: { status: 'pass', detail: 'off' } },
    ],
    [
      'on a replica that stands by',
      { watcher: watcher({ mode: 'standby' }) },
      { watcher: { status: 'pass', detail: 'standby', mode: 'standby' } },
    ],
    [
      'where the engine is polled',
      { watcher: watcher({ mode: 'engine' }) },
      { watcher: { status: 'pass', mode: 'engine' } },
    ],
  ])('%s', (_, changes, checks) => {
    expect(toHealth(facts(changes))).toMatchObject({ status: 'pass', checks })
  })
})

describe('the service is ready', () => {
  test.each<[string, Partial<HealthFacts>, string[]]>([
    ['when all have answered', {}, []],
    ['while the engine is away that has answered once', { engine: down }, []],
    ['not before the store has answered', { store: unknown }, ['store']],
    ['not while the store is unusable, though it has answered', { store: down }, ['store']],
    ['not before the engine has answered', { engine: never }, ['engine']],
    [
      'not before the first comparison',
      { watcher: watcher({ hasBaseline: false }) },
      ['comparison'],
    ],
    [
      'not at the start',
      { store: unknown, engine: unknown, watcher: watcher({ mode: null, hasBaseline: false }) },
      ['store', 'engine', 'comparison'],
    ],
  ])('%s', (_, changes, waitingFor) => {
    const status = waitingFor.length === 0 ? 'pass' : 'fail'
    const readiness = toReadiness(facts(changes))
    expect(readiness).toEqual({
      status,
      version: '1.2.3',
      waitingFor: waitingFor as typeof readiness.waitingFor, // the table's column is plain text
    })
  })
})
