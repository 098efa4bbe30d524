import { describe, expect, test } from 'bun:test'
import { InvalidInput } from '../../../src/domain.ts'
import type { MediaServerAddress } from '../../../src/mediaserver/server.ts'
import type { Verdict } from '../../../src/mediaserver/verdict.ts'
import { testMediaServer } from '../../../src/settings/media-server-test.ts'
import type { Advise, PathAdvice } from '../../../src/settings/path-advice.ts'
import { readStored } from '../../../src/settings/stored.ts'
import { createTestRate } from '../../../src/settings/test-rate.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const fine: Verdict = {
  ok: true,
  code: 'ok',
  message: 'It works.',
  hint: null,
  product: 'jellyfin',
  version: '10.11.11',
  serverName: 'nas',
  libraries: [{ name: 'Movies', paths: ['/media/movies'] }],
  warnings: [],
}

const stored = readStored({
  jellyfin: { enabled: true, url: 'http://old:8096/jf', apiKey: 'stored-key', verifyTls: false },
}).settings

const noAdvice: PathAdvice = { hint: null, warnings: [], proposal: null }

const run = async (
  body: unknown,
  { settings = stored, verdict = fine, perMinute = 1000, advice = noAdvice } = {}
) => {
  const asked: MediaServerAddress[] = []
  const advised: Parameters<Advise>[0][] = []
  const result = await testMediaServer({
    kind: 'jellyfin',
    body,
    settings,
    diagnose: async ({ address }) => {
      asked.push(address)
      return verdict
    },
    advise: async (server) => {
      advised.push(server)
      return advice
    },
    rate: createTestRate({ perMinute, clock: createManualClock() }),
  })
  return { result, asked, advised }
}

const storedAddress = { url: 'http://old:8096/jf', apiKey: 'stored-key', verifyTls: false }

describe('a Test', () => {
  const cases: { name: string; body: unknown; expected: MediaServerAddress }[] = [
    { name: 'without a body tests what is stored', body: undefined, expected: storedAddress },
    { name: 'with an empty body tests what is stored', body: {}, expected: storedAddress },
    {
      name: 'takes the stored key for the mask',
      body: { jellyfin: { url: 'http://old:8096', apiKey: '********' } },
      expected: { ...storedAddress, url: 'http://old:8096' },
    },
    {
      name: 'tests what is on the screen',
      body: { jellyfin: { url: 'https://new/', apiKey: ' typed ', verifyTls: true } },
      expected: { url: 'https://new', apiKey: 'typed', verifyTls: true },
    },
    {
      name: 'tests a new key at the stored address',
      body: { jellyfin: { apiKey: 'typed' } },
      expected: { ...storedAddress, apiKey: 'typed' },
    },
    {
      name: 'looks at nothing but its own server',
      body: {
        jellyfin: { enabled: false, url: 'http://old:8096/jf', apiKey: '********' },
        emby: { url: 'half-typ', apiKey: 7 },
        qbt: 'x',
        updatedAt: 1,
      },
      expected: storedAddress,
    },
  ]
  for (const { name, body, expected } of cases) {
    test(name, async () => {
      const { asked, result } = await run(body)
      expect(asked).toEqual([expected])
      expect(result.ok).toBe(true)
    })
  }

  test('sends the stored key to no other origin, and says whose it is', async () => {
    const elsewhere = [
      'http://new:8096',
      'https://old:8096',
      'http://old:8097',
      'http://old',
      'http://old.evil:8096',
      'http://old:80960',
      'http://user@old:8096',
      'http://old:8096@evil',
    ]
    for (const url of elsewhere) {
      for (const key of [{}, { apiKey: '********' }, { apiKey: ' ******** ' }]) {
        const { asked, result } = await run({ jellyfin: { url, ...key } })
        expect(asked).toEqual([])
        expect(['incomplete', 'invalid_url']).toContain(result.code)
        expect(JSON.stringify(result)).not.toContain('stored-key')
        if (result.code === 'incomplete') expect(result.error).toContain('http://old:8096')
      }
    }
  })

  test('of something incomplete asks nobody', async () => {
    const empty = readStored(null).settings
    const incomplete: [body: unknown, settings: typeof stored][] = [
      [undefined, empty],
      [{ jellyfin: { url: 'http://new' } }, empty],
      [{ jellyfin: { url: 'http://new', apiKey: '********' } }, empty],
      [{ jellyfin: { apiKey: 'typed' } }, empty],
      [{ jellyfin: { url: '' } }, stored],
      [{ jellyfin: { apiKey: '' } }, stored],
      [{ jellyfin: { apiKey: null } }, stored],
    ]
    for (const [body, settings] of incomplete) {
      const { asked, result } = await run(body, { settings })
      expect(asked).toEqual([])
      expect(result).toMatchObject({ ok: false, code: 'incomplete', libraries: [], warnings: [] })
      expect(result.error).toBeTruthy()
      expect(result.hint).toBeTruthy()
    }
  })

  test('that wants the key again says what it does with one', async () => {
    const { result } = await run({ jellyfin: { url: 'http://new' } })
    expect(`${result.error} ${result.hint}`).toBe(
      'Enter the key again: the stored one belongs to http://old:8096. Test again with it. The stored one is sent to no other server.'
    )
  })

  test('of an address or a key that cannot be one says so', async () => {
    const url = await run({ jellyfin: { url: 'jellyfin:8096', apiKey: 'k' } })
    expect(url.result).toMatchObject({ ok: false, code: 'invalid_url' })
    const metadata = await run({ jellyfin: { url: 'http://2852039166', apiKey: 'k' } })
    expect(metadata.result.code).toBe('invalid_url')
    const key = await run({ jellyfin: { apiKey: 'two words' } })
    expect(key.result).toMatchObject({ ok: false, code: 'bad_key' })
    expect([...url.asked, ...metadata.asked, ...key.asked]).toEqual([])
  })

  test('with a body of a wrong shape is refused', async () => {
    const bodies = [null, [], 'x', 1, { jellyfin: null }, { jellyfin: [] }, { jellyfin: 'x' }]
    const fields = [{ url: 1 }, { url: null }, { apiKey: 1 }, { apiKey: {} }, { verifyTls: 'on' }]
    for (const body of [...bodies, ...fields.map((jellyfin) => ({ jellyfin }))]) {
      await expect(run(body)).rejects.toBeInstanceOf(InvalidInput)
    }
  })

  test('answers what is known and leaves out what is not', async () => {
    const { result } = await run(undefined)
    expect(result).toEqual({
      ok: true,
      code: 'ok',
      product: 'jellyfin',
      version: '10.11.11',
      serverName: 'nas',
      libraries: [{ name: 'Movies', paths: ['/media/movies'] }],
      warnings: [],
    })
    const unknown = { product: null, version: null, serverName: null, libraries: [] }
    const refused = { ok: false, code: 'refused', message: 'Nothing.', hint: 'Look.' } as const
    const failed = await run(undefined, { verdict: { ...fine, ...unknown, ...refused } })
    expect(failed.result).toEqual({
      ok: false,
      error: 'Nothing.',
      code: 'refused',
      hint: 'Look.',
      libraries: [],
      warnings: [],
    })
  })
})

