import { afterEach, describe, expect, test } from 'bun:test'
import type { JellyfinOptions } from '../../../src/demo/media-server/jellyfin.ts'
import { libraryId } from '../../../src/demo/media-server/library-id.ts'
import { createMediaServer } from '../../../src/mediaserver/create.ts'
import { eventually } from '../../support/eventually.ts'
import { apiKey, createStage, has } from './stage.ts'

const stage = createStage()
afterEach(() => stage.clear())

const libraries = [
  { name: 'Films', locations: ['/media/films'] },
  { name: 'Kids', locations: ['/media/films/kids', '/media/kids'] },
  { name: 'Shows', locations: ['/media/shows'] },
]
const start = (options: Partial<JellyfinOptions> = {}) => {
  const jellyfin = stage.jellyfin({ libraries, ...options })
  const address = { url: jellyfin.url, apiKey, verifyTls: true }
  return { jellyfin, client: createMediaServer('jellyfin', { address, timeoutMs: 1000 }) }
}
const folder = (path: string) => ({ path, isFolder: true })
const file = (path: string) => ({ path, isFolder: false })
const versions = ['10.8.13', '10.11.11', '12.0.0'] as const

describe('a refresh of places in Jellyfin', () => {
  test('asks each library that holds one, once, with both modes, and starts no scan', async () => {
    const { jellyfin, client } = start()
    const places = [
      folder('/media/films/A'),
      file('/media/films/b.mkv'),
      folder('/media/films/kids/C'),
      folder('/elsewhere/D'),
      file('/media/films2/e.mkv'),
    ]
    expect(await client.refreshPaths(places)).toEqual({
      outside: ['/elsewhere/D', '/media/films2/e.mkv'],
    })
    const query = '?Recursive=true&metadataRefreshMode=Default&imageRefreshMode=Default'
    expect(jellyfin.control.itemRefreshes).toEqual([
      { itemId: libraryId('Films'), query },
      { itemId: libraryId('Kids'), query },
    ])
    expect(jellyfin.control.scans).toEqual([])
  })

  test('leaves a running scan alone', async () => {
    const { jellyfin, client } = start({ scanMs: 200 })
    jellyfin.control.startScan()
    await eventually(async () => (await client.scanState()).isRunning)
    await client.refreshPaths([folder('/media/films/A')])
    await eventually(() => jellyfin.control.scans.at(-1)?.status === 'Completed')
    expect(jellyfin.control.scans).toHaveLength(1)
  })

  test('counts a library without an id as none: 10.10 gives it at the first scan', async () => {
    const { jellyfin, client } = start({ version: '10.10.7' })
    const place = folder('/media/films/A')
    expect((await client.libraries())[0]?.id).toBeNull()
    expect(await client.refreshPaths([place])).toEqual({ outside: [place.path] })
    await client.refresh()
    await eventually(() => jellyfin.control.scans.length > 0)
    expect(await client.refreshPaths([place])).toEqual({ outside: [] })
    expect(jellyfin.control.itemRefreshes).toHaveLength(1)
  })
})

describe('Jellyfin', () => {
  test.each(versions)('%s tells which folders it sees', async (version) => {
    const { client } = start({
      version,
      folders: ['/downloads'],
      disk: () => ['/media/films/A/a.mkv'],
    })
    expect(await client.seesFolder('/downloads/')).toBe(true)
    expect(await client.seesFolder('/media/films/A')).toBe(true)
    expect(await client.seesFolder('/media/films/A/a.mkv')).toBe(false)
    expect(await client.seesFolder('/data')).toBe(false)
  })

  test.each(versions)('%s has an item once it has looked', async (version) => {
    const disk = ['/media/films/A.Film.2020.1080p/film.mkv', '/media/films/b.mkv']
    const { jellyfin, client } = start({ version, disk: () => disk })
    const film = { path: '/media/films/A.Film.2020.1080p', name: 'A.Film.2020.1080p' }
    expect(await has(client, film)).toBe(false)
    await client.refresh()
    await eventually(() => jellyfin.control.scans.at(-1)?.status === 'Completed')
    expect(await has(client, film)).toBe(true)
    expect(await has(client, { path: '/media/films/b.mkv', name: 'b' })).toBe(true)
    expect(await has(client, { path: '/media/films/A.Film', name: 'A.Film' })).toBe(false)
    expect(await has(client, { path: '/elsewhere', name: 'film' })).toBe(false)
  })

  test('finds by its title what is not among the 200 newest', async () => {
    const old = ['/media/films/The.Old.One.1999.mkv', '/media/films/Other.mkv']
    const disk = [...old]
    const { jellyfin, client } = start({ disk: () => disk })
    const scan = async (count: number) => {
      await client.refresh()
      await eventually(() => jellyfin.control.scans.length === count)
      await eventually(() => jellyfin.control.scans.at(-1)?.status === 'Completed')
    }
    await scan(1)
    for (let number = 0; number < 200; number += 1) disk.push(`/media/films/n${number}.mkv`)
    await scan(2)
    const [path = ''] = old
    expect(await has(client, { path, name: 'The.Old.One.1999.mkv' })).toBe(true)
    expect(await has(client, { path, name: 'a wrong name' })).toBe(false)
    const asked = jellyfin.control.requests.filter((request) => request.path === '/Items')
    expect(asked).toHaveLength(4)
    expect(asked.every(({ query }) => query.includes('limit=200'))).toBe(true)
  })

  test('tells how its last scan ended', async () => {
    const { jellyfin, client } = start()
    expect(await client.scanState()).toEqual({ isRunning: false, last: null })
    await client.refresh()
    await eventually(() => jellyfin.control.scans.at(-1)?.status === 'Completed')
    const [scan] = jellyfin.control.scans
    expect((await client.scanState()).last).toEqual({
      startedAt: scan?.startedAt ?? 0,
      endedAt: scan?.endedAt ?? 0,
      status: 'completed',
    })
  })
})
