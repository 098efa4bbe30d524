import { afterEach, describe, expect, test } from 'bun:test'
import { diagnose } from '../../../src/mediaserver/diagnose.ts'
import { createPathCheck } from '../../../src/paths/path-check.ts'
import { testMediaServer } from '../../../src/settings/media-server-test.ts'
import { readStored } from '../../../src/settings/stored.ts'
import { createTestRate } from '../../../src/settings/test-rate.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { apiKey, createStage } from './stage.ts'

const stage = createStage()
afterEach(() => stage.clear())

const clock = createManualClock()
const settings = readStored(null).settings
const press = (jellyfin: object, rate = createTestRate({ perMinute: 9, clock })) => {
  const { advise } = createPathCheck({
    settings: { current: async () => settings },
    engineFolder: () => ({ path: '/data', isKnown: true }),
    diagnose,
    seesFolder: async () => null,
    rate,
  })
  const body = { jellyfin }
  return testMediaServer({ kind: 'jellyfin', body, settings, diagnose, advise, rate })
}

describe('a Test', () => {
  test.each([
    {
      missing: 'URL',
      entered: {},
      error: 'Jellyfin needs a URL.',
      hint: 'Enter it, then test again. In the same Docker network it is usually http://jellyfin:8096.',
    },
    {
      missing: 'key',
      entered: { url: 'http://jellyfin:8096' },
      error: 'Jellyfin needs an API key.',
      hint: 'Enter one that was made in Jellyfin: Dashboard → API Keys, then test again.',
    },
  ])('without a $missing says that it is missing', async ({ entered, error, hint }) => {
    expect(await press(entered)).toMatchObject({ code: 'incomplete', error, hint })
  })

  test('of no address says what one looks like', async () => {
    expect(await press({ url: 'jellyfin:8096', apiKey })).toMatchObject({
      code: 'invalid_url',
      error:
        'The URL is not an address; wanted is an absolute http or https URL such as http://jellyfin:8096.',
      hint: 'Write it as http://name:port, for example http://jellyfin:8096.',
    })
  })

  test('too many in a minute says how long to wait', async () => {
    const rate = createTestRate({ perMinute: 1, clock })
    await press({}, rate)
    expect(await press({}, rate)).toMatchObject({
      code: 'rate_limited',
      error: 'Those were many tests in one minute.',
      hint: 'Wait 60 s, then test again.',
    })
  })

  test('of a server that works says when none of its libraries holds the downloads', async () => {
    const { url } = stage.jellyfin({ libraries: [{ name: 'Films', locations: ['/media/films'] }] })
    const result = await press({ url, apiKey })
    expect(result).toMatchObject({ ok: true, code: 'ok', libraries: [{ name: 'Films' }] })
    for (const path of ['/data', '/media/films']) expect(result.hint).toContain(path)
  })

  test('of very many libraries looks at the first thousand, and says so', async () => {
    const libraries = Array.from({ length: 1200 }, (_, at) => ({
      name: `Library ${at}`,
      locations: [`/data/${at}`],
    }))
    const result = await press({ url: stage.jellyfin({ libraries }).url, apiKey })
    expect(result).toMatchObject({ ok: true, code: 'ok' })
    expect(result.libraries).toHaveLength(1000)
    expect(result.warnings).toContain(
      'Jellyfin tells of 1200 libraries; the first 1000 were looked at.'
    )
  })

  test('of a server that works and holds the downloads says nothing more', async () => {
    const { url } = stage.jellyfin({ libraries: [{ name: 'All', locations: ['/data'] }] })
    const result = await press({ url, apiKey })
    expect(result).toMatchObject({ ok: true, code: 'ok' })
    expect(result).not.toHaveProperty('hint')
  })
})