describe('of the paths a Test', () => {
  const pathMap = [{ from: '/data', to: '/media' }]
  const settings = {
    ...stored,
    jellyfin: { ...stored.jellyfin, pathMap, after: 'import' as const },
  }

  test('has looked at what is stored', async () => {
    const { advised } = await run(undefined, { settings })
    expect(advised).toMatchObject([
      {
        kind: 'jellyfin',
        address: storedAddress,
        libraries: fine.libraries,
        pathMap,
        after: 'import',
      },
    ])
    expect(advised[0]?.settings).toBe(settings)
    expect(advised[0]?.signal.aborted).toBeFalse()
  })

  test('has looked at what is on the screen, and takes no more of it than can be stored', async () => {
    const jellyfin = { pathMap: [{ from: '/a', to: 'D:\\b', more: 1 }], after: 'download' }
    const { advised } = await run({ jellyfin }, { settings })
    expect(advised).toMatchObject([{ after: 'download' }])
    expect(advised[0]?.pathMap).toEqual([{ from: '/a', to: 'D:\\b' }])
    expect((await run({ jellyfin: { pathMap: [] } }, { settings })).advised[0]?.pathMap).toEqual([])
  })

  test('warns of what could not be stored, and looks at the stored in its place', async () => {
    for (const typed of [[{ from: 'data', to: '' }], 'x', [null], null]) {
      const { advised, result } = await run(
        { jellyfin: { pathMap: typed, after: 7 } },
        { settings }
      )
      expect(advised).toMatchObject([{ pathMap, after: 'import' }])
      expect(result.ok).toBeTrue()
      expect(result.warnings).toEqual([
        'jellyfin.pathMap: wanted is a list of up to 50 pairs of paths, from and to; the stored one was looked at.',
      ])
    }
  })

  test('says what is wrong, what is odd and what would help', async () => {
    const proposal = { from: '/data', to: '/mnt', basis: 'guess', pathMap }
    const advice = { hint: 'Map it.', warnings: ['Odd.'], proposal }
    const { result } = await run(undefined, { advice, verdict: { ...fine, warnings: ['Old.'] } })
    expect(result).toMatchObject({
      ok: true,
      code: 'ok',
      hint: 'Map it.',
      warnings: ['Old.', 'Odd.'],
      proposal,
    })
  })

  test('says nothing where the server itself is not right', async () => {
    const { advised } = await run(undefined, { verdict: { ...fine, ok: false, code: 'refused' } })
    expect(advised).toEqual([])
  })
})

describe('the rate of Tests', () => {
  test('is a sliding window for each server by itself', () => {
    const clock = createManualClock()
    const rate = createTestRate({ perMinute: 2, clock })
    expect(rate.take('jellyfin')).toBe(0)
    clock.advance(20_000)
    expect(rate.take('jellyfin')).toBe(0)
    expect(rate.take('jellyfin')).toBe(40_000)
    expect(rate.take('emby')).toBe(0)
    clock.advance(39_999)
    expect(rate.take('jellyfin')).toBe(1)
    clock.advance(1)
    expect(rate.take('jellyfin')).toBe(0)
    expect(rate.take('jellyfin')).toBe(20_000)
  })

  test('is answered with how long to wait, and nobody is asked', async () => {
    const clock = createManualClock()
    const rate = createTestRate({ perMinute: 1, clock })
    let calls = 0
    const once = () =>
      testMediaServer({
        kind: 'jellyfin',
        body: undefined,
        settings: stored,
        diagnose: async () => {
          calls += 1
          return fine
        },
        advise: async () => noAdvice,
        rate,
      })
    expect((await once()).ok).toBe(true)
    clock.advance(1500)
    const second = await once()
    expect(second).toMatchObject({ ok: false, code: 'rate_limited', libraries: [], warnings: [] })
    expect(second.error).toBeTruthy()
    expect(second.hint).toContain('59 s')
    expect(calls).toBe(1)
  })
})
