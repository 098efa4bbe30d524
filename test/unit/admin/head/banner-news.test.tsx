import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { type BannerFacts, bannersOf } from '../../../../src/admin/head/banner-news.ts'
import { Banners } from '../../../../src/admin/head/banners.tsx'
import { momentOf } from '../../../../src/admin/moment.ts'
import { plainText } from '../../../../src/admin/phrase.ts'
import type { DependencyState } from '../../../../src/lib/dependency.ts'
import type { FailureCode } from '../../../../src/upstream-error.ts'
import { elementsOf, textOf, valuesOf } from '../../../support/html.ts'
import { refreshState, up, watcherState } from '../../../support/states.ts'

const NOW = Date.UTC(2026, 10, 22, 20, 0)
const moment = momentOf({ now: NOW, zone: 'UTC' })
const away = (ms: number): DependencyState => ({
  status: 'down',
  since: NOW - ms,
  hasAnswered: true,
})
const paused = (code: FailureCode, owed = 0) =>
  refreshState({ phase: 'paused', owed, fault: { code, since: NOW - 600_000 } })
const polling = watcherState({ mode: 'polling', reason: 'standalone' })

const tell = (changes: Partial<BannerFacts> = {}) =>
  bannersOf({
    store: up,
    engine: up,
    watcher: watcherState(),
    refresh: { jellyfin: refreshState(), emby: refreshState() },
    isClosed: true,
    usesMongo: true,
    moment,
    ...changes,
  }).map(({ lead, ...banner }) => ({ ...banner, lead: plainText(lead) }))
const about = (changes: Partial<BannerFacts>) => tell(changes).map((banner) => banner.about)

describe('a banner', () => {
  test('is not there where all is well', () => {
    expect(tell()).toEqual([])
    expect(renderToString(<Banners banners={[]} />)).toBe(
      '<div class="banners" id="banners"></div>'
    )
  })

  test('says that the database is away, since when, and what to look at', () => {
    expect(tell({ store: away(60_000) })).toMatchObject([
      {
        tone: 'bad',
        lead: 'MongoDB has not answered since 19:59.',
        rest: expect.stringContaining('that `MONGO_URI` names it'),
      },
    ])
    expect(tell({ store: away(60_000), usesMongo: false })).toMatchObject([
      {
        lead: 'The database has not answered since 19:59.',
        rest: expect.stringContaining('`DATA_DIR`'),
      },
    ])
  })

  test('waits for half a minute before it speaks of what may come back by itself', () => {
    expect(about({ store: away(30_000), engine: away(30_000) })).toEqual([])
    expect(about({ store: away(30_001), engine: away(30_001) })).toEqual(['the database', 'T◎RRX'])
    expect(about({ store: { ...up, status: 'unknown' } })).toEqual([])
  })

  test.each<[FailureCode, string, string]>([
    ['unauthorized', 'Jellyfin does not accept the key, since 19:50.', '#jellyfin-key-field'],
    [
      'forbidden',
      'Jellyfin does not let this key refresh its libraries, since 19:50.',
      '#jellyfin-key-field',
    ],
    ['redirect', 'Jellyfin sends us on to another address, since 19:50.', '#jellyfin-url'],
    ['not-found', 'Jellyfin is not found at its address, since 19:50.', '#jellyfin-url'],
  ])('for %s leads to the field that mends it', (code, lead, href) => {
    const refresh = { jellyfin: paused(code), emby: refreshState() }
    expect(tell({ refresh })).toMatchObject([{ tone: 'bad', lead, rest: '', link: { href } }])
  })

  test('says how many torrents wait for a server that needs its owner', () => {
    const restOf = (owed: number) =>
      tell({ refresh: { jellyfin: refreshState(), emby: paused('unauthorized', owed) } })[0]?.rest
    expect(restOf(1)).toBe('1\u00a0torrent waits for it; none is lost.')
    expect(restOf(3)).toBe('3\u00a0torrents wait for it; none is lost.')
  })

  test('is not for a server that is tried again by itself', () => {
    const retry = refreshState({ phase: 'retry', owed: 1, fault: { code: 'refused', since: NOW } })
    expect(about({ refresh: { jellyfin: retry, emby: refreshState() } })).toEqual([])
  })

  test('says how MongoDB would tell by itself', () => {
    expect(tell({ watcher: polling })).toMatchObject([
      { tone: 'mute', rest: expect.stringContaining('`rs.initiate()`') },
    ])
    const forbidden = watcherState({ mode: 'polling', reason: 'not-permitted' })
    expect(tell({ watcher: forbidden })).toMatchObject([
      { tone: 'mute', rest: expect.stringContaining('the role `read`') },
    ])
    expect(about({ watcher: watcherState({ mode: 'polling' }) })).toEqual([])
    expect(about({ watcher: watcherState({ mode: 'engine', reason: 'standalone' }) })).toEqual([])
  })

  test('says that MongoDB waits to be initiated, which it cannot do by itself', () => {
    const waiting = watcherState({ mode: 'polling', reason: 'not-initiated', isFailing: true })
    expect(tell({ watcher: waiting })).toMatchObject([
      { tone: 'bad', rest: expect.stringContaining('run `rs.initiate()` once') },
    ])
    expect(about({ watcher: waiting, store: away(1000) })).toEqual([])
  })

  test('does not say that torrents are noticed while they are not', () => {
    expect(about({ watcher: { ...polling, isFailing: true } })).toEqual([])
  })

  test('says that no password is set', () => {
    expect(tell({ isClosed: false })).toMatchObject([
      {
        tone: 'mute',
        lead: 'No password is set.',
        rest: expect.stringContaining('`AUTH_PASSWORD`'),
      },
    ])
  })
})

describe('banners', () => {
  test('are three at most, the worst first', () => {
    const refresh = { jellyfin: paused('unauthorized'), emby: paused('redirect') }
    const all = { engine: away(60_000), watcher: polling, isClosed: false }
    expect(about({ ...all, refresh, store: away(60_000) })).toEqual([
      'the database',
      'Jellyfin',
      'Emby',
    ])
    expect(about({ ...all, refresh })).toEqual(['Jellyfin', 'Emby', 'T◎RRX'])
    expect(about(all)).toEqual(['T◎RRX', 'polling', 'no password'])
  })

  test('are landmarks that say how bad they are, with what is to be typed set apart', () => {
    const banners = tell({ store: away(60_000), engine: away(60_000), isClosed: false })
    const html = renderToString(<Banners banners={banners} />)
    expect(valuesOf(html, 'aria-label')).toEqual([
      'Problem: the database',
      'Warning: T◎RRX',
      'Note: no password',
    ])
    expect(html).toContain('<code>AUTH_PASSWORD</code>')
    expect(textOf(html)).not.toContain('`')
    expect(elementsOf(html).filter(({ tag }) => tag === 'section')).toHaveLength(3)
  })
})
