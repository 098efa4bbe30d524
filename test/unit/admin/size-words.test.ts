import { expect, test } from 'bun:test'
import { sizeWords } from '../../../src/admin/size-words.ts'

test.each<[number, string]>([
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1500, '2 kB'],
  [670_400_000, '670 MB'],
  [999_400_000, '999 MB'],
  [999_600_000, '1.0 GB'],
  [1_000_000_000, '1.0 GB'],
  [8_440_000_000, '8.4 GB'],
  [99_940_000_000, '99.9 GB'],
  [99_970_000_000, '100 GB'],
  [123_456_000_000, '123 GB'],
  [1_000_000_000_000, '1.0 TB'],
  [Number.MAX_SAFE_INTEGER, '9.0 PB'],
  [5e18, '5000 PB'],
])('%d bytes read %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words.replace(' ', '\u00a0'))
})
