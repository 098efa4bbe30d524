import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createMediaServer } from '../../../src/mediaserver/create.ts'
import { eventually } from '../../support/eventually.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'
import { apiKey, createStage, has } from './stage.ts'

const stage = createStage()
let server: ScriptedServer
beforeEach(() => {
  server = startScriptedServer()
})
afterEach(async () => {
  await stage.clear()
  await server.stop()
})

const clientOf = (url: string, key = 'key') =>
  createMediaServer('emby', { address: { url, apiKey: key, verifyTls: true }, timeoutMs: 1000 })
const tasks = () => Response.json([])
const nothing = () => new Response(null, { status: 404 })

describe('Emby', () => {
  test('is looked for under the other path when the one that worked is gone', async () => {
    const client = clientOf(server.url)
    server.on('GET /emby/ScheduledTasks', tasks)
    await client.scanState()
    server.on('GET /emby/ScheduledTasks', nothing)
    server.on('GET /ScheduledTasks', tasks)
    await client.scanState()
    await client.scanState()
    expect(server.requests.at(-1)).toBe('GET /ScheduledTasks')
  })

  test('is found behind a proxy that answers its own path with a page', async () => {
    const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    server.on('GET /emby/ScheduledTasks', page)
    server.on('GET /ScheduledTasks', tasks)
    expect(await clientOf(server.url).scanState()).toEqual({ isRunning: false, last: null })
  })

  test('gets its key in its own header alone, and no body', async () => {
    server.on('POST /emby/Library/Refresh', () => new Response(null, { status: 200 }))
    await clientOf(server.url).refresh()
    expect(server.lastHeaders().get('x-emby-token')).toBe('key')
    expect(server.lastHeaders().get('authorization')).toBeNull()
    expect(server.lastHeaders().get('content-type')).toBe('application/json')
  })
})

describe('a refresh of places in Emby', () => {
  const start = (disk: string[] = []) => {
    const emby = stage.emby({
      libraries: [{ name: 'Films', locations: ['/media/films'] }],
      monitorDelayMs: 50,
      disk: () => disk,
    })
    return { emby, client: clientOf(emby.url, apiKey) }
  }

  test('is one call that names each folder once, a file by the folder that it is in', async () => {
    const { emby, client } = start()
    const answer = await client.refreshPaths([
      { path: '/media/films/A', isFolder: true },
      { path: '/media/films/A/', isFolder: true },
      { path: '/media/films/b.mkv', isFolder: false },
      { path: '/media/films/c.mkv', isFolder: false },
      { path: '/elsewhere/D', isFolder: true },
    ])
    expect(answer).toEqual({ outside: ['/elsewhere/D'] })
    expect(emby.control.mediaUpdates).toEqual([['/media/films/A', '/media/films']])
    expect(emby.control.scans).toEqual([])
  })

  test('is no call at all where everything is outside', async () => {
    const { emby, client } = start()
    expect(await client.refreshPaths([{ path: '/x', isFolder: true }])).toEqual({ outside: ['/x'] })
    expect(emby.control.mediaUpdates).toEqual([])
  })

  test('lets it find the item after its own delay', async () => {
    const { client } = start(['/media/films/A.Film.2020/film.mkv'])
    const film = { path: '/media/films/A.Film.2020', name: 'A.Film.2020' }
    await client.refreshPaths([{ path: film.path, isFolder: true }])
    expect(await has(client, film)).toBe(false)
    await eventually(() => has(client, film))
  })

  test('cannot be asked which folders it sees, and has no ids for its libraries', async () => {
    const { client } = start()
    expect(await client.seesFolder('/media/films')).toBeNull()
    expect(await client.libraries()).toEqual([{ id: null, name: 'Films', paths: ['/media/films'] }])
  })
})
