import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { untilReady } from '../support/binary.ts'
import { call } from '../support/clients/call.ts'
import { eventually } from '../support/eventually.ts'
import { apiKey, type House, openHouse } from '../support/house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse('engine')
  await house.start()
  await house.setUp()
})
afterEach(() => house.stop())

const patch = async (settings: unknown) => {
  const answer = await fetch(`${house.service().url}/settings/integrations`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  })
  expect(answer.status).toBe(200)
}
/** A call as Sonarr makes it. */
const sonarr = (path: string, fields: Record<string, string>) =>
  call(`${house.service().url}/api/v2/torrents/${path}`, {
    method: 'POST',
    headers: { 'user-agent': 'Sonarr/4.0.15.2941 (alpine 3.22)' },
    body: new URLSearchParams(fields),
  })
const settlement = async (name: string, server: 'jellyfin' | 'emby' = 'jellyfin') => {
  const found = (await house.history()).find(({ torrentName }) => torrentName === name)
  return found?.settled.find((one) => one.server === server) ?? null
}

describe('what comes of a refresh', () => {
  test('is in the history: asked, scan finished, and found', async () => {
    await house.finishTorrent('Film.mkv')
    await eventually(async () => (await settlement('Film.mkv'))?.outcome === 'asked')
    await eventually(async () => (await settlement('Film.mkv'))?.result !== undefined)
    const { result } = (await settlement('Film.mkv')) ?? {}
    expect(result?.scan).toMatchObject({ status: 'completed' })
    expect(result?.item).toBe('found')
  })

  test('is in the history although the service was ended before it was known', async () => {
    house.jellyfin.control.freezeScan()
    await house.finishTorrent('Film.mkv')
    await eventually(async () => (await settlement('Film.mkv'))?.outcome === 'asked')
    await house.service().end('SIGKILL')
    await house.start()
    await untilReady(house.service())
    house.jellyfin.control.thawScan()
    await eventually(async () => (await settlement('Film.mkv'))?.result !== undefined)
    expect((await settlement('Film.mkv'))?.result?.scan).toMatchObject({ status: 'completed' })
  })

  test('is another refresh where the server was restarted in the middle of its scan', async () => {
    const { control } = house.jellyfin
    control.freezeScan()
    await house.finishTorrent('Film.mkv')
    await eventually(async () => (await settlement('Film.mkv'))?.outcome === 'asked')
    await eventually(() => control.scans.length === 1)
    control.phase = 'off'
    control.thawScan()
    control.phase = 'ready'
    const isFound = async () => {
      const [film] = await house.history()
      const last = film?.settled.findLast(({ server }) => server === 'jellyfin')
      return last?.result?.item === 'found' && last.result.scan?.status === 'completed'
    }
    await eventually(isFound, { timeoutMs: 20_000 })
    expect(control.refreshes).toHaveLength(2)
  })

  test('is in the history when no library holds it', async () => {
    await patch({ jellyfin: { pathMap: [{ from: '/data', to: '/elsewhere' }] } })
    await house.finishTorrent('Film.mkv')
    await eventually(async () => (await settlement('Film.mkv'))?.result !== undefined)
    expect((await settlement('Film.mkv'))?.result?.item).toBe('in-no-library')
  })
})

test('two hundred torrents that finish together cost two refreshes at most, and cancel no scan', async () => {
  const { engine, jellyfin, emby } = house
  // A minute in three seconds.
  await house.service().end('SIGTERM')
  await house.start({
    REFRESH_QUIET: '250ms',
    REFRESH_QUIET_MAX: '3s',
    REFRESH_MIN_INTERVAL: '6s',
    RECONCILE_INTERVAL: '3s',
  })
  await untilReady(house.service())
  const ids: string[] = []
  for (let number = 0; number < 200; number += 1) {
    ids.push((await engine.control.add({ name: `Film.${number}.mkv`, totalBytes: 1000 })).id)
  }
  await engine.control.syncNow()
  for (const [number, id] of ids.entries()) {
    engine.control.finish(id)
    if (number % 20 > 0) continue
    await engine.control.syncNow()
    await Bun.sleep(300)
  }
  await engine.control.syncNow()
  const isPaid = async () =>
    (await house.history()).filter(({ settled }) => settled.length === 2).length === 200
  await eventually(isPaid, { timeoutMs: 30_000 })
  for (const count of house.refreshes()) expect(count).toBeLessThanOrEqual(2)
  for (const { control } of [jellyfin, emby]) {
    expect(control.scans.map(({ status }) => status)).not.toContain('Cancelled')
  }
})

test('a torrent that Sonarr is to import has its refresh after that, and any other at once', async () => {
  const server = { enabled: true, url: house.jellyfin.url, apiKey, after: 'import' }
  await patch({ jellyfin: server, emby: { enabled: false } })
  for (const category of ['tv', 'tv-imported']) await sonarr('createCategory', { category })
  const { id } = await house.engine.control.add({ name: 'Show.mkv', totalBytes: 1000 })
  await house.engine.control.syncNow()
  await eventually(async () => {
    await sonarr('setCategory', { hashes: id, category: 'tv' })
    const list = await fetch(`${house.service().url}/api/v2/torrents/info?category=tv`)
    return (await list.text()).includes(id)
  })
  house.engine.control.finish(id)
  await house.engine.control.syncNow()
  await eventually(async () => (await house.history()).length === 1)
  await Bun.sleep(1500)
  expect(await settlement('Show.mkv')).toBeNull()
  await house.finishTorrent('Film.mkv')
  await eventually(async () => (await settlement('Film.mkv'))?.outcome === 'asked')
  expect(await settlement('Show.mkv')).toBeNull()
  await sonarr('setCategory', { hashes: id, category: 'tv-imported' })
  await eventually(async () => (await settlement('Show.mkv'))?.outcome === 'asked')
})

test('a refresh of the place alone asks Jellyfin for its library, and Emby for its folder', async () => {
  await patch({ jellyfin: { refresh: 'targeted' }, emby: { refresh: 'targeted' } })
  await house.finishTorrent('Film.mkv')
  await eventually(async () => (await settlement('Film.mkv'))?.scope === 'targeted')
  await eventually(async () => (await settlement('Film.mkv', 'emby'))?.scope === 'targeted')
  expect(house.refreshes()).toEqual([0, 0])
  expect(house.jellyfin.control.itemRefreshes).toHaveLength(1)
  expect(house.emby.control.mediaUpdates).toEqual([['/data']])
})
