import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { InvalidInput, type Problem } from '../../../src/domain.ts'
import { parsePatch } from '../../../src/settings/patch.ts'
import { type IntegrationSettings, integrationSettings } from '../../../src/settings/schema.ts'
import { readStored, writeStored } from '../../../src/settings/stored.ts'

const fresh = readStored(null).settings
const configured = readStored({
  jellyfin: { enabled: true, url: 'http://old:8096', apiKey: 'stored-key' },
  emby: { enabled: false, url: 'http://emby:8096', apiKey: 'emby-key' },
  updatedAt: 7,
}).settings

const patched = (current: IntegrationSettings, body: unknown) => {
  const { changes, warnings } = parsePatch(body, current)
  const document = writeStored(current, { changes, updatedAt: current.updatedAt })
  return { settings: readStored(document).settings, warnings }
}

const problemsOf = (current: IntegrationSettings, body: unknown): Problem[] => {
  try {
    parsePatch(body, current)
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems
    throw error
  }
  throw new Error('the patch was taken')
}

const fieldsOf = (body: unknown, current = configured) =>
  problemsOf(current, body).map(({ field }) => field)

describe('a PATCH', () => {
  test('without a key keeps its value, at every depth', () => {
    expect(patched(configured, {})).toEqual({ settings: configured, warnings: [] })
    expect(patched(configured, { jellyfin: {}, qbt: {} }).settings).toEqual(configured)
    const { settings } = patched(configured, { jellyfin: { refresh: 'targeted' } })
    expect(settings.jellyfin).toEqual({ ...configured.jellyfin, refresh: 'targeted' })
    expect(settings.emby).toEqual(configured.emby)
  })

  test('takes the whole document that it once answered', () => {
    const body = {
      ...structuredClone(configured),
      jellyfin: { ...configured.jellyfin, apiKey: '********' },
      emby: { ...configured.emby, apiKey: '********' },
      warnings: ['an old one'],
      updatedAt: 1,
    }
    expect(patched(configured, body)).toEqual({ settings: configured, warnings: [] })
  })

  test('replaces a list as a whole', () => {
    const first = [{ from: '/data', to: '/media' }]
    const second = [
      { from: '/a', to: 'D:\\media' },
      { from: '/b', to: '\\\\nas\\media' },
      { from: '/c', to: 'e:/x' },
    ]
    const once = patched(fresh, { qbt: { pathMap: first } }).settings
    expect(once.qbt.pathMap).toEqual(first)
    expect(patched(once, { qbt: { pathMap: second } }).settings.qbt.pathMap).toEqual(second)
    expect(patched(once, { qbt: { pathMap: [] } }).settings.qbt.pathMap).toEqual([])
  })

  test('names unknown keys and ignores them, also inside a pair of paths', () => {
    const { settings, warnings } = patched(fresh, {
      plex: {},
      jellyfin: { token: 'x', pathMap: [{ from: '/a', to: '/b', note: 1 }] },
    })
    expect(settings.jellyfin.pathMap).toEqual([{ from: '/a', to: '/b' }])
    expect(warnings.join('\n')).toContain('plex')
    expect(warnings.join('\n')).toContain('jellyfin.token')
    expect(warnings.join('\n')).toContain('jellyfin.pathMap[0].note')
    expect(warnings).toHaveLength(3)
  })

  test('names no more unknown keys than a person reads', () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 1]))
    const { warnings } = patched(fresh, body)
    expect(warnings).toHaveLength(21)
    expect(warnings.at(-1)).toContain('4980 more')
  })

  test('sees in the names of an object’s own machinery nothing but unknown keys', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
    for (const name of names) {
      const section = `{"enabled":true,"url":"http://evil","apiKey":"k","polluted":true}`
      const top = patched(fresh, JSON.parse(`{"${name}":${section}}`))
      expect(top.settings).toEqual(fresh)
      expect(top.warnings[0]).toContain(name)
      const inner = patched(fresh, JSON.parse(`{"jellyfin":{"${name}":${section}}}`))
      expect(inner.settings).toEqual(fresh)
      expect(inner.warnings[0]).toContain(name)
    }
    expect('polluted' in {}).toBe(false)
  })

  test('that is no object is refused as a whole', () => {
    for (const body of [undefined, null, [], 'x', 1, true]) expect(fieldsOf(body)).toEqual(['body'])
    for (const section of [null, [], 'x', 1]) {
      expect(fieldsOf({ jellyfin: section })).toEqual(['jellyfin'])
    }
  })

  test('is refused with every problem at once, each with its field', () => {
    expect(
      fieldsOf({
        jellyfin: { enabled: 1, url: 'ftp://x', apiKey: 'a b', refresh: 'later', verifyTls: 'on' },
        emby: { enabled: true, url: '', apiKey: '', after: null },
        qbt: { pathMap: [{ from: 'x', to: 'y' }, 1], addByUrl: 0 },
      }).sort()
    ).toEqual(
      [
        'jellyfin.enabled',
        'jellyfin.url',
        'jellyfin.apiKey',
        'jellyfin.refresh',
        'jellyfin.verifyTls',
        'emby.url',
        'emby.apiKey',
        'emby.after',
        'qbt.pathMap[0].from',
        'qbt.pathMap[0].to',
        'qbt.pathMap[1]',
        'qbt.addByUrl',
      ].sort()
    )
  })

  test('is told for every refused field what is wanted', () => {
    for (const { message } of problemsOf(fresh, {
      jellyfin: { enabled: 'x', url: 1, apiKey: 1, refresh: 'x', after: 'x', pathMap: 'x' },
      qbt: { finished: 'x' },
    })) {
      expect(message).toContain('wanted is ')
      expect(message).not.toContain('another value')
    }
  })

  test('of a wrong type is refused and never coerced', () => {
    for (const value of ['true', 'on', 1, 0, null, [], {}]) {
      expect(fieldsOf({ qbt: { enabled: value } })).toEqual(['qbt.enabled'])
    }
    for (const value of [1, null, true, [], {}, { $ne: '' }]) {
      expect(fieldsOf({ emby: { url: value } })).toEqual(['emby.url'])
    }
    for (const value of [1, true, [], {}, { $ne: '' }]) {
      expect(fieldsOf({ emby: { apiKey: value } })).toEqual(['emby.apiKey'])
    }
  })

  test('takes up to 50 pairs of paths of up to 1024 characters', () => {
    const pair = (length: number) => ({ from: `/${'a'.repeat(length - 1)}`, to: '/b' })
    const pairs = (count: number) => Array.from({ length: count }, () => pair(5))
    expect(patched(fresh, { qbt: { pathMap: pairs(50) } }).settings.qbt.pathMap).toHaveLength(50)
    expect(fieldsOf({ qbt: { pathMap: pairs(51) } })).toEqual(['qbt.pathMap'])
    expect(patched(fresh, { qbt: { pathMap: [pair(1024)] } }).warnings).toEqual([])
    expect(fieldsOf({ qbt: { pathMap: [pair(1025)] } })).toEqual(['qbt.pathMap[0].from'])
    expect(fieldsOf({ qbt: { pathMap: [pair(60_000)] } })).toEqual(['qbt.pathMap[0].from'])
  })

  test('takes only absolute paths without control characters', () => {
    const to = (path: unknown) => ({ qbt: { pathMap: [{ from: '/a', to: path }] } })
    for (const path of ['/', '/ä 日本', 'C:\\', 'c:/x', '\\\\nas\\share', '//nas/share']) {
      expect(patched(fresh, to(path)).settings.qbt.pathMap).toEqual([{ from: '/a', to: path }])
    }
    for (const path of [
      '',
      'a',
      './a',
      'C:',
      'C:x',
      '\\a',
      '\\\\',
      '\\\\\\',
      '/a\0',
      '/a\nb',
      '/\ud800',
      1,
      ['/a'],
      {},
    ]) {
      expect(fieldsOf(to(path))).toEqual(['qbt.pathMap[0].to'])
    }
    expect(fieldsOf({ qbt: { pathMap: [{ from: 'C:\\', to: '/a' }] } })).toEqual([
      'qbt.pathMap[0].from',
    ])
    expect(fieldsOf({ qbt: { pathMap: [{ from: '/a' }] } })).toEqual(['qbt.pathMap[0].to'])
  })

  test('with thousands of bad pairs is answered with a few problems', () => {
    const pathMap = Array.from({ length: 10_000 }, () => 0)
    expect(problemsOf(fresh, { qbt: { pathMap } }).length).toBeLessThanOrEqual(20)
  })
})

