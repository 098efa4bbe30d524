import { describe, expect, test } from 'bun:test'
import { momentOf } from '../../../src/admin/moment.ts'
import { type Phrase, phrase, plainText } from '../../../src/admin/phrase.ts'
import { byTime, inTime } from '../../../src/admin/when.ts'

const NOW = Date.UTC(2026, 10, 22, 20, 0)
const moment = momentOf({ now: NOW, zone: 'UTC' })

describe('the next try', () => {
  test.each<[number | null, string, string]>([
    [null, 'now', 'in a moment'],
    [-5000, 'now', 'in a moment'],
    [400, 'now', 'in a moment'],
    [5000, 'in 5 s', 'in a moment'],
    [40_000, 'in 40 s', 'within a minute'],
    [90_000, 'in 1 minute', 'at 20:01'],
    [15 * 60_000, 'in 15 minutes', 'at 20:15'],
    [26 * 3_600_000, 'in 26 hours', 'at Mon 22:00'],
  ])('in %p ms is said so that both agree', (ms, live, lasting) => {
    const state = { nextTryAt: ms === null ? null : NOW + ms }
    const plain = (words: Phrase) => plainText(words).replaceAll('\u00a0', ' ')
    expect([plain(phrase`${inTime(state, NOW)}`), plain(byTime(state, moment))]).toEqual([
      live,
      lasting,
    ])
  })
})
