import { describe, expect, test } from 'bun:test'
import {
  BencodeError,
  type BencodeLimits,
  bytesOf,
  entriesOf,
  entryOf,
  integerOf,
  itemsOf,
  scanBencode,
} from '../../../src/lib/bencode.ts'
import { bencode } from '../../support/torrent-file.ts'

const scan = (text: string, limits?: Partial<BencodeLimits>) =>
  scanBencode(Buffer.from(text, 'latin1'), limits)

const textOf = (bytes: Buffer | undefined) => bytes?.toString('latin1')

describe('bencode', () => {
  test('reads every kind of value and tells where its bytes stand', () => {
    const value = scan('d1:ai-3e1:bl0:2:xyee')
    expect(value).toMatchObject({ kind: 'dictionary', start: 0, end: 20 })
    expect(entryOf(value, 'a')).toMatchObject({ kind: 'integer', start: 4, end: 8 })
    expect(integerOf(entryOf(value, 'a'))).toBe(-3)
    expect(entryOf(value, 'b')).toMatchObject({ kind: 'list', start: 11, end: 19 })
    expect([...itemsOf(entryOf(value, 'b'))].map((item) => textOf(bytesOf(item)))).toEqual([
      '',
      'xy',
    ])
  })

  test('keeps the bytes of strings and keys as they are', () => {
    const bytes = new Uint8Array([0, 255, 128, 10])
    expect([...(bytesOf(scanBencode(bencode(bytes))) ?? [])]).toEqual([...bytes])
    const [entry] = [...entriesOf(scan('d2:\xff\x00i1ee'))]
    expect(entry?.[0]).toEqual(Buffer.from([255, 0]))
  })

  test('finds what stands behind lists and dictionaries, however they are nested', () => {
    const value = scan('d1:al1:xd1:yleei7ee1:bd1:cd1:dleee1:ei8e1:fl1:zee')
    expect(integerOf([...itemsOf(entryOf(value, 'a'))][2])).toBe(7)
    expect(integerOf(entryOf(value, 'e'))).toBe(8)
    expect(textOf(bytesOf([...itemsOf(entryOf(value, 'f'))][0]))).toBe('z')
    expect(entryOf(entryOf(entryOf(value, 'b'), 'c'), 'd')).toMatchObject({ kind: 'list' })
  })

  test('has nothing of what a value is not', () => {
    for (const value of [undefined, scan('i1e'), scan('1:a'), scan('le'), scan('de')]) {
      expect(entryOf(value, 'a')).toBeUndefined()
      expect([...itemsOf(value), ...entriesOf(value)]).toEqual([])
    }
    expect(integerOf(scan('1:1'))).toBeUndefined()
    expect(bytesOf(scan('i1e'))).toBeUndefined()
    expect([...itemsOf(scan('d1:ai1ee'))]).toEqual([])
  })

  test.each([
    ['i9007199254740991e', 9_007_199_254_740_991],
    ['i-9007199254740991e', -9_007_199_254_740_991],
    ['i0e', 0],
    ['i-10e', -10],
  ])('reads %s', (text, number) => {
    expect(integerOf(scan(text))).toBe(number)
  })

  test.each([
    ['nothing', '', 'EOF'],
    ['an unknown kind', 'not', "bencode: syntax error (offset: 0): unknown value type 'n'"],
    ['an end without a beginning', 'e', "unknown value type 'e'"],
    [
      'a number with a leading zero',
      'i01e',
      "bencode: syntax error (offset: 0): invalid integer '01'",
    ],
    ['minus zero', 'i-0e', "invalid integer '-0'"],
    ['a plus', 'i+1e', "invalid integer '+1'"],
    ['an empty number', 'ie', "invalid integer ''"],
    ['a lone minus', 'i-e', "invalid integer '-'"],
    ['a number that loses digits', 'i9007199254740993e', 'invalid integer'],
    ['a negative number that loses digits', 'i-9007199254740992e', 'invalid integer'],
    ['a number of many digits', `i${'9'.repeat(400)}e`, `invalid integer '${'9'.repeat(20)}'`],
    ['a number without an end', 'i5', 'unexpected EOF'],
    ['a length with a leading zero', '01:a', "invalid string length '01'"],
    ['a length without a string', '5', 'unexpected EOF'],
    ['a length with something in it', '1x:a', "invalid string length '1x'"],
    ['a string that ends too early', '5:abc', 'unexpected EOF'],
    ['a string longer than anything', `${'9'.repeat(400)}:a`, 'unexpected EOF'],
    ['a list without an end', 'li1e', 'unexpected EOF'],
    ['a dictionary without an end', 'd1:ai1e', 'unexpected EOF'],
    ['a key without a value', 'd1:ae', "unknown value type 'e'"],
    ['a key that is no string', 'di1e1:ae', 'invalid string length'],
    [
      'keys out of order',
      'd1:bi1e1:ai2ee',
      'bencode: syntax error (offset: 7): dictionary keys out of order',
    ],
    ['a key twice', 'd1:ai1e1:ai2ee', 'out of order'],
    ['keys that are out of order as bytes', 'd1:\xffi1e1:ai2ee', 'out of order'],
    [
      'something after the value',
      'i1ei2e',
      'bencode: syntax error (offset: 3): 3 unused trailing bytes',
    ],
    ['an end too many', 'lee', '1 unused trailing bytes'],
  ])('refuses %s', (_, text, message) => {
    expect(() => scan(text)).toThrow(BencodeError)
    expect(() => scan(text)).toThrow(message)
  })

  test('goes 100 deep and not deeper, unless it is told to', () => {
    const tower = (depth: number) => 'l'.repeat(depth) + 'e'.repeat(depth)
    expect(scan(tower(100))).toMatchObject({ kind: 'list', end: 200 })
    expect(() => scan(tower(101))).toThrow('(offset: 100): nested too deeply')
    expect(() => scan('d1:a'.repeat(150_000))).toThrow('nested too deeply')
    expect(() => scan(tower(3), { depth: 2 })).toThrow('nested too deeply')
  })

  test('reads a million tokens and not more, unless it is told to', () => {
    expect([...itemsOf(scan(`l${'le'.repeat(499_999)}e`))]).toHaveLength(499_999)
    expect(() => scan(`l${'0:'.repeat(999_999)}e`)).toThrow('too many values')
    expect(scan('d1:ai1ee', { tokens: 4 })).toMatchObject({ kind: 'dictionary' })
    expect(() => scan('d1:ai1ee', { tokens: 3 })).toThrow('(offset: 7): too many values')
  })
})
