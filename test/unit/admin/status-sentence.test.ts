import { describe, expect, test } from 'bun:test'
import { type StatusFacts, statusSentence } from '../../../src/admin/status-sentence.ts'
import type { WatcherState } from '../../../src/completions/state.ts'
import type { FailureCode } from '../../../src/domain.ts'
import type { DependencyState } from '../../../src/lib/dependency.ts'
import type { RefreshState } from '../../../src/refresh/state.ts'
import { refreshState as refresh, watcherState } from '../../support/states.ts'

const NOW = Date.UTC(2026, 10, 22, 20, 0)
const MINUTE = 60_000
const ago = (ms: number) => NOW - ms

const up: DependencyState = { status: 'up', since: ago(MINUTE), hasAnswered: true }
const away: DependencyState = { status: 'down', since: ago(2 * MINUTE), hasAnswered: true }
const never: DependencyState = { status: 'down', since: ago(2 * MINUTE), hasAnswered: false }
const unknown: DependencyState = { status: 'unknown', since: ago(0), hasAnswered: false }

const watcher = (changes: Partial<WatcherState> = {}) =>
  watcherState({ since: ago(MINUTE), ...changes })
const starting = watcher({ mode: null, hasBaseline: false })
const settled = refresh()
const off = refresh({ phase: 'off' })
const quiet = refresh({ phase: 'quiet', owed: 2, owedSince: NOW, nextTryAt: NOW + 5000 })
const retrying = refresh({
  phase: 'retry',
  owed: 1,
  owedSince: ago(12 * MINUTE),
  fault: { code: 'refused', since: ago(12 * MINUTE) },
  nextTryAt: NOW + 40_000,
})
const paused = (code: FailureCode = 'unauthorized') =>
  refresh({
    phase: 'paused',
    owed: 3,
    owedSince: ago(MINUTE),
    fault: { code, since: ago(MINUTE) },
    nextTryAt: NOW + 15 * MINUTE,
  })

/** The sentence as it reads, with ordinary blanks. */
const tell = ({
  jellyfin = settled,
  emby = off,
  ...changes
}: Partial<StatusFacts> & { jellyfin?: RefreshState; emby?: RefreshState } = {}) => {
  const facts: StatusFacts = {
    store: up,
    engine: up,
    watcher: watcher(),
    refresh: { jellyfin, emby },
    isSetUp: true,
    now: NOW,
    ...changes,
  }
  const sentence = statusSentence(facts)
  const words = `${sentence.lead} ${sentence.rest}`.trim().replaceAll('\u00a0', ' ')
  return { ...sentence, words }
}

type Given = Parameters<typeof tell>[0]

