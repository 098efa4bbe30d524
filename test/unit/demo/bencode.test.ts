import { describe, expect, test } from 'bun:test'
import { BencodeError, readBencode } from '../../../src/demo/engine/bencode.ts'
import { bencode } from '../../support/torrent-file.ts'

const read = (text: string) => readBencode(Buffer.from(text, 'latin1'))

describe('bencode', () => {
  test('reads every kind of value and tells where its bytes stand', () => {
    const value = read('d1:ai-3e1:bl0:2:xyee')
    expect(value).toMatchObject({ kind: 'dictionary', start: 0, end: 20 })
    const entries = value.kind === 'dictionary' ? value.entries : new Map()
    expect(entries.get('a')).toEqual({ kind: 'integer', value: -3, start: 4, end: 8 })
    expect(entries.get('b')).toMatchObject({ kind: 'list', start: 11, end: 19 })
  })

  test('keeps the bytes of a string as they are', () => {
    const bytes = new Uint8Array([0, 255, 128, 10])
    const value = readBencode(bencode(bytes))
    expect(value.kind === 'string' ? [...value.bytes] : null).toEqual([...bytes])
  })

  test.each([
    ['nothing', '', 'EOF'],
    ['an unknown kind', 'not', "bencode: syntax error (offset: 0): unknown value type 'n'"],
    ['an end without a beginning', 'e', 'unknown value type'],
    ['a number with a leading zero', 'i01e', 'invalid integer'],
    ['minus zero', 'i-0e', 'invalid integer'],
    ['an empty number', 'ie', 'invalid integer'],
    ['a number that loses digits', 'i9007199254740993e', 'invalid integer'],
    ['a number without an end', 'i5', 'unexpected EOF'],
    ['a length with a leading zero', '01:a', 'invalid string length'],
    ['a string that ends too early', '5:abc', 'unexpected EOF'],
    ['a list without an end', 'li1e', 'unexpected EOF'],
    ['a key without a value', 'd1:ae', 'unknown value type'],
    ['a key that is no string', 'di1e1:ae', 'invalid string length'],
    ['keys out of order', 'd1:bi1e1:ai2ee', 'out of order'],
    ['a key twice', 'd1:ai1e1:ai2ee', 'out of order'],
    ['something after the value', 'i1ei2e', 'trailing'],
    ['a tower of lists', 'l'.repeat(100_000), 'nested too deeply'],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(BencodeError)
    expect(() => read(text)).toThrow(message)
  })
})
