import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { integrationSettings } from '../../../src/settings/schema.ts'
import { readStored, writeStored } from '../../../src/settings/stored.ts'

const off = {
  enabled: false,
  url: '',
  apiKey: '',
  refresh: 'full',
  after: 'download',
  pathMap: [],
  verifyTls: true,
}
const qbt = { enabled: true, finished: 'keep', pathMap: [], addByUrl: false }

describe('a stored document', () => {
  test('that was never written is all defaults', () => {
    const { settings, malformed } = readStored(null)
    expect(settings as unknown).toEqual({ jellyfin: off, emby: off, qbt, updatedAt: 0 })
    expect(malformed).toEqual([])
  })

  test('of the first notifier is completed, without qbt and with milliseconds', () => {
    const { settings, malformed } = readStored({
      jellyfin: { enabled: true, url: 'http://jellyfin:8096/', apiKey: ' abc ' },
      emby: { enabled: false, url: '', apiKey: '' },
      updatedAt: 1_700_000_000_123,
    })
    expect(settings as unknown).toEqual({
      jellyfin: { ...off, enabled: true, url: 'http://jellyfin:8096', apiKey: 'abc' },
      emby: off,
      qbt,
      updatedAt: 1_700_000_000,
    })
    expect(malformed).toEqual([])
  })

  test('keeps seconds as they are', () => {
    expect(readStored({ updatedAt: 1_700_000_000 }).settings.updatedAt).toBe(1_700_000_000)
  })

  test('has each malformed field replaced by its default and named, and the others kept', () => {
    const pair = { from: '/data', to: 'D:\\media' }
    const { settings, malformed } = readStored({
      jellyfin: {
        enabled: 'yes',
        url: 'ftp://x',
        apiKey: 'has blank',
        pathMap: [pair],
        refresh: 1,
      },
      emby: 'nonsense',
      qbt: { enabled: null, finished: 'hand-over', pathMap: [{ from: 'data', to: '/x' }] },
      updatedAt: 'yesterday',
    })
    expect(settings as unknown).toEqual({
      jellyfin: { ...off, pathMap: [pair] },
      emby: off,
      qbt: { ...qbt, finished: 'hand-over' },
      updatedAt: 0,
    })
    expect(malformed).toEqual(
      [
        'jellyfin.enabled',
        'jellyfin.url',
        'jellyfin.apiKey',
        'jellyfin.refresh',
        'emby',
        'qbt.enabled',
        'qbt.pathMap',
        'updatedAt',
      ].sort((a, b) => malformed.indexOf(a) - malformed.indexOf(b))
    )
    expect(malformed).toHaveLength(8)
  })

  test('has no key where somebody stored the mask', () => {
    const { settings, malformed } = readStored({ emby: { apiKey: '********' } })
    expect(settings.emby.apiKey).toBe('')
    expect(malformed).toEqual(['emby.apiKey'])
  })

  test('is never less than whole, whatever it holds', () => {
    const values = [
      null,
      undefined,
      0,
      -1,
      Number.NaN,
      '',
      'x',
      true,
      [],
      {},
      [[]],
      { a: {} },
      1e300,
    ]
    for (const value of values) {
      for (const document of [
        { jellyfin: value, emby: value, qbt: value, updatedAt: value },
        {
          jellyfin: { enabled: value, url: value, apiKey: value, pathMap: value, verifyTls: value },
        },
        { qbt: { enabled: value, finished: value, pathMap: [value], addByUrl: value } },
        JSON.parse('{"__proto__":{"jellyfin":{"enabled":true}},"constructor":1,"toString":2}'),
      ]) {
        expect(Value.Check(integrationSettings, readStored(document).settings)).toBe(true)
      }
    }
  })

  test('shares no list with another reading', () => {
    readStored(null).settings.jellyfin.pathMap.push({ from: '/a', to: '/b' })
    expect(readStored(null).settings.jellyfin.pathMap).toEqual([])
  })
})

describe('changes to a stored document', () => {
  test('leave what is unknown or malformed as it was, and complete what is missing', () => {
    const document = {
      plex: { token: 'theirs' },
      jellyfin: { url: 'http://j', refresh: 'smart', tone: 'low' },
    }
    expect(
      writeStored(document, { changes: { jellyfin: { enabled: true } }, updatedAt: 5 })
    ).toEqual({
      plex: { token: 'theirs' },
      jellyfin: { ...off, url: 'http://j', refresh: 'smart', tone: 'low', enabled: true },
      emby: off,
      qbt,
      updatedAt: 5,
    })
  })

  test('replace what is malformed once it is changed', () => {
    const changed = writeStored(
      { jellyfin: { refresh: 'smart' }, emby: 7 },
      { changes: { jellyfin: { refresh: 'full' }, emby: { enabled: false } }, updatedAt: 5 }
    )
    expect(readStored(changed).malformed).toEqual([])
  })

  test('do not touch the document that they were made from', () => {
    const document = Object.freeze({ jellyfin: Object.freeze({ url: 'http://j' }) })
    writeStored(document, { changes: { jellyfin: { url: 'http://k' } }, updatedAt: 5 })
    expect(document.jellyfin.url).toBe('http://j')
  })

  test('carry a key named __proto__ along without obeying it', () => {
    const document = JSON.parse('{"__proto__":{"polluted":true},"jellyfin":{"__proto__":{"p":1}}}')
    const written = writeStored(document, { changes: {}, updatedAt: 5 })
    expect(Object.hasOwn(written, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(written)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
  })
})