describe('a secret', () => {
  const key = (current: IntegrationSettings, apiKey: unknown) =>
    patched(current, { emby: { apiKey } }).settings.emby.apiKey

  test('is kept by the mask, cleared by nothing, replaced by anything else', () => {
    expect(key(configured, '********')).toBe('emby-key')
    expect(key(configured, ' ******** ')).toBe('emby-key')
    expect(key(configured, '')).toBe('')
    expect(key(configured, null)).toBe('')
    expect(key(configured, ' new ')).toBe('new')
    expect(key(configured, '*******')).toBe('*******')
    expect(key(fresh, '********')).toBe('')
  })

  test('is 1 to 200 printable ASCII characters', () => {
    expect(key(fresh, '!~'.repeat(100))).toHaveLength(200)
    for (const bad of ['  ', 'x'.repeat(201), 'a b', 'a\tb', 'a\nb', 'ä', 'a\u00a0b', 'a\0']) {
      expect(fieldsOf({ emby: { apiKey: bad } })).toEqual(['emby.apiKey'])
    }
  })

  test('is never repeated in what is said about it', () => {
    const said = problemsOf(configured, {
      jellyfin: { apiKey: 'geheim geheim', url: 'http://x:geheim@y' },
    })
    expect(JSON.stringify(said)).not.toContain('geheim')
  })
})

