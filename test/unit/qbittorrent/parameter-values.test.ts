import { describe, expect, test } from 'bun:test'
import { decimal, flag, hashList, wholeNumber } from '../../../src/qbittorrent/parameter-values.ts'

const given = (value: string) => new Map([['it', value]])

describe('a flag', () => {
  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    ['1', null],
    ['yes', null],
    [' true', null],
    ['undefined', null],
    ['', null],
  ])('%j is %j', (value, expected) => {
    expect(flag(given(value), 'it')).toBe(expected)
  })

  test('that was not sent is none', () => expect(flag(new Map(), 'it')).toBeNull())
})

describe('a whole number', () => {
  test.each([
    ['0', 0],
    ['120', 120],
    ['-2', -2],
    ['+5', 5],
    [' 7\n', 7],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740992', null],
    ['1.5', null],
    ['1e3', null],
    ['0x10', null],
    ['1,000', null],
    ['١', null],
    ['-', null],
    ['NaN', null],
    ['', null],
  ])('%j is %j', (value, expected) => {
    expect(wholeNumber(given(value), 'it')).toBe(expected)
  })

  test('that was not sent is none', () => expect(wholeNumber(new Map(), 'it')).toBeNull())
})

describe('a number', () => {
  test.each([
    ['0.75', 0.75],
    ['-2', -2],
    [' 1. ', 1],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['1E2', 100],
    ['1,5', null],
    ['0x10', null],
    ['Infinity', null],
    ['inf', null],
    ['nan', null],
    ['1e999', null],
    ['.', null],
    ['', null],
  ])('%j is %j', (value, expected) => {
    expect(decimal(given(value), 'it')).toBe(expected)
  })

  test('that was not sent is none', () => expect(decimal(new Map(), 'it')).toBeNull())

  test('of a million digits that is none after all is seen through at once', () => {
    const startedAt = performance.now()
    expect(decimal(given(`${'1'.repeat(2 ** 20)}x`), 'it')).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })
})

describe('a list of hashes', () => {
  const one = 'A'.repeat(40)
  const other = 'b'.repeat(40)

  test.each([
    ['all', 'all'],
    [' all |', 'all'],
    ['ALL', ['all']],
    [`all|${other}`, ['all', other]],
    [one, [one.toLowerCase()]],
    [`${one}|${other}`, [one.toLowerCase(), other]],
    [`| ${one} ||${other}\n|`, [one.toLowerCase(), other]],
    [`${one}|${one.toLowerCase()}`, [one.toLowerCase()]],
    ['nonsense', ['nonsense']],
    ['|', []],
    ['', []],
  ])('%j is %j', (text, expected) => {
    expect<string | string[]>(hashList(text)).toEqual(expected)
  })
})
