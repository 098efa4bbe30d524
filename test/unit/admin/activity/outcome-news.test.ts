import { describe, expect, test } from 'bun:test'
import { outcomeNews, outcomesOf, owedNews } from '../../../../src/admin/activity/outcome-news.ts'
import { momentOf } from '../../../../src/admin/moment.ts'
import { type Phrase, plainText } from '../../../../src/admin/phrase.ts'
import type { Completion, RefreshResult, Settlement } from '../../../../src/domain.ts'
import type { RefreshState } from '../../../../src/refresh/state.ts'
import type { FailureCode } from '../../../../src/upstream-error.ts'
import { refreshState } from '../../../support/states.ts'

const AT = Date.UTC(2026, 10, 22, 19, 55)
const moment = momentOf({ now: AT + 5 * 60_000, zone: 'UTC' })
const scan = { startedAt: AT, endedAt: AT + 90_000, status: 'completed' } as const
const settlement = (changes: Partial<Settlement> = {}): Settlement => ({
  server: 'jellyfin',
  outcome: 'asked',
  at: AT,
  scope: 'full',
  ...changes,
})
const result = (changes: Partial<RefreshResult> = {}): RefreshResult => ({
  at: AT,
  scan,
  item: 'found',
  ...changes,
})
const plain = ({ lead, rest }: { lead: string; rest: Phrase }) =>
  `${lead} · ${plainText(rest)}`.replaceAll('\u00a0', ' ')

describe('what came of a refresh', () => {
  test.each<[Partial<Settlement>, string]>([
    [{}, 'asked · 19:55'],
    [{ outcome: 'switched-off' }, 'skipped · Jellyfin was switched off here'],
    [{ result: result() }, 'found · asked 19:55 · scanned 19:56 in 1 minute'],
    [
      { result: result({ item: 'not-found' }) },
      'not found · though a library holds its place · asked 19:55 · scanned 19:56 in 1 minute',
    ],
    [
      { result: result({ item: 'in-no-library' }) },
      'not found · no library of Jellyfin holds its place. Fine if it is not for Jellyfin · asked 19:55 · scanned 19:56 in 1 minute',
    ],
    [{ result: result({ item: 'unknown', scan: null }) }, 'refreshed · asked 19:55'],
    [
      { result: result({ scan: { ...scan, status: 'unknown' } }) },
      'found · asked 19:55 · scan ended 19:56 in 1 minute',
    ],
    [
      { result: result({ scan: { ...scan, status: 'cancelled' } }) },
      'found · asked 19:55 · scan cancelled',
    ],
    [
      { result: result({ scan: { ...scan, status: 'failed' }, item: 'unknown' }) },
      'refreshed · asked 19:55 · scan failed',
    ],
    [
      { result: result({ scan: { ...scan, endedAt: AT - 5000 } }) },
      'found · asked 19:55 · scanned 19:54 in 1 s',
    ],
    [{ scope: 'targeted' }, 'asked · for its place 19:55'],
    [{ scope: 'targeted', result: result({ scan: null }) }, 'found · asked for its place 19:55'],
    [
      { fallback: 'in-no-library' },
      'asked · 19:55, for the whole library: no library holds its place',
    ],
    [
      { fallback: 'place-unknown', note: 'scan-stuck' },
      'asked · 19:55, for the whole library: its place was not known, over a scan that stood still',
    ],
  ])('%j is told', (changes, words) => {
    expect(plain(outcomeNews(settlement(changes), moment))).toBe(words)
  })

  test('is good when it was found, and worth a look when it was not', () => {
    const toneOf = (changes: Partial<Settlement>) => outcomeNews(settlement(changes), moment).tone
    expect(toneOf({ result: result() })).toBe('ok')
    expect(toneOf({ result: result({ item: 'not-found' }) })).toBe('wait')
    expect(toneOf({ result: result({ item: 'in-no-library' }) })).toBe('wait')
    expect(toneOf({ result: result({ item: 'unknown' }) })).toBe('mute')
    expect(toneOf({})).toBe('mute')
    expect(toneOf({ outcome: 'switched-off' })).toBe('mute')
  })
})

describe('what is owed', () => {
  const failing = (phase: 'retry' | 'paused', code: FailureCode): Partial<RefreshState> => ({
    phase,
    fault: { code, since: AT },
  })

  test.each<[string, Partial<RefreshState>, boolean, string, string]>([
    ['for a moment', { phase: 'quiet' }, false, 'owed · Emby is asked in a moment', 'busy'],
    [
      'until the pause between two refreshes is over',
      { phase: 'pause', nextTryAt: moment.now + 90_000 },
      false,
      'owed · Emby is asked at 20:01',
      'busy',
    ],
    ['at this moment', { phase: 'asking' }, false, 'owed · Emby is being asked', 'busy'],
    [
      'until an import',
      { phase: 'import' },
      true,
      'owed · it may wait for its import by Sonarr or Radarr',
      'busy',
    ],
    [
      'while the server scans',
      { phase: 'scan' },
      true,
      'owed · Emby scans; it is asked after that',
      'busy',
    ],
    [
      'while the server is away',
      failing('retry', 'timeout'),
      false,
      'failed, still owed · no answer from Emby in time; it is tried again, none is lost',
      'wait',
    ],
    [
      'while its key is wrong',
      failing('paused', 'unauthorized'),
      true,
      'failed, still owed · Emby does not accept the key; it waits for you, none is lost',
      'bad',
    ],
    [
      'after a fault that is over',
      { phase: 'pause', fault: { code: 'timeout', since: AT } },
      false,
      'owed · Emby is asked in a moment',
      'busy',
    ],
  ])('%s', (_, state, awaitsImport, words, tone) => {
    const news = owedNews('emby', { state: refreshState(state), awaitsImport, moment })
    expect([plain(news), String(news.tone)]).toEqual([words, tone])
  })
})

describe('a completion', () => {
  const refresh = { jellyfin: refreshState(), emby: refreshState({ phase: 'quiet', owed: 1 }) }
  const tell = (changes: Partial<Completion>) =>
    outcomesOf({ owed: [], settled: [], awaitsImport: false, ...changes }, { refresh, moment }).map(
      ({ server, lead }) => `${server}: ${lead}`
    )

  test('is told for each server that it has to do with, in one order', () => {
    expect(tell({ owed: ['emby', 'jellyfin'] })).toEqual(['jellyfin: owed', 'emby: owed'])
    expect(tell({ settled: [settlement()], owed: ['emby'] })).toEqual([
      'jellyfin: asked',
      'emby: owed',
    ])
    expect(tell({})).toEqual([])
  })

  test('that was settled more than once is told by the last', () => {
    const settled = [settlement({ outcome: 'switched-off' }), settlement({ result: result() })]
    expect(tell({ settled })).toEqual(['jellyfin: found'])
  })

  test('that is owed again says so, whatever came of it before', () => {
    expect(tell({ settled: [settlement()], owed: ['jellyfin'] })).toEqual(['jellyfin: owed'])
  })
})
