import { describe, expect, test } from 'bun:test'
import type { VerdictCode } from '../../../../src/mediaserver/verdict.ts'
import type { FailureCode } from '../../../../src/upstream-error.ts'
import { refreshState as refresh, watcherState } from '../../../support/states.ts'
import { ago, type Given, MINUTE, NOW, paused, settled, tell } from './tell.ts'

const never = refresh()
const quiet = refresh({ phase: 'quiet', owed: 2, owedSince: NOW, nextTryAt: NOW + 5000 })
const retrying = refresh({
  phase: 'retry',
  owed: 1,
  owedSince: ago(12 * MINUTE),
  fault: { code: 'refused', since: ago(12 * MINUTE) },
  nextTryAt: NOW + 40_000,
})
const away = { status: 'down', since: ago(2 * MINUTE), hasAnswered: true } as const

const asked = (ms: number) => refresh({ lastAcceptedAt: ago(ms) })
const tested = (code: VerdictCode) => ({ code, at: ago(2 * MINUTE) })

describe('all is well', () => {
  test.each<[string, Given, string]>([
    ['after a refresh', {}, 'Everything is up to date. Jellyfin was asked 5 minutes ago.'],
    [
      'after a Test, before the first refresh',
      { jellyfin: never, tests: { jellyfin: tested('ok'), emby: null } },
      'Everything is up to date. Jellyfin passed its Test 2 minutes ago.',
    ],
    [
      'after a refresh that came after a Test in vain',
      { jellyfin: asked(MINUTE), tests: { jellyfin: tested('dns'), emby: null } },
      'Everything is up to date. Jellyfin was asked 1 minute ago.',
    ],
    [
      'after refreshes of both, each with its time',
      { jellyfin: asked(5 * MINUTE), emby: asked(10_000) },
      'Everything is up to date. Jellyfin was asked 5 minutes ago. Emby was asked 10 s ago.',
    ],
    [
      'after refreshes of both at once',
      { jellyfin: asked(10 * MINUTE), emby: asked(10 * MINUTE) },
      'Everything is up to date. Jellyfin and Emby were asked 10 minutes ago.',
    ],
    [
      'of one, while the other was not asked yet',
      { emby: never },
      'Jellyfin is up to date. It was asked 5 minutes ago. Emby was not asked yet.',
    ],
    [
      'and one that was switched off is not spoken of',
      { emby: refresh({ phase: 'off', lastAcceptedAt: ago(1000), owed: 4 }) },
      'Everything is up to date. Jellyfin was asked 5 minutes ago.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toMatchObject({ words, tone: 'ok', title: 'Up to date' })
  })
})

describe('nobody knows whether a server can be asked', () => {
  test.each<[string, Given, string]>([
    [
      'before its first refresh',
      { jellyfin: never },
      'Jellyfin was not asked yet. It will hear of the next finished torrent.',
    ],
    [
      'before the first refresh of either',
      { jellyfin: never, emby: never },
      'Jellyfin and Emby were not asked yet. They will hear of the next finished torrent.',
    ],
  ])('%s', (_, given, words) => {
    expect(tell(given)).toMatchObject({ words, tone: 'mute', title: 'Not asked yet' })
  })

  test.each<[VerdictCode, string]>([
    ['dns', 'Jellyfin did not answer its last Test, 2 minutes ago. Nothing is owed to it.'],
    ['timeout', 'Jellyfin did not answer its last Test, 2 minutes ago. Nothing is owed to it.'],
    ['bad_key', 'Jellyfin did not pass its last Test, 2 minutes ago. Nothing is owed to it.'],
  ])('after a Test that ended with %s', (code, words) => {
    const tests = { jellyfin: tested(code), emby: null }
    for (const jellyfin of [never, settled]) {
      expect(tell({ jellyfin, tests })).toMatchObject({ words, tone: 'wait', title: 'Test failed' })
    }
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
      'the wait for quiet that is over',
      { jellyfin: { ...quiet, nextTryAt: NOW } },
      '2 torrents have just finished. Jellyfin will be asked now.',
    ],
    [
      'the request to both at once',
      { jellyfin: refresh({ phase: 'asking', owed: 1 }), emby: refresh({ phase: 'asking' }) },
      'Jellyfin and Emby are being asked to refresh.',
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
      'Emby has been owed a refresh for 12 minutes. Emby is not there: nothing listens at its address; trying again in 40 s. Jellyfin is up to date.',
    ],
    [
      'and the other, too',
      { jellyfin: retrying, emby: retrying },
      'Jellyfin has been owed a refresh for 12 minutes. Jellyfin is not there: nothing listens at its address; trying again in 40 s. Emby has been owed a refresh for 12 minutes, trying again in 40 s.',
    ],
    [
      'and its next try is due',
      { jellyfin: { ...retrying, nextTryAt: NOW - 1 } },
      'Jellyfin has been owed a refresh for 12 minutes. Jellyfin is not there: nothing listens at its address; trying again now.',
    ],
    [
      'since nobody knows when',
      { jellyfin: { ...retrying, owedSince: null } },
      'Jellyfin is owed a refresh. Jellyfin is not there: nothing listens at its address; trying again in 40 s.',
    ],
    [
      'and comes before one that is at work',
      { jellyfin: quiet, emby: retrying },
      'Emby has been owed a refresh for 12 minutes. Emby is not there: nothing listens at its address; trying again in 40 s. Jellyfin will be asked in 5 s.',
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

describe('what was asked for is not there yet', () => {
  const asked = { lastAcceptedAt: ago(7000) }

  test('while the scan runs', () => {
    const jellyfin = refresh({ ...asked, isScanAwaited: true })
    expect(tell({ jellyfin }).words).toBe('Jellyfin was asked 7 s ago, and scans.')
  })

  test('and the server does not answer any more, or not to this key', () => {
    const since = ago(3000)
    const without = (code: FailureCode) =>
      tell({ jellyfin: refresh({ ...asked, isScanAwaited: true, scanFault: { code, since } }) })
    expect(without('timeout').words).toBe(
      'No answer from Jellyfin in time. It was asked 7 s ago; whether its scan has ended is not known. Nothing is owed to it.'
    )
    expect(without('timeout').tone).toBe('wait')
    expect(without('unauthorized')).toMatchObject({
      tone: 'bad',
      lead: 'Jellyfin does not accept the key.',
    })
  })

  test('where the server did not find it', () => {
    const jellyfin = refresh({ ...asked, missing: 2 })
    const told = tell({ jellyfin })
    expect(told.tone).toBe('mute')
    expect(told.words).toBe(
      '2 torrents of the last refresh are not in Jellyfin. Activity says why.'
    )
    expect(tell({ jellyfin, emby: jellyfin }).words).toBe(
      'Both media servers lack a part of the last refresh. Activity says why.'
    )
    expect(tell({ jellyfin, emby: settled }).words).toBe(
      'Emby is up to date. It was asked 5 minutes ago. 2 torrents of the last refresh are not in Jellyfin.'
    )
  })
})

test('an engine that is away is told beside a server that needs the owner', () => {
  expect(tell({ jellyfin: paused(), engine: away }).words).toEndWith(
    'T◎RRX has not answered for 2 minutes.'
  )
})

test('nobody is said to be asked who does not answer', () => {
  const watcher = watcherState({ mode: 'engine', since: ago(MINUTE) })
  expect(tell({ engine: away, watcher }).facts).toEqual([])
  expect(tell({ store: away }).facts).toEqual([])
})
