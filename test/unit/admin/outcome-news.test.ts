import { expect, test } from 'bun:test'
import { outcomeNews, owedNews } from '../../../src/admin/outcome-news.ts'
import type { RefreshResult, Settlement } from '../../../src/domain.ts'

const AT = 1_700_000_000_000
const NOW = AT + 5 * 60_000
const scan = { startedAt: AT, endedAt: AT + 90_000, status: 'completed' } as const
const settlement = (changes: Partial<Settlement> = {}): Settlement => ({
  server: 'jellyfin',
  outcome: 'asked',
  at: AT,
  scope: 'full',
  ...changes,
})
const result = (changes: Partial<RefreshResult> = {}): RefreshResult => ({
  at: NOW,
  scan,
  item: 'found',
  ...changes,
})
/** A sentence as it is read: its lead, and the rest. */
const said = (changes: Partial<Settlement>) => {
  const { lead, rest } = outcomeNews(settlement(changes), NOW)
  return `${lead} · ${rest}`.replaceAll('\u00a0', ' ')
}

test.each<[Partial<Settlement>, string]>([
  [{}, 'asked · asked 5 minutes ago'],
  [{ outcome: 'switched-off' }, 'skipped · Jellyfin was switched off here'],
  [{ result: result() }, 'found · asked 5 minutes ago · scanned in 1 minute'],
  [
    { result: result({ item: 'not-found' }) },
    'not found · though a library holds its place · asked 5 minutes ago · scanned in 1 minute',
  ],
  [
    { result: result({ item: 'in-no-library' }) },
    'not found · no library of Jellyfin holds its place. Fine if it is not for Jellyfin · asked 5 minutes ago · scanned in 1 minute',
  ],
  [{ result: result({ item: 'unknown', scan: null }) }, 'refreshed · asked 5 minutes ago'],
  [
    { result: result({ scan: { ...scan, status: 'cancelled' } }) },
    'found · asked 5 minutes ago · scan cancelled',
  ],
  [{ scope: 'targeted' }, 'asked · asked for its place 5 minutes ago'],
  [
    { fallback: 'in-no-library' },
    'asked · asked 5 minutes ago, for the whole library: no library holds its place',
  ],
  [
    { fallback: 'place-unknown', note: 'scan-stuck' },
    'asked · asked 5 minutes ago, for the whole library: its place was not known, over a scan that stood still',
  ],
])('%j is told', (changes, words) => {
  expect(said(changes)).toBe(words)
})

test('what is owed is told, and that it may wait for an import', () => {
  expect(owedNews(false)).toMatchObject({ lead: 'owed', rest: 'none is lost' })
  expect(owedNews(true)).toMatchObject({ lead: 'owed', rest: 'it may wait for the import' })
})
