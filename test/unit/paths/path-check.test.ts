import { describe, expect, test } from 'bun:test'
import type { Verdict } from '../../../src/mediaserver/verdict.ts'
import type { EngineFolder } from '../../../src/paths/oddities.ts'
import { createPathCheck } from '../../../src/paths/path-check.ts'
import type { Advise } from '../../../src/settings/path-advice.ts'
import { readStored } from '../../../src/settings/stored.ts'
import { createTestRate } from '../../../src/settings/test-rate.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const on = { enabled: true, url: 'http://jellyfin:8096', apiKey: 'canary' }

const fine: Verdict = {
  ok: true,
  code: 'ok',
  message: 'It works.',
  hint: null,
  product: 'jellyfin',
  version: '10.11.11',
  serverName: 'nas',
  libraries: [{ name: 'Films', paths: ['/mnt/media/data/films'] }],
  warnings: [],
}

/** A check of a home: what is stored, what its servers say, and which folders they see. */
const build = ({
  stored = {},
  verdict = fine,
  seen = [],
  engine = { path: '/data', isKnown: true },
  perMinute = 30,
}: {
  stored?: Record<string, unknown>
  verdict?: Verdict
  seen?: string[] | null
  engine?: EngineFolder
  perMinute?: number
} = {}) => {
  const { settings } = readStored(stored)
  const asked: string[] = []
  const check = createPathCheck({
    settings: { current: async () => settings },
    engineFolder: () => engine,
    diagnose: async ({ kind, timeoutMs }) => {
      asked.push(`${kind} for ${timeoutMs} ms`)
      return verdict
    },
    seesFolder: async ({ path }) => {
      asked.push(path)
      return seen?.includes(path) ?? null
    },
    rate: createTestRate({ perMinute, clock: createManualClock() }),
  })
  return { ...check, asked, settings }
}

describe('the path check', () => {
  test('takes what stands on a screen in place of what is stored', async () => {
    const { look } = build({ stored: { jellyfin: on, emby: on } })
    const pathMap = [{ from: '/data', to: '/mnt/media/data' }]
    const { servers } = await look({ jellyfin: { pathMap, after: 'download' } })
    expect(servers).toMatchObject([{ path: '/mnt/media/data', pathMap }, { path: '/data' }])
  })

  test('shows three columns, and the mapping that would join them', async () => {
    const { look } = build({ stored: { jellyfin: on }, seen: ['/mnt/media/data'] })
    expect(await look()).toEqual({
      ok: false,
      engine: { path: '/data', isKnown: true, findings: [] },
      servers: [
        {
          server: 'jellyfin',
          state: 'looked_at',
          pathMap: [],
          path: '/data',
          sees: false,
          libraries: fine.libraries,
          coverage: 'none',
          findings: [
            {
              code: 'other_name',
              level: 'wrong',
              message: 'Jellyfin has no library that contains /data.',
              hint: 'Map /data to /mnt/media/data: Jellyfin seems to call it so.',
            },
            {
              code: 'imports',
              level: 'note',
              message: 'Where Sonarr and Radarr import everything, no library need contain /data.',
              hint: 'Have Jellyfin refreshed after the import then, not after the download.',
            },
          ],
          proposal: {
            from: '/data',
            to: '/mnt/media/data',
            basis: 'same-names',
            pathMap: [{ from: '/data', to: '/mnt/media/data' }],
          },
        },
        { server: 'emby', state: 'not_set_up' },
      ],
      programs: {
        isOn: true,
        pathMap: [],
        savePath: '/data',
        findings: [expect.objectContaining({ code: 'remote_mappings' })],
      },
    })
  })

  test('is fine where all is in a library that the server sees', async () => {
    const libraries = [{ name: 'All', paths: ['/media'] }]
    const pathMap = [{ from: '/data', to: '/media' }]
    const { look, asked } = build({
      stored: { jellyfin: { ...on, pathMap } },
      verdict: { ...fine, libraries },
      seen: ['/media'],
    })
    const report = await look()
    expect(report.ok).toBeTrue()
    expect(report.servers[0]).toMatchObject({ path: '/media', coverage: 'all', findings: [] })
    expect(asked).toEqual(['jellyfin for 3500 ms', '/media'])
  })

  test('asks nobody who is off or not set up', async () => {
    const { look, asked } = build({
      stored: { jellyfin: { ...on, enabled: false }, emby: { enabled: true, url: 'http://emby' } },
    })
    expect(await look()).toMatchObject({
      ok: true,
      servers: [
        { server: 'jellyfin', state: 'off' },
        { server: 'emby', state: 'not_set_up' },
      ],
    })
    expect(asked).toEqual([])
  })

  test('gives the verdict of a server that does not pass its Test', async () => {
    const verdict = { ...fine, ok: false, code: 'bad_key', message: 'No.', hint: 'New.' } as const
    const { look, asked } = build({ stored: { jellyfin: on }, verdict })
    const report = await look()
    expect(report.ok).toBeFalse()
    expect(report.servers[0]).toEqual({
      server: 'jellyfin',
      state: 'away',
      code: 'bad_key',
      message: 'No.',
      hint: 'New.',
    })
    expect(asked).toHaveLength(1)
  })

  test('counts as a Test, and over the rate asks nobody', async () => {
    const { look, asked } = build({ stored: { jellyfin: on, emby: on }, perMinute: 1 })
    await look()
    const before = asked.length
    expect((await look()).servers).toMatchObject([
      { server: 'jellyfin', state: 'away', code: 'rate_limited' },
      { server: 'emby', state: 'away', code: 'rate_limited' },
    ])
    expect(asked).toHaveLength(before)
  })

  test('proposes nothing that the server does not see', async () => {
    const libraries = [{ name: 'All', paths: ['/a/data', '/b/data'] }]
    const first = async (seen: string[] | null) => {
      const { look } = build({ stored: { jellyfin: on }, verdict: { ...fine, libraries }, seen })
      const [column] = (await look()).servers
      return column?.state === 'looked_at' ? (column.proposal?.to ?? null) : undefined
    }
    expect(await first(['/a/data', '/b/data'])).toBe('/a/data')
    expect(await first(['/b/data'])).toBe('/b/data')
    expect(await first([])).toBeNull()
    expect(await first(null)).toBe('/a/data')
  })

  test('speaks of a guess, with its condition, and offers none to be taken', async () => {
    const libraries = [{ name: 'Films', paths: ['/media/films', '/media/more'] }]
    const guess = async (seen: string[]) => {
      const { look } = build({ stored: { jellyfin: on }, verdict: { ...fine, libraries }, seen })
      return (await look()).servers[0]
    }
    expect(await guess(['/media'])).toMatchObject({
      proposal: null,
      findings: [{ hint: expect.stringContaining('If /data here is /media there') }, {}],
    })
    expect(await guess(['/media', '/data'])).toMatchObject({
      proposal: null,
      findings: [{ code: 'in_no_library' }, { code: 'imports' }],
    })
  })

  test('knows what the other sections call the folder', async () => {
    const pathMap = [{ from: '/data', to: '/movies' }]
    const { look } = build({
      stored: { jellyfin: on, qbt: { pathMap } },
      verdict: { ...fine, libraries: [{ name: 'Films', paths: ['/movies'] }] },
      seen: ['/movies'],
    })
    expect((await look()).servers[0]).toMatchObject({
      proposal: { from: '/data', to: '/movies', basis: 'other-mapping', pathMap },
    })
  })

  test('tells what is odd: an engine that was never reached, mappings of another folder', async () => {
    const pathMap = [{ from: '/downloads', to: '/x' }]
    const { look } = build({
      stored: { jellyfin: { ...on, pathMap }, qbt: { pathMap } },
      engine: { path: '/data', isKnown: false },
      seen: null,
    })
    expect(await look()).toMatchObject({
      engine: { findings: [{ code: 'folder_unknown', level: 'odd' }] },
      servers: [
        { findings: [{ level: 'wrong' }, { code: 'mapping_unused' }, { code: 'imports' }] },
        {},
      ],
      programs: { savePath: '/data', findings: [{ code: 'mapping_unused' }, {}] },
    })
  })
})