describe('all is well', () => {
  test.each<[string, Given, string]>([
    [
      'before the first refresh',
      {},
      'Everything is up to date. Jellyfin will hear of the next finished torrent.',
    ],
    [
      'before the first refresh of two',
      { emby: settled },
      'Everything is up to date. Jellyfin and Emby will hear of the next finished torrent.',
    ],
    [
      'after a refresh',
      { jellyfin: refresh({ lastAcceptedAt: ago(5 * MINUTE) }) },
      'Everything is up to date. Jellyfin was asked 5 minutes ago.',
    ],
    [
      'after refreshes of both, the later one counts',
      {
        jellyfin: refresh({ lastAcceptedAt: ago(5 * MINUTE) }),
        emby: refresh({ lastAcceptedAt: ago(10_000) }),
      },
      'Everything is up to date. Emby was asked 10 s ago.',
    ],
    [
      'and one that was switched off is not spoken of',
      { emby: refresh({ phase: 'off', lastAcceptedAt: ago(1000), owed: 4 }) },
      'Everything is up to date. Jellyfin will hear of the next finished torrent.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toMatchObject({ words, tone: 'ok', title: 'Up to date' })
  })
})

describe('something is under way', () => {
  test.each<[string, Given, string]>([
    [
      'torrents have just finished',
      { jellyfin: quiet },
      '2 torrents have just finished. Jellyfin will be asked in 5 s, in case more follow.',
    ],
    [
      'one torrent has just finished',
      { jellyfin: { ...quiet, owed: 1 } },
      'A torrent has just finished. Jellyfin will be asked in 5 s, in case more follow.',
    ],
    [
      'both servers wait for quiet',
      { jellyfin: quiet, emby: quiet },
      '2 torrents have just finished. Jellyfin will be asked in 5 s, in case more follow. Emby will be asked in 5 s.',
    ],
    [
      'the pause between two refreshes',
      { jellyfin: refresh({ phase: 'pause', owed: 2, nextTryAt: NOW + 90_000 }) },
      'Jellyfin was asked a short while ago. 2 torrents wait for its next refresh, in 1 minute.',
    ],
    [
      'the pause after somebody asked by hand',
      { jellyfin: refresh({ phase: 'pause', owed: 0, nextTryAt: NOW + 30_000 }) },
      'Jellyfin was asked a short while ago. A refresh waits for its next refresh, in 30 s.',
    ],
    [
      'a scan',
      { jellyfin: refresh({ phase: 'scan', owed: 1 }), emby: settled },
      'Jellyfin is scanning. A torrent waits; it will be asked when the scan has ended. Emby is up to date.',
    ],
    [
      'the request itself',
      { jellyfin: refresh({ phase: 'asking', owed: 1 }), emby: settled },
      'Jellyfin is being asked to refresh. Emby is up to date.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toMatchObject({ words, tone: 'busy' })
  })
})

describe('a server is late', () => {
  test.each<[string, Given, string]>([
    [
      'and the other is fine',
      { emby: retrying },
      'Emby has been owed a refresh for 12 minutes. Trying again in 40 s. Jellyfin is up to date.',
    ],
    [
      'and the other, too',
      { jellyfin: retrying, emby: retrying },
      'Jellyfin has been owed a refresh for 12 minutes. Trying again in 40 s. Emby has been owed a refresh for 12 minutes, trying again in 40 s.',
    ],
    [
      'and its next try is due',
      { jellyfin: { ...retrying, nextTryAt: NOW - 1 } },
      'Jellyfin has been owed a refresh for 12 minutes. Trying again now.',
    ],
    [
      'since nobody knows when',
      { jellyfin: { ...retrying, owedSince: null } },
      'Jellyfin is owed a refresh. Trying again in 40 s.',
    ],
    [
      'and comes before one that is at work',
      { jellyfin: quiet, emby: retrying },
      'Emby has been owed a refresh for 12 minutes. Trying again in 40 s. Jellyfin will be asked in 5 s.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toMatchObject({ words, tone: 'wait' })
  })
})

describe('a server needs its owner', () => {
  const REST =
    '3 torrents wait; none is lost. Next try in 15 minutes, or as soon as its settings change.'
  test.each<[FailureCode, string]>([
    ['unauthorized', 'Jellyfin does not accept the key.'],
    ['forbidden', 'Jellyfin does not let this key refresh its libraries.'],
    ['redirect', 'Jellyfin sends us on to another address.'],
    ['incomplete', 'Jellyfin has no URL or no key.'],
    ['not-found', 'Jellyfin is not found at its address.'],
  ])('for %s', (code, lead) => {
    expect(tell({ jellyfin: paused(code) })).toMatchObject({
      words: `${lead} ${REST}`,
      tone: 'bad',
    })
  })

  test('and that comes before one that is late', () => {
    expect(tell({ jellyfin: retrying, emby: paused() }).words).toStartWith(
      'Emby does not accept the key. 3 torrents wait; none is lost.'
    )
  })

  test('and that comes before an engine that is away', () => {
    expect(tell({ jellyfin: paused(), engine: away }).lead).toBe(
      'Jellyfin does not accept the key.'
    )
  })
})

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
      { store: away, watcher: watcher({ mode: 'engine' }) },
      'bad',
      `The database has not answered for 2 minutes. ${CAUGHT_UP}`,
    ],
    [
      'the database from the start',
      { store: never, watcher: starting },
      'bad',
      `The database has not answered yet. ${AGAIN}`,
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
