import { expect, test } from 'bun:test'
import { countWords, durationWords } from '../../../src/admin/duration-words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
test.each([
  [-5000, '1 s'],
  [0, '1 s'],
  [499, '1 s'],
  [1500, '2 s'],
  [59_000, '59 s'],
  [MINUTE, '1 minute'],
  [12 * MINUTE + 59_000, '12 minutes'],
  [59 * MINUTE + 59_999, '59 minutes'],
  [HOUR, '1 hour'],
  [47 * HOUR, '47 hours'],
  [48 * HOUR, '2 days'],
])('%d ms read %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words.replace(' ', '\u00a0'))
})

test('a number and its noun stay together', () => {
  expect(countWords(1, 'torrent')).toBe('1\u00a0torrent')
  expect(countWords(0, 'torrent')).toBe('0\u00a0torrents')
})