describe('the advice to a Test', () => {
  const signal = new AbortController().signal
  const server: Omit<Parameters<Advise>[0], 'settings'> = {
    kind: 'jellyfin',
    address: { url: on.url, apiKey: on.apiKey, verifyTls: true },
    libraries: [
      { name: 'Films', paths: ['/media/films'] },
      { name: 'Series', paths: ['/media/series'] },
    ],
    pathMap: [],
    after: 'download',
    signal,
  }

  test('has both lists of paths and the mapping that would join them', async () => {
    const { advise, settings } = build({ seen: ['/media'] })
    expect(await advise({ ...server, settings })).toEqual({
      hint:
        'Jellyfin has no library that contains /data, and sees no such folder. ' +
        'T◎RRX puts files in /data; Jellyfin’s libraries are in /media/films and /media/series. ' +
        'If /data here is /media there, map it so. ' +
        'Otherwise mount T◎RRX’s volume into Jellyfin and add it to a library.',
      warnings: [
        'Where Sonarr and Radarr import everything, no library need contain /data. ' +
          'Have Jellyfin refreshed after the import then, not after the download.',
      ],
      // A guess is only spoken of.
      proposal: null,
    })
  })

  test('names the mapping that leads nowhere', async () => {
    const { advise, settings } = build()
    const pathMap = [{ from: '/data', to: '/wrong' }]
    expect((await advise({ ...server, pathMap, settings })).hint).toContain(
      'T◎RRX puts files in /data, which is to be /wrong there; '
    )
  })

  test('only warns of what is odd', async () => {
    const { advise, settings } = build({ engine: { path: '/data', isKnown: false }, seen: [] })
    const pathMap = [{ from: '/downloads', to: '/x' }]
    const { hint, warnings } = await advise({ ...server, after: 'import', pathMap, settings })
    expect(hint).toBeNull()
    expect(warnings).toEqual([
      expect.stringContaining('Where Sonarr and Radarr import everything'),
      expect.stringContaining('The mapping of /downloads to /x does nothing'),
      expect.stringContaining('The T◎RRX engine has not answered yet'),
    ])
  })

  test('is none where all is well', async () => {
    const { advise, settings } = build({ seen: ['/data'] })
    const libraries = [{ name: 'All', paths: ['/data'] }]
    expect(await advise({ ...server, libraries, settings })).toEqual({
      hint: null,
      warnings: [],
      proposal: null,
    })
  })
})
