import { afterEach, describe, expect, test } from 'bun:test'
import {
  type Jellyfin,
  type JellyfinOptions,
  startJellyfin,
} from '../../../src/demo/media-server/jellyfin.ts'
import { libraryId } from '../../../src/demo/media-server/library-id.ts'
import { SCAN_TASK_ID } from '../../../src/demo/media-server/scheduled-tasks.ts'
import { eventually } from '../../support/eventually.ts'

const KEY = '9a34f843b48e4a90952fe599c20a2c7c'
const headers = { authorization: `MediaBrowser Token="${KEY}"` }
const servers: Jellyfin[] = []

const start = (options: Partial<JellyfinOptions> = {}) => {
  const server = startJellyfin({
    apiKey: KEY,
    libraries: [{ name: 'Movies', locations: ['/media/movies'] }],
    scanMs: 60,
    ...options,
  })
  servers.push(server)
  return server
}
const get = (server: Jellyfin, path: string) => fetch(`${server.url}${path}`, { headers })
const post = (server: Jellyfin, path: string, body?: unknown) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const scanTask = async (server: Jellyfin) => {
  const tasks: { Key: string; State: string }[] = await (
    await get(server, '/ScheduledTasks')
  ).json()
  return tasks.find(({ Key }) => Key === 'RefreshLibrary')
}
const idle = (server: Jellyfin) =>
  eventually(
    async () => (await scanTask(server))?.State === 'Idle' && server.control.scans.length > 0
  )

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

describe('a refresh', () => {
  test('is noted with the way in which the key came, and starts a scan', async () => {
    const lines: string[] = []
    const server = start({ onEvent: (line) => lines.push(line) })
    expect((await post(server, '/Library/Refresh')).status).toBe(204)
    expect(
      (await fetch(`${server.url}/Library/Refresh?apikey=${KEY}`, { method: 'POST' })).status
    ).toBe(204)
    expect(server.control.refreshes.map(({ credential }) => credential)).toEqual([
      'authorization',
      '?apikey',
    ])
    await eventually(() => server.control.scans.at(-1)?.status === 'Completed')
    expect(lines[0]).toContain('Jellyfin was asked to refresh')
    expect(lines).toContain('Jellyfin scans its libraries: 50 %')
    expect(lines.at(-1)).toBe('Jellyfin ended its scan: Completed')
  })

  test('cancels the scan that runs, and starts a new one from 0 %', async () => {
    const server = start({ scanMs: 10_000 })
    await post(server, '/Library/Refresh')
    await eventually(async () => (await scanTask(server))?.State === 'Running')
    expect(await scanTask(server)).not.toHaveProperty('LastExecutionResult')
    await post(server, '/Library/Refresh')
    const states = new Set<string | undefined>()
    await eventually(async () => {
      states.add((await scanTask(server))?.State)
      return server.control.scans.length === 2
    })
    expect(states).toContain('Cancelling')
    expect(await scanTask(server)).toMatchObject({
      State: 'Running',
      CurrentProgressPercentage: 0,
      LastExecutionResult: {
        Status: 'Cancelled',
        Key: 'RefreshLibrary',
        Id: SCAN_TASK_ID,
        StartTimeUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{7}Z$/),
        EndTimeUtc: expect.any(String),
      },
    })
  })

  test('asked for ten times at once makes ten scans, of which one completes', async () => {
    const server = start({ scanMs: 20 })
    await Promise.all(Array.from({ length: 10 }, () => post(server, '/Library/Refresh')))
    await eventually(
      () => server.control.scans.filter(({ status }) => status !== null).length === 10
    )
    const statuses = server.control.scans.map(({ status }) => status)
    expect(statuses).toEqual([...Array(9).fill('Cancelled'), 'Completed'])
  })
})

describe('the scan task', () => {
  test('stands among others, without a result before its first run', async () => {
    const server = start()
    const tasks: { Key: string }[] = await (await get(server, '/ScheduledTasks')).json()
    expect(tasks.length).toBeGreaterThan(2)
    expect(tasks.findIndex(({ Key }) => Key === 'RefreshLibrary')).toBeGreaterThan(0)
    const task = await scanTask(server)
    expect(task).toMatchObject({ State: 'Idle', Id: SCAN_TASK_ID })
    expect(task).not.toHaveProperty('LastExecutionResult')
    expect(task).not.toHaveProperty('CurrentProgressPercentage')
  })

  test('starts by its id when idle, and is left alone while it runs', async () => {
    const server = start({ scanMs: 100 })
    const path = `/ScheduledTasks/Running/${SCAN_TASK_ID}`
    for (let call = 0; call < 5; call += 1) expect((await post(server, path)).status).toBe(204)
    await idle(server)
    expect(server.control.scans).toMatchObject([{ status: 'Completed' }])
    expect(server.control.refreshes).toEqual([])
    expect((await post(server, '/ScheduledTasks/Running/nothing')).status).toBe(404)
  })

  test('stands still while it is frozen, and goes on afterwards', async () => {
    const server = start({ scanMs: 60 })
    server.control.freezeScan()
    server.control.startScan()
    await eventually(async () => (await scanTask(server))?.State === 'Running')
    await Bun.sleep(150)
    expect(await scanTask(server)).toMatchObject({ State: 'Running', CurrentProgressPercentage: 0 })
    server.control.thawScan()
    await idle(server)
    expect(server.control.scans).toMatchObject([{ status: 'Completed' }])
  })

  test('is aborted when the server goes down, and not resumed', async () => {
    const server = start({ scanMs: 10_000 })
    await post(server, '/Library/Refresh')
    await eventually(() => server.control.scans.length === 1)
    await post(server, '/Library/Refresh')
    server.control.phase = 'off'
    server.control.phase = 'ready'
    expect(await scanTask(server)).toMatchObject({
      State: 'Idle',
      LastExecutionResult: { Status: 'Aborted' },
    })
    await Bun.sleep(60)
    expect(server.control.scans).toHaveLength(1)
    server.control.startScan()
    await eventually(() => server.control.scans.length === 2)
  })
})

