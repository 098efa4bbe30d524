import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Emby, startEmby } from '../../../src/demo/media-server/emby.ts'
import { eventually } from '../../support/eventually.ts'

const KEY = '9a34f843b48e4a90952fe599c20a2c7c'
const USER = '3cb5dd7de489458e9ccd3a032e3e35ad'
let emby: Emby
let lines: string[]

beforeEach(() => {
  lines = []
  emby = startEmby({
    apiKey: KEY,
    users: [{ name: 'bob', token: USER, isAdministrator: false }],
    libraries: [{ name: 'Movies', locations: ['/media/movies'] }],
    scanMs: 40,
    onEvent: (line) => lines.push(line),
  })
})

afterEach(() => emby.stop())

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${emby.url}${path}`, { headers: { 'x-emby-token': KEY }, ...init })

describe('who may ask Emby to refresh', () => {
  test.each<[string, string, Record<string, string>, number]>([
    ['X-Emby-Token', '', { 'X-Emby-Token': KEY }, 204],
    ['X-MediaBrowser-Token', '', { 'X-MediaBrowser-Token': KEY }, 204],
    ['?api_key=', `?api_key=${KEY}`, {}, 204],
    ['Authorization: Emby', '', { Authorization: `Emby Token="${KEY}"` }, 204],
    ['Authorization: MediaBrowser', '', { Authorization: `MediaBrowser Token="${KEY}"` }, 204],
    ['X-Emby-Authorization', '', { 'X-Emby-Authorization': `Emby Token="${KEY}"` }, 204],
    ["?ApiKey=, which is Jellyfin's", `?ApiKey=${KEY}`, {}, 401],
    ['Authorization: Bearer', '', { Authorization: `Bearer ${KEY}` }, 401],
    ['nothing', '', {}, 401],
    ['an empty key', '', { 'X-Emby-Token': '' }, 401],
    ['a wrong key', '', { 'X-Emby-Token': 'f'.repeat(32) }, 401],
    ['the token of a user without rights', '', { 'X-Emby-Token': USER }, 403],
    [
      'a wrong token in Authorization beside the right one',
      '',
      { Authorization: 'MediaBrowser Token="wrong"', 'X-Emby-Token': KEY },
      401,
    ],
    [
      "a proxy's Basic beside the right one",
      '',
      { Authorization: 'Basic dTpw', 'X-Emby-Token': KEY },
      204,
    ],
  ])('%s', async (_, query, headers, status) => {
    for (const prefix of ['/emby', '', '/EMBY']) {
      const answer = await fetch(`${emby.url}${prefix}/Library/Refresh${query}`, {
        method: 'POST',
        headers,
      })
      expect(answer.status).toBe(status)
      if (status === 401) expect(await answer.text()).toBe('Access token is invalid or expired.')
    }
    expect(emby.control.refreshes).toHaveLength(status === 204 ? 3 : 0)
  })
})

describe('Emby', () => {
  test('says neither what product it is nor whether its wizard is done', async () => {
    const info = await (await fetch(`${emby.url}/emby/System/Info/Public`)).json()
    expect(info).toMatchObject({ ServerName: 'demo', Version: expect.any(String) })
    expect(info).not.toHaveProperty('ProductName')
    expect(info).not.toHaveProperty('StartupWizardCompleted')
  })

  test('scans when it is asked, tells of it, and starts again when it is asked again', async () => {
    await call('/emby/Library/Refresh', { method: 'POST' })
    await eventually(() => emby.control.scans.length === 1)
    await call('/emby/Library/Refresh', { method: 'POST' })
    await eventually(() => emby.control.scans.at(-1)?.status === 'Completed')
    expect(emby.control.scans).toMatchObject([{ status: 'Cancelled' }, { status: 'Completed' }])
    expect(lines[0]).toContain('Emby was asked to refresh')
    expect(lines.at(-1)).toBe('Emby ended its scan: Completed')
    const tasks: { Key: string }[] = await (await call('/emby/ScheduledTasks')).json()
    expect(tasks.find(({ Key }) => Key === 'RefreshLibrary')).toMatchObject({
      State: 'Idle',
      LastExecutionResult: { Status: 'Completed' },
    })
  })

  test('tells its libraries to any user, in its own two ways alone', async () => {
    const headers = { 'x-emby-token': USER }
    const query = await (await call('/emby/Library/VirtualFolders/Query', { headers })).json()
    expect(query).toMatchObject({
      Items: [{ Name: 'Movies', Locations: ['/media/movies'] }],
      TotalRecordCount: 1,
    })
    const folders = await (await call('/emby/Library/SelectableMediaFolders', { headers })).json()
    expect(folders).toMatchObject([{ Name: 'Movies', SubFolders: [{ Path: '/media/movies' }] }])
    expect((await call('/emby/Library/VirtualFolders')).status).toBe(404)
  })

  test('hears of changed folders without a scan', async () => {
    const answer = await call('/emby/Library/Media/Updated', {
      method: 'POST',
      headers: { 'x-emby-token': USER, 'content-type': 'application/json' },
      body: JSON.stringify({ Updates: [{ Path: '/media/movies/Film', UpdateType: 'Created' }] }),
    })
    expect(answer.status).toBe(204)
    expect(emby.control.mediaUpdates).toEqual([['/media/movies/Film']])
    expect(emby.control.scans).toEqual([])
  })

  test('can be off, be loading, and shut us out', async () => {
    emby.control.phase = 'loading'
    expect((await call('/emby/Library/Refresh', { method: 'POST' })).status).toBe(503)
    emby.control.phase = 'blocked'
    const shutOut = await call('/emby/System/Info/Public')
    expect([shutOut.status, await shutOut.text()]).toEqual([403, 'Forbidden'])
    emby.control.phase = 'off'
    await expect(call('/emby/System/Ping')).rejects.toThrow()
    emby.control.phase = 'ready'
    expect((await call('/emby/System/Ping')).status).toBe(200)
  })
})
