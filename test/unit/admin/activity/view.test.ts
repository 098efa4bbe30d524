import { describe, expect, test } from 'bun:test'
import {
  isOtherName,
  isTooLong,
  queryOf,
  readPlace,
  readView,
} from '../../../../src/admin/activity/view.ts'

const read = (query: string) => readView(`http://nas:8070/settings/integrations/activity${query}`)
const ID = `${'a'.repeat(40)}:1700000000`

describe('a view', () => {
  test('of everything has no name and no place', () => {
    for (const query of ['', '?', '?name=', '?name=%20%20', '?other=1']) {
      expect(read(query)).toEqual({ name: '', before: '', from: '' })
    }
  })

  test('is read off an address, and written to one', () => {
    const view = { name: 'Film & Söhne', before: `5.${ID}`, from: '' }
    expect(read(queryOf(view))).toEqual(view)
    expect(read(queryOf({ ...view, from: `7.${ID}` }))).toEqual({ ...view, from: `7.${ID}` })
    expect(queryOf({ name: '', before: '', from: '' })).toBe('?')
  })

  test('takes a name of 200 characters, and of a longer one keeps that it was too long', () => {
    expect(isTooLong(read(`?name=${'x'.repeat(200)}`))).toBe(false)
    const view = read(`?name=${'x'.repeat(5000)}`)
    expect([view.name.length, isTooLong(view)]).toEqual([201, true])
    expect(isTooLong(read(queryOf(view)))).toBe(true)
  })

  test.each([
    'x',
    '5',
    '.',
    `.${ID}`,
    '5.',
    '-5.a',
    '5.5.5',
    `5.${ID}"><script>`,
    '5.a b',
    "5.a'--",
    '5.$ne',
    `${'9'.repeat(16)}.a`,
    `5.${'a'.repeat(101)}`,
    `5.${ID}\n`,
    '\u0665.a',
  ])('leaves out the place "%.50s"', (place) => {
    const text = encodeURIComponent(place)
    expect(read(`?before=${text}&from=${text}`)).toEqual({ name: '', before: '', from: '' })
  })

  test('reads the first of what is said twice, and is not put off by broken escapes', () => {
    expect(read('?name=a&name=b').name).toBe('a')
    expect(read('?name=%E0%A4%A').name).toBeString()
  })
})

test('a place is a time and an id', () => {
  expect(readPlace(`1700000000123.${ID}`)).toEqual({ seenAt: 1_700_000_000_123, id: ID })
  expect(readPlace('')).toBeNull()
})

test('a list asks by another name once the filter says so', () => {
  const isOther = (query: string) => isOtherName(`http://nas/newest${query}`)
  expect(isOther('?shown=Film&name=Film')).toBe(false)
  expect(isOther('?shown=Film&name=+Film+')).toBe(false)
  expect(isOther('?name=')).toBe(false)
  expect(isOther('?shown=Film&name=')).toBe(true)
  expect(isOther('?name=Film')).toBe(true)
})
