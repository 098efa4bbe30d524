import { describe, expect, test } from 'bun:test'
import { momentOf } from '../../../src/admin/moment.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 22, 20, 14)
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const at = (iso: string) => Date.parse(iso)
const berlin = (now: string) => momentOf({ now: at(now), zone: 'Europe/Berlin' })

describe('the clock', () => {
  const { clock } = momentOf({ now: NOW, zone: 'UTC' })

  test.each<[string, string]>([
    ['2026-11-22T20:14:00Z', '20:14'],
    ['2026-11-22T00:00:00Z', '00:00'],
    ['2026-11-22T23:59:59Z', '23:59'],
    ['2026-11-21T23:59:59Z', 'Sat 23:59'],
    ['2026-11-17T00:00:00Z', 'Tue 00:00'],
    ['2026-11-16T20:15:00Z', 'Mon 20:15'],
    ['2026-11-16T20:14:00Z', '16 Nov 20:14'],
    ['2026-10-12T08:05:00Z', '12 Oct 08:05'],
    ['2025-12-31T08:05:00Z', '31 Dec 08:05'],
  ])('of %s says %s', (iso, words) => {
    expect(plain(clock(at(iso)))).toBe(words)
  })

  test('keeps a day and its time on one line', () => {
    expect(clock(NOW - DAY)).not.toContain(' ')
  })

  test.each<[string, string]>([
    ['Europe/Berlin', '21:14'],
    ['Asia/Kolkata', 'Mon 01:44'],
    ['America/Los_Angeles', '12:14'],
    ['Pacific/Kiritimati', '10:14'],
  ])('in %s says %s', (zone, words) => {
    // It is another day there by then, or still the same.
    const here = momentOf({ now: NOW - 8 * HOUR, zone })
    expect(plain(here.clock(NOW))).toBe(words)
  })

  test('goes by the summer time of the day that it tells of', () => {
    const { clock: told } = berlin('2026-11-22T12:00:00Z')
    expect(plain(told(at('2026-07-01T10:00:00Z')))).toBe('1 Jul 12:00')
    expect(plain(told(at('2026-11-01T10:00:00Z')))).toBe('1 Nov 11:00')
  })

  test('says the hour twice that is there twice', () => {
    const { clock: told } = berlin('2026-10-25T12:00:00Z')
    expect(told(at('2026-10-25T00:30:00Z'))).toBe('02:30')
    expect(told(at('2026-10-25T01:30:00Z'))).toBe('02:30')
  })
})

describe('a day', () => {
  test('is the reader’s own', () => {
    const late = at('2026-11-22T23:30:00Z')
    expect(momentOf({ now: NOW, zone: 'UTC' }).dayOf(late)).toBe('2026-11-22')
    expect(momentOf({ now: NOW, zone: 'Europe/Berlin' }).dayOf(late)).toBe('2026-11-23')
    expect(momentOf({ now: NOW, zone: 'Pacific/Honolulu' }).dayOf(late)).toBe('2026-11-22')
  })

  test.each<[string, string]>([
    ['2026-11-22T00:00:00Z', 'Today'],
    ['2026-11-21T23:59:59Z', 'Yesterday'],
    ['2026-11-21T00:00:00Z', 'Yesterday'],
    ['2026-11-20T23:59:59Z', 'Friday 20 November'],
    ['2026-01-01T00:00:00Z', 'Thursday 1 January'],
    ['2025-12-31T23:59:59Z', 'Wednesday 31 December 2025'],
    ['1970-01-01T00:00:00Z', 'Thursday 1 January 1970'],
  ])('of %s is headed %s', (iso, words) => {
    expect(momentOf({ now: NOW, zone: 'UTC' }).heading(at(iso))).toBe(words)
  })

  test('before the first of January was yesterday', () => {
    const { heading } = momentOf({ now: at('2027-01-01T08:00:00Z'), zone: 'UTC' })
    expect(heading(at('2026-12-31T20:00:00Z'))).toBe('Yesterday')
    expect(heading(at('2026-12-30T20:00:00Z'))).toBe('Wednesday 30 December 2026')
  })

  test('of 23 hours was yesterday, too, early on the next', () => {
    const { heading } = berlin('2026-03-29T22:30:00Z')
    expect(heading(at('2026-03-29T10:00:00Z'))).toBe('Yesterday')
    expect(heading(at('2026-03-28T10:00:00Z'))).toBe('Saturday 28 March')
  })

  test('of 25 hours has a yesterday at its end, too', () => {
    const { heading } = berlin('2026-10-25T22:30:00Z')
    expect(heading(at('2026-10-25T00:00:00Z'))).toBe('Today')
    expect(heading(at('2026-10-24T10:00:00Z'))).toBe('Yesterday')
  })
})

test.each<[number, string]>([
  [-5000, 'just now'],
  [0, 'just now'],
  [9999, 'just now'],
  [10_000, '10 s ago'],
  [19_999, '10 s ago'],
  [59_999, '50 s ago'],
  [MINUTE, '1 minute ago'],
  [HOUR - 1, '59 minutes ago'],
  [HOUR, '19:14'],
  [DAY, 'Sat 20:14'],
  [40 * DAY, '13 Oct 20:14'],
])('what was %d ms ago was %s', (ago, words) => {
  const moment = momentOf({ now: NOW, zone: 'UTC' })
  expect(plain(moment.ago(NOW - ago))).toBe(words)
})
