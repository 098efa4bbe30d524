import { afterEach, describe, expect, test } from 'bun:test'
import {
  type Jellyfin,
  type JellyfinOptions,
  startJellyfin,
} from '../../../src/demo/media-server/jellyfin.ts'
import { systemClock } from '../../../src/lib/clock.ts'

const KEY = '9a34f843b48e4a90952fe599c20a2c7c'
const headers = { authorization: `MediaBrowser Token="${KEY}"` }
const servers: Jellyfin[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

const start = (options: Partial<JellyfinOptions> = {}) => {
  const libraries = [{ name: 'Movies', locations: ['/media/movies'] }]
  const server = startJellyfin({ apiKey: KEY, libraries, ...options })
  servers.push(server)
  return server
}
const get = (server: Jellyfin, path: string) => fetch(`${server.url}${path}`, { headers })
const post = (server: Jellyfin, path: string) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers })

describe('the phases of a server', () => {
  const statuses = async (server: Jellyfin, key = KEY) => {
    const call = async (method: string, path: string) => {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: { authorization: `MediaBrowser Token="${key}"` },
      })
      return answer.status
    }
    return {
      refresh: await call('POST', '/Library/Refresh'),
      info: await call('GET', '/System/Info/Public'),
      system: await call('GET', '/System/Info'),
      ping: await call('GET', '/System/Ping'),
      health: await call('GET', '/health'),
    }
  }

  test('off: nobody listens, and the port is taken again afterwards', async () => {
    const server = start()
    server.control.phase = 'off'
    await expect(fetch(server.url)).rejects.toThrow()
    server.control.phase = 'ready'
    expect(await statuses(server)).toEqual({
      refresh: 204,
      info: 200,
      system: 200,
      ping: 200,
      health: 200,
    })
  })

  test('setup: 503 HTML with Retry-After, but for health and an early word on the server', async () => {
    const server = start({ basePath: '/jellyfin' })
    server.control.phase = 'setup'
    const origin = new URL(server.url).origin
    const refresh = await fetch(`${server.url}/Library/Refresh`, { method: 'POST' })
    expect(refresh.status).toBe(503)
    expect(refresh.headers.get('retry-after')).toBe('005')
    expect(refresh.headers.get('content-type')).toContain('text/html')
    expect(await (await fetch(`${origin}/health`)).text()).toBe('Degraded')
    const early = await (await fetch(`${origin}/System/Info/Public`)).json()
    expect(early.startupWizardCompleted).toBe(false)
    expect(early).not.toHaveProperty('ProductName')
    expect((await fetch(`${server.url}/System/Info/Public`)).status).toBe(503)
    expect(() => {
      start({ version: '10.10.7' }).control.phase = 'setup'
    }).toThrow('10.10')
  })

  test('loading: 503 without Retry-After, while a ping is answered and a wrong key refused', async () => {
    const server = start()
    server.control.phase = 'loading'
    expect(await statuses(server)).toEqual({
      refresh: 503,
      info: 503,
      system: 503,
      ping: 200,
      health: 503,
    })
    expect(await statuses(server, 'wrong')).toMatchObject({ refresh: 401, info: 503 })
    const answer = await post(server, '/Library/Refresh')
    expect(answer.headers.get('retry-after')).toBeNull()
    expect(await answer.text()).toBe('Jellyfin Server is loading. Please try again shortly.')
    expect(server.control.refreshes).toEqual([])
  })

  test('wizard: whoever asks gets information, and nobody a refresh', async () => {
    const server = start()
    server.control.phase = 'wizard'
    const open = { refresh: 401, info: 200, system: 200, ping: 200, health: 200 }
    expect(await statuses(server)).toEqual(open)
    expect(await statuses(server, 'wrong')).toEqual(open)
    expect((await (await get(server, '/System/Info/Public')).json()).StartupWizardCompleted).toBe(
      false
    )
    const folders = await fetch(`${server.url}/Library/VirtualFolders`)
    expect(folders.status).toBe(200)
    expect(await folders.json()).toEqual([])
  })

  test('blocked: an empty 503 for everything, after the key was checked', async () => {
    const server = start()
    server.control.phase = 'blocked'
    expect(await statuses(server)).toEqual({
      refresh: 503,
      info: 503,
      system: 503,
      ping: 503,
      health: 503,
    })
    expect((await statuses(server, 'wrong')).refresh).toBe(401)
    expect(await (await get(server, '/health')).text()).toBe('')
  })

  test('blocked in 10.8: the same with 200, which looks like success', async () => {
    const server = start({ version: '10.8.13' })
    server.control.phase = 'blocked'
    const answer = await post(server, '/Library/Refresh')
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(server.control.refreshes).toEqual([])
  })

  test('migrating: as setup, but the word on the server is kept waiting and is none', async () => {
    const slept: number[] = []
    const sleep = async (ms: number) => void slept.push(ms)
    const server = start({ clock: { ...systemClock, sleep } })
    server.control.phase = 'migrating'
    const early = await fetch(`${server.url}/System/Info/Public`)
    expect([early.status, await early.text()]).toEqual([503, ''])
    expect(early.headers.get('retry-after')).toBeNull()
    expect(slept).toEqual([2500])
    const refresh = await post(server, '/Library/Refresh')
    expect([refresh.status, refresh.headers.get('retry-after')]).toEqual([503, '005'])
  })
})
