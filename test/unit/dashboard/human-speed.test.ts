import { expect, test } from 'bun:test'
import { humanSpeed } from '../../../src/dashboard/human-speed.ts'

const KIB = 1024
test.each([
  [0, '0 B/s'],
  [512, '512 B/s'],
  [1023, '1023 B/s'],
  [1023.4, '1023 B/s'],
  [1023.6, '1.0 KB/s'],
  [KIB, '1.0 KB/s'],
  [1.5 * KIB, '1.5 KB/s'],
  [KIB ** 2 - 1, '1.0 MB/s'],
  [1023.94 * KIB, '1023.9 KB/s'],
  [2 * KIB ** 2, '2.0 MB/s'],
  [3.25 * KIB ** 3, '3.3 GB/s'],
  [5 * KIB ** 4, '5.0 TB/s'],
  [5000 * KIB ** 4, '5000.0 TB/s'],
])('%d bytes a second read %s', (bytes, words) => {
  expect(humanSpeed(bytes)).toBe(words)
})