describe('libraries', () => {
  test('have no id before the first scan in 10.10, and one from the start later', async () => {
    const old = start({ version: '10.10.7' })
    const [before] = await (await get(old, '/Library/VirtualFolders')).json()
    expect(before).toMatchObject({
      Name: 'Movies',
      Locations: ['/media/movies'],
      RefreshStatus: 'Idle',
    })
    expect(before).not.toHaveProperty('ItemId')
    await post(old, '/Library/Refresh')
    await idle(old)
    const [after] = await (await get(old, '/Library/VirtualFolders')).json()
    expect(after.ItemId).toBe(libraryId('Movies'))
    const [modern] = await (await get(start(), '/Library/VirtualFolders')).json()
    expect(modern.ItemId).toBe(libraryId('Movies'))
  })

  test('are refreshed one by one without a scan; an unknown one is 404, in 10.x 500', async () => {
    const server = start()
    const query = '?Recursive=true&metadataRefreshMode=Default'
    const path = (id: string) => `/Items/${id}/Refresh${query}`
    expect((await post(server, path(libraryId('Movies')))).status).toBe(204)
    expect(server.control.itemRefreshes).toEqual([{ itemId: libraryId('Movies'), query }])
    expect(server.control.scans).toEqual([])
    const unknown = `${'0'.repeat(31)}1`
    expect((await post(server, path(unknown))).status).toBe(404)
    expect((await post(start({ version: '10.11.11' }), path(unknown))).status).toBe(500)
    const invalid = await post(server, path('not-a-guid'))
    expect(invalid.status).toBe(400)
    expect((await invalid.json()).errors).toEqual({
      itemId: ["The value 'not-a-guid' is not valid."],
    })
  })

  test.each([
    ['a path', { Updates: [{ Path: '/x', UpdateType: 'Created' }] }, 204],
    ['keys in lower case', { updates: [{ path: '/x' }] }, 204],
    ['no updates', { Updates: [] }, 204],
    ['an empty object', {}, 204],
    ['a null path', { Updates: [{ Path: null }] }, 400],
    ['an empty path', { Updates: [{ Path: '' }] }, 400],
    ['an array', [{ Path: '/x' }], 400],
    ['no JSON', 'hello', 400],
    ['nothing at all', undefined, 415],
  ])('hear of changes by a body with %s', async (_, body, status) => {
    const server = start()
    expect((await post(server, '/Library/Media/Updated', body)).status).toBe(status)
    expect(server.control.mediaUpdates).toHaveLength(status === 204 ? 1 : 0)
  })
})

describe('a path', () => {
  test('is there when the server sees it, as a folder or as a file', async () => {
    const server = start({ folders: ['/downloads/Film'], files: ['/downloads/Film/a.mkv'] })
    const status = async (Path: string, IsFile?: boolean) =>
      (await post(server, '/Environment/ValidatePath', { Path, IsFile, ValidateWritable: false }))
        .status
    expect(await status('/media/movies')).toBe(204)
    expect(await status('/downloads/Film/', false)).toBe(204)
    expect(await status('/downloads')).toBe(204)
    expect(await status('/downloads/Film/a.mkv', true)).toBe(204)
    expect(await status('/downloads/Film', true)).toBe(404)
    expect(await status('/downloads/Other')).toBe(404)
    expect(await status('/downloads/Fil')).toBe(404)
    expect(await status('relative')).toBe(404)
  })
})

test('a client that follows the redirect of a base URL ends at a page and takes it for success', async () => {
  const server = start({ basePath: '/jellyfin' })
  const { origin } = new URL(server.url)
  const answer = await fetch(`${origin}/Library/Refresh`, { method: 'POST', headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(server.control.refreshes).toEqual([])
})

test('requests are remembered with their headers, the newest thousand', async () => {
  const server = start()
  await post(server, '/Library/Refresh?x=1')
  expect(server.control.requests[0]).toMatchObject({
    method: 'POST',
    path: '/Library/Refresh',
    query: '?x=1',
    headers,
  })
  for (let call = 0; call < 1001; call += 1) await fetch(`${server.url}/health`)
  expect(server.control.requests).toHaveLength(1000)
})
