import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createMediaServer } from '../../../src/mediaserver/create.ts'
import { scanStateOf } from '../../../src/mediaserver/scheduled-tasks.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'

let server: ScriptedServer
beforeEach(() => {
  server = startScriptedServer()
})
afterEach(() => server.stop())

const emby = () =>
  createMediaServer('emby', {
    address: { url: server.url, apiKey: 'key', verifyTls: true },
    timeoutMs: 1000,
  })
const tasks = () => Response.json([])
const nothing = () => new Response(null, { status: 404 })

describe('Emby', () => {
  test('is looked for under the other path when the one that worked is gone', async () => {
    const client = emby()
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
    expect(await emby().scanState()).toEqual({ isRunning: false })
  })

  test('gets its key in its own header alone, and no body', async () => {
    server.on('POST /emby/Library/Refresh', () => new Response(null, { status: 200 }))
    await emby().refresh()
    expect(server.lastHeaders().get('x-emby-token')).toBe('key')
    expect(server.lastHeaders().get('authorization')).toBeNull()
    expect(server.lastHeaders().get('content-type')).toBe('application/json')
  })
})

describe('the scheduled tasks', () => {
  test('hide no scan behind a state that is not known, a hole, or an idle twin', () => {
    const running = { Key: 'RefreshLibrary', State: 'Weird', CurrentProgressPercentage: 7 }
    const idle = { Key: 'RefreshLibrary', State: 'Idle' }
    expect(scanStateOf([null, idle, running])).toEqual({ isRunning: true, percentage: 7 })
    expect(scanStateOf([idle, { Key: 'Other', State: 'Running' }])).toEqual({ isRunning: false })
  })
})