describe('a stored key', () => {
  const moves = ['https://old:8096', 'http://new:8096', 'http://old:8097', 'http://old']

  test('does not follow an enabled server to another address', () => {
    for (const url of moves) {
      for (const apiKey of [undefined, '********']) {
        const jellyfin = apiKey === undefined ? { url } : { url, apiKey }
        expect(problemsOf(configured, { jellyfin })).toEqual([
          {
            field: 'jellyfin.apiKey',
            message: 'enter the key again: the stored one belongs to http://old:8096',
          },
        ])
      }
    }
  })

  test('is dropped, and that is said, when the server is off', () => {
    for (const url of [...moves, '']) {
      const { settings, warnings } = patched(configured, { jellyfin: { url, enabled: false } })
      expect(settings.jellyfin).toMatchObject({ url, enabled: false, apiKey: '' })
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain('jellyfin.apiKey')
      expect(warnings[0]).toContain('http://old:8096')
    }
  })

  test('stays while only the path, the spelling or anything else changes', () => {
    for (const url of ['http://old:8096/jellyfin', 'HTTP://OLD:8096/', ' http://old:8096 ']) {
      const { settings, warnings } = patched(configured, { jellyfin: { url } })
      expect(settings.jellyfin.apiKey).toBe('stored-key')
      expect(warnings).toEqual([])
    }
  })

  test('gives way to a new one that comes along', () => {
    const jellyfin = { url: 'http://new:8096', apiKey: 'new-key' }
    expect(patched(configured, { jellyfin }).settings.jellyfin).toMatchObject(jellyfin)
  })

  test('of a server that is switched on by the same PATCH is not carried along', () => {
    expect(fieldsOf({ emby: { enabled: true, url: 'http://evil' } })).toEqual(['emby.apiKey'])
  })

  test('that was entered without an address belongs to none', () => {
    const current = patched(fresh, { emby: { apiKey: 'early' } }).settings
    expect(fieldsOf({ emby: { enabled: true, url: 'http://evil' } }, current)).toEqual([
      'emby.apiKey',
    ])
  })
})

describe('an enabled server', () => {
  test('needs an address and a key', () => {
    expect(fieldsOf({ jellyfin: { enabled: true } }, fresh)).toEqual([
      'jellyfin.url',
      'jellyfin.apiKey',
    ])
    expect(fieldsOf({ jellyfin: { enabled: true, url: 'http://j' } }, fresh)).toEqual([
      'jellyfin.apiKey',
    ])
    expect(fieldsOf({ jellyfin: { url: '' } })).toEqual(['jellyfin.url'])
    expect(fieldsOf({ jellyfin: { apiKey: null } })).toEqual(['jellyfin.apiKey'])
  })

  test('that is stored in halves does not stand in the way of other changes', () => {
    const halves = readStored({ jellyfin: { enabled: true } }).settings
    expect(patched(halves, { qbt: { enabled: false } }).settings.qbt.enabled).toBe(false)
    expect(fieldsOf({ jellyfin: { refresh: 'full' } }, halves)).toEqual([
      'jellyfin.url',
      'jellyfin.apiKey',
    ])
  })
})

describe('random patches', () => {
  const random = seeded(20_261_122)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T // never empty
  const urls = ['', 'http://a', 'http://a/x', 'https://a', 'http://b:1', 'nonsense', 'http://0', 7]
  const keys = ['', null, '********', 'k1', 'k2', 'with blank', 9]
  const server = () => ({
    ...(random() < 0.5 ? { enabled: pick([true, false, true, false, 'x']) } : {}),
    ...(random() < 0.6 ? { url: pick(urls) } : {}),
    ...(random() < 0.6 ? { apiKey: pick(keys) } : {}),
    ...(random() < 0.2
      ? { pathMap: pick([[], [{ from: '/a', to: '/b' }], [{ from: 'a' }], 0]) }
      : {}),
    ...(random() < 0.2 ? { refresh: pick(['full', 'targeted', 'x']) } : {}),
    ...(random() < 0.1 ? { stray: 1 } : {}),
  })

  test('leave a whole document or an unchanged one, and no key at a server it was not entered for', () => {
    let current = fresh
    // For whom each key was entered, as a person would keep book of it.
    const entered = new Map<string, string>()
    let taken = 0
    for (let round = 0; round < 20_000; round += 1) {
      const body = { jellyfin: server(), ...(random() < 0.3 ? { emby: server() } : {}) }
      const before = structuredClone(current)
      try {
        current = patched(current, structuredClone(body)).settings
        taken += 1
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput)
        expect(current).toEqual(before)
        continue
      }
      expect(Value.Check(integrationSettings, current)).toBe(true)
      for (const kind of ['jellyfin', 'emby'] as const) {
        const { enabled, url, apiKey } = current[kind]
        if (enabled) expect([url, apiKey]).not.toContain('')
        expect(apiKey).not.toBe('********')
        const given = body[kind]?.apiKey
        const origin = URL.parse(url)?.origin ?? 'none'
        if (given === 'k1' || given === 'k2') entered.set(kind, origin)
        else if (apiKey !== '') expect(entered.get(kind)).toBe(origin)
      }
    }
    expect(taken).toBeGreaterThan(1000)
  })
})

/** A small generator of the same numbers every time (mulberry32). */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
