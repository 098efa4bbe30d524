import { describe, expect, test } from 'bun:test'
import { renderToString } from 'preact-render-to-string'
import { Words } from '../../../src/admin/parts/words.tsx'
import { joined, phrase, plainText } from '../../../src/admin/phrase.ts'

const AT = Date.UTC(2026, 10, 22, 19, 55)
const time = { at: AT, said: '19:55' }

describe('a text for people', () => {
  test('keeps the points in time that were put into it, however deep', () => {
    const asked = phrase`asked ${time}`
    expect(asked).toEqual(['asked ', time])
    expect(phrase`Jellyfin: ${asked}, ${'then'} ${asked}.`).toEqual([
      'Jellyfin: asked ',
      time,
      ', then asked ',
      time,
      '.',
    ])
  })

  test('is text and nothing else without one', () => {
    expect(phrase`Jellyfin is ${'up'} to date.`).toBe('Jellyfin is up to date.')
    expect(joined([])).toBe('')
    expect(joined(['', 'One.', '', 'Two.'])).toBe('One. Two.')
  })

  test('is put behind another with what stands between them', () => {
    const both = joined([phrase`asked ${time}`, '', phrase`scanned ${time}`], ' · ')
    expect(both).toEqual(['asked ', time, ' · scanned ', time])
    expect(plainText(both)).toBe('asked 19:55 · scanned 19:55')
  })

  test('is sent with its times in UTC, and all else as text', () => {
    expect(renderToString(<Words text={phrase`<i> ${time} in \`Web\``} />)).toBe(
      '&lt;i> <time datetime="2026-11-22T19:55:00.000Z">19:55</time> in <code>Web</code>'
    )
  })
})
