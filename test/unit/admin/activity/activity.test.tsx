import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { Activity, Shown } from '../../../../src/admin/activity/activity.tsx'
import type { Entry } from '../../../../src/admin/activity/day.tsx'
import { type History, Log, Older } from '../../../../src/admin/activity/log.tsx'
import { readView } from '../../../../src/admin/activity/view.ts'
import { momentOf } from '../../../../src/admin/moment.ts'
import { textOf, valuesOf } from '../../../support/html.ts'

const NOW = Date.UTC(2026, 10, 22, 20, 0)
const HOUR = 3_600_000
const moment = momentOf({ now: NOW, zone: 'UTC' })
const entry = (number: number, changes: Partial<Entry> = {}): Entry => ({
  id: `id${number}:1`,
  name: `Film ${number}`,
  seenAt: NOW - number * HOUR,
  facts: [],
  outcomes: [],
  ...changes,
})
const historyOf = (...entries: Entry[]): History => ({
  entries,
  total: entries.length,
  hasOlder: false,
  isCut: false,
})
const props = (history: History, query = '') => ({
  history,
  view: readView(`http://nas/${query}`),
  moment,
})
const log = (history: History, query = '') => renderToString(<Log {...props(history, query)} />)
const older = (history: History, query: string) =>
  renderToString(<Older {...props(history, query)} />)
const all = (history: History, query = '') => renderToString(<Shown {...props(history, query)} />)

describe('the list', () => {
  test('has a heading for each day, and each entry with its time and what came of it', () => {
    const html = log(
      historyOf(
        entry(1, {
          facts: ['8.4 GB', 'radarr'],
          outcomes: [
            { server: 'jellyfin', tone: 'ok', sign: 'ok', lead: 'found', rest: 'asked 19:01' },
            { server: 'emby', tone: 'busy', sign: 'wait', lead: 'owed', rest: '' },
          ],
        }),
        entry(24)
      )
    )
    expect(textOf(html)).toBe(
      'Today 19:00 Film 1 8.4 GB · radarr Jellyfin found · asked 19:01 Emby owed ' +
        'Yesterday Sat 20:00 Film 24 no media server was switched on'
    )
    expect(html).toContain('datetime="2026-11-22T19:00:00.000Z"')
    expect(valuesOf(html, 'id')).toEqual(['log', 'entry-id1:1', 'entry-id24:1'])
  })

  test('asks for all that is newer than its last entry when something has changed', () => {
    const html = log(historyOf(entry(1), entry(2)))
    const from = `${NOW - 2 * HOUR}.id2%3A1`
    expect(valuesOf(html, 'hx-get')).toEqual([
      `/settings/integrations/activity/newest?from=${from}`,
    ])
    expect(valuesOf(html, 'hx-trigger')).toEqual(['activity from:body'])
  })

  test('keeps its end, and its filter, when it was asked for so', () => {
    const html = log(historyOf(entry(1), entry(2)), '?name=Film&from=5.id9:1')
    expect(valuesOf(html, 'hx-get')).toEqual([
      '/settings/integrations/activity/newest?shown=Film&from=5.id9%3A1',
    ])
    expect(valuesOf(html, 'hx-include')).toEqual(['#filter'])
  })

  test('asks for the newest while there are none, and while the store is away', () => {
    for (const history of [historyOf(), null]) {
      expect(valuesOf(log(history), 'hx-get')).toEqual(['/settings/integrations/activity/newest?'])
    }
  })

  test('of older ones, which is a page of its own without script, does not ask anew', () => {
    const html = log(historyOf(entry(1)), `?name=Film&before=${NOW}.id9:1`)
    expect(valuesOf(html, 'hx-get')).toEqual([])
    expect(textOf(html)).toStartWith('Back to the newest Today 19:00 Film 1')
    expect(valuesOf(html, 'href')).toEqual(['/settings/integrations?name=Film#activity'])
    expect(textOf(log(historyOf(), '?before=5.id9:1'))).toBe('Back to the newest')
  })

  test('escapes names and what else is told of a torrent', () => {
    const html = log(historyOf(entry(1, { name: '<b>\u202e', facts: ['<i>', '\u202etv'] })))
    expect(textOf(html)).toContain('<i> · ⟨U+202E⟩tv')
    expect(html).toContain('<bdi>&lt;b>⟨U+202E⟩</bdi>')
    expect(html).toContain('&lt;i>')
  })
})

describe('an empty list', () => {
  test('says what will stand there, or that no name is like that', () => {
    expect(textOf(log(historyOf()))).toStartWith('Nothing has finished yet.')
    expect(textOf(log(historyOf(), '?name=<b>'))).toBe('No name contains “<b>”. Show everything')
  })

  test('is another thing than one that cannot be read', () => {
    expect(textOf(log(null))).toStartWith('The history cannot be read at this moment.')
  })

  test('below the last one is nothing at all', () => {
    expect(older(historyOf(), '?before=5.id9:1')).toBe('')
  })
})

describe('older ones', () => {
  test('are led to by a link that works without script, from the last entry on', () => {
    const html = all({ entries: [entry(1)], total: 70, hasOlder: true, isCut: false }, '?name=Film')
    const query = `?name=Film&before=${NOW - HOUR}.id1%3A1`
    expect(valuesOf(html, 'href')).toEqual([`/settings/integrations${query}#activity`])
    expect(valuesOf(html, 'hx-get')).toContain(`/settings/integrations/activity/older${query}`)
    expect(textOf(html)).toEndWith('Show older 70 in all')
  })

  test('end with how many there were, unless there is one', () => {
    expect(textOf(all(historyOf(entry(1), entry(2))))).toEndWith('That is all: 2.')
    expect(textOf(all(historyOf(entry(1))))).not.toContain('That is all')
  })

  test('go on below the day that they began in', () => {
    const sameDay = older(historyOf(entry(2), entry(30)), `?before=${NOW - HOUR}.id1:1`)
    expect(textOf(sameDay)).toStartWith('18:00')
    expect(textOf(sameDay)).toContain('Yesterday')
    const nextDay = older(historyOf(entry(30)), `?before=${NOW - HOUR}.id1:1`)
    expect(textOf(nextDay)).toStartWith('Yesterday')
  })
})

test('the filter says what is looked for, and leads to the page without script', () => {
  const html = renderToString(<Activity {...props(historyOf(), '?name=%22>x')} />)
  expect(html).toContain('value="&quot;>x"')
  expect(html).toContain('<label class="vh" for="filter">')
  expect(valuesOf(html, 'action')).toEqual(['/settings/integrations#activity'])
})

test('a name that is too long to be looked for is said to be that', () => {
  const nothing = historyOf()
  const html = all(nothing, `?name=${'x'.repeat(201)}`)
  expect(textOf(html)).toBe('A name to filter by has 200 characters at most. Show everything')
  expect(textOf(all(nothing, `?name=${'x'.repeat(200)}`))).toContain('No name contains “xxx')
  const field = renderToString(<Activity {...props(nothing)} />)
  expect(valuesOf(field, 'maxlength')).toEqual(['200'])
})

test('a name that is looked for turns nothing beside it', () => {
  expect(textOf(all(historyOf(), '?name=%E2%80%AEa'))).toContain('“⟨U+202E⟩a”')
})
