import { afterEach, describe, expect, test } from 'bun:test'
import {
  type Jellyfin,
  type JellyfinOptions,
  startJellyfin,
} from '../../../src/demo/media-server/jellyfin.ts'
import { libraryId } from '../../../src/demo/media-server/library-id.ts'
import { eventually } from '../../support/eventually.ts'

const KEY = '9a34f843b48e4a90952fe599c20a2c7c'
const headers = { authorization: `MediaBrowser Token="${KEY}"` }
const servers: Jellyfin[] = []
let disk: string[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

const start = (options: Partial<JellyfinOptions> = {}) => {
  disk = ['/media/movies/A.Film.2020.1080p/film.mkv', '/media/movies/b.nfo', '/downloads/c.mkv']
  const server = startJellyfin({
    apiKey: KEY,
    libraries: [
      { name: 'Movies', locations: ['/media/movies'] },
      { name: 'Shows', locations: ['/media/tv'] },
    ],
    scanMs: 40,
    disk: () => disk,
    ...options,
  })
  servers.push(server)
  return server
}
type Listed = { Name: string; Path?: string; RunTimeTicks?: number }
const items = async (server: Jellyfin, query = ''): Promise<Listed[]> => {
  const url = `${server.url}/Items?recursive=true&fields=Path${query}`
  const answer: { Items: Listed[] } = await (await fetch(url, { headers })).json()
  return answer.Items
}
const paths = async (server: Jellyfin, query?: string) =>
  (await items(server, query)).map(({ Path }) => Path)
const post = (server: Jellyfin, path: string, body?: unknown) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const report = (server: Jellyfin, ...all: string[]) =>
  post(server, '/Library/Media/Updated', { Updates: all.map((Path) => ({ Path })) })
const film = '/media/movies/A.Film.2020.1080p/film.mkv'

describe('what Jellyfin knows of the disk', () => {
  test('is what was in its libraries when it last scanned', async () => {
    const server = start()
    expect(await paths(server)).toEqual([])
    await post(server, '/Library/Refresh')
    await eventually(async () => (await paths(server)).length > 0)
    expect(await paths(server)).toEqual([film])
    disk = ['/media/tv/show.mkv']
    expect(await paths(server)).toEqual([film])
    await post(server, '/Library/Refresh')
    await eventually(async () => (await paths(server)).includes('/media/tv/show.mkv'))
    expect(await paths(server)).toEqual(['/media/tv/show.mkv'])
  })

  test('is found at once in a library that is refreshed, and probed only with its modes', async () => {
    for (const [modes, isProbed] of [
      ['', false],
      ['&metadataRefreshMode=Default&imageRefreshMode=Default', true],
    ] as const) {
      const server = start()
      await post(server, `/Items/${libraryId('Shows')}/Refresh?Recursive=true${modes}`)
      expect(await paths(server)).toEqual([])
      await post(server, `/Items/${libraryId('Movies')}/Refresh?Recursive=true${modes}`)
      const [item] = await items(server)
      expect(item?.Path).toBe(film)
      expect(item?.RunTimeTicks !== undefined).toBe(isProbed)
    }
  })

  test('is listed by library, by cleaned name and by age, and with paths only when asked', async () => {
    const server = start()
    disk.push('/media/tv/show.mkv')
    await post(server, '/Library/Refresh')
    await eventually(async () => (await paths(server)).length === 2)
    disk.push('/media/movies/0.mkv')
    await post(server, '/Library/Refresh')
    await eventually(async () => (await paths(server)).length === 3)
    expect(await paths(server, `&parentId=${libraryId('Shows')}`)).toEqual(['/media/tv/show.mkv'])
    expect(await paths(server, '&searchTerm=FILM')).toEqual([film])
    expect(await paths(server, '&searchTerm=1080p')).toEqual([])
    const newest = '&sortBy=DateCreated&sortOrder=Descending&limit=1'
    expect(await paths(server, newest)).toEqual(['/media/movies/0.mkv'])
    const bare = await fetch(`${server.url}/Items?recursive=true`, { headers })
    expect(await bare.text()).not.toContain('/media')
    const wrong = await fetch(`${server.url}/Items?parentId=x`, { headers })
    expect(wrong.status).toBe(400)
    expect((await fetch(`${server.url}/Items`)).status).toBe(401)
  })
})

describe('a report of changes to Jellyfin', () => {
  test('has it look after a while, and only below the place', async () => {
    const server = start({ monitorDelayMs: 60 })
    await report(server, '/media/movies/other', '/elsewhere')
    await report(server, '/media/tv')
    await Bun.sleep(120)
    expect(await paths(server)).toEqual([])
    await report(server, '/media/movies')
    expect(await paths(server)).toEqual([])
    await eventually(async () => (await paths(server)).includes(film))
    expect(server.control.scans).toEqual([])
  })

  test('of the same place, or of its neighbour, makes it wait anew', async () => {
    const server = start({ monitorDelayMs: 150 })
    for (const name of ['A.Film.2020.1080p', 'other', 'A.Film.2020.1080p', 'third']) {
      await report(server, `/media/movies/${name}`)
      await Bun.sleep(80)
    }
    expect(await paths(server)).toEqual([])
    await eventually(async () => (await paths(server)).includes(film))
  })

  test('is dropped when a full scan starts', async () => {
    const server = start({ monitorDelayMs: 50, scanMs: 10_000 })
    server.control.freezeScan()
    await report(server, '/media/movies')
    server.control.startScan()
    await Bun.sleep(150)
    expect(await paths(server)).toEqual([])
  })
})
