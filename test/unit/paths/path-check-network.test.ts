import { afterEach, describe, expect, test } from 'bun:test'
import { startEmby } from '../../../src/demo/media-server/emby.ts'
import { startJellyfin } from '../../../src/demo/media-server/jellyfin.ts'
import { diagnose } from '../../../src/mediaserver/diagnose.ts'
import { createPathCheck } from '../../../src/paths/path-check.ts'
import { seesFolder } from '../../../src/paths/sees-folder.ts'
import { readStored } from '../../../src/settings/stored.ts'
import { createTestRate } from '../../../src/settings/test-rate.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const apiKey = 'canary-7d1e'
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const jellyfin = (libraries: { name: string; locations: string[] }[], folders: string[] = []) => {
  const server = startJellyfin({ apiKey, libraries, folders })
  stops.push(server.stop)
  return server
}

/** Checks with what is stored, over the network. */
const look = (stored: Record<string, unknown>) => {
  const { settings } = readStored(stored)
  const check = createPathCheck({
    settings: { current: async () => settings },
    engineFolder: () => ({ path: '/data', isKnown: true }),
    diagnose,
    seesFolder,
    rate: createTestRate({ perMinute: 30, clock: createManualClock() }),
  })
  return check.look()
}
const on = (url: string) => ({ enabled: true, url, apiKey })

describe('over the network', () => {
  test('servers say what they have and see, and nothing is started or written', async () => {
    const server = jellyfin([{ name: 'Films', locations: ['/mnt/media/data/films'] }], ['/config'])
    const emby = startEmby({ apiKey, libraries: [{ name: 'All', locations: ['/media'] }] })
    stops.push(emby.stop)
    const report = await look({
      jellyfin: on(server.url),
      emby: { ...on(emby.url), pathMap: [{ from: '/data', to: '/media' }] },
    })
    expect(report.servers).toMatchObject([
      {
        sees: false,
        coverage: 'none',
        findings: [{ code: 'other_name' }, { code: 'imports' }],
        proposal: { from: '/data', to: '/mnt/media/data' },
      },
      { sees: null, coverage: 'all', findings: [], proposal: null },
    ])
    expect(JSON.stringify(report)).not.toContain(apiKey)
    for (const { control } of [server, emby]) {
      expect(control.refreshes).toEqual([])
      expect(control.scans).toEqual([])
      expect(control.mediaUpdates).toEqual([])
    }
  })

  test('a folder that is mounted and in no library is told from one that is not mounted', async () => {
    const libraries = [{ name: 'Films', locations: ['/films'] }]
    const mounted = jellyfin(libraries, ['/data'])
    const bare = jellyfin(libraries)
    const code = async (url: string) =>
      (await look({ jellyfin: on(url) })).servers.flatMap((column) =>
        'findings' in column ? column.findings.map((finding) => finding.code) : []
      )
    expect(await code(mounted.url)).toEqual(['in_no_library', 'imports'])
    expect(await code(bare.url)).toEqual(['not_mounted', 'imports'])
  })

  test('takes 5 s at most where servers hang, at whatever call', async () => {
    const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
    stops.push(() => silent.stop(true))
    const server = jellyfin([{ name: 'Films', locations: ['/mnt/data'] }])
    const halting = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      async fetch(request) {
        const { pathname, search } = new URL(request.url)
        if (pathname === '/Environment/ValidatePath') await Bun.sleep(60_000)
        const { headers } = request
        return fetch(`${server.url}${pathname}${search}`, { headers })
      },
    })
    stops.push(() => halting.stop(true))
    const from = performance.now()
    const report = await look({
      jellyfin: on(`http://127.0.0.1:${halting.port}`),
      emby: on(`http://127.0.0.1:${silent.port}`),
    })
    expect(performance.now() - from).toBeLessThan(5500)
    expect(report.servers).toMatchObject([
      { state: 'looked_at', sees: null, proposal: { to: '/mnt/data' } },
      { state: 'away', code: 'timeout' },
    ])
  }, 20_000)
})
