import { describe, expect, test } from 'bun:test'
import type { Verdict } from '../../src/mediaserver/verdict.ts'
import type { PathReport } from '../../src/paths/path-report.ts'
import { buildApp } from '../support/app.ts'
import { createMemorySettingsStore } from '../support/memory-settings-store.ts'

const SETTINGS = '/settings/integrations'
const PATH = `${SETTINGS}/paths`
const KEY = 'canary-51c0de'
const jellyfin = { enabled: true, url: 'http://jellyfin:8096', apiKey: KEY }

const fine: Verdict = {
  ok: true,
  code: 'ok',
  message: 'It works.',
  hint: null,
  product: 'jellyfin',
  version: '10.11.11',
  serverName: 'nas',
  libraries: [{ name: 'Films', paths: ['/mnt/data/films'] }],
  warnings: [],
}

/** A home whose Jellyfin has `/mnt/data/films` in its libraries, and sees only what is in `/mnt`. */
const home = (others: Parameters<typeof buildApp>[0] = {}) =>
  buildApp({
    diagnose: async () => fine,
    seesFolder: async ({ path }) => path.startsWith('/mnt/'),
    ...others,
  })

/** An answer's JSON; its shape is what the tests are about. */
const report = async (response: Response) => (await response.json()) as PathReport

describe('GET /settings/integrations/paths', () => {
  test('answers the path check, whose proposal a PATCH takes as it is', async () => {
    const { send, sendJson } = await home()
    await sendJson('PATCH', SETTINGS, { jellyfin })
    const response = await send(PATH)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toStartWith('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const [column] = (await report(response)).servers
    expect(column).toMatchObject({ path: '/data', sees: false, coverage: 'none' })
    if (column?.state !== 'looked_at' || column.proposal === null) throw new Error('no proposal')
    const { pathMap } = column.proposal
    expect(pathMap).toEqual([{ from: '/data', to: '/mnt/data' }])
    expect((await sendJson('PATCH', SETTINGS, { jellyfin: { pathMap } })).status).toBe(200)
    expect((await report(await send(PATH))).servers[0]).toMatchObject({
      path: '/mnt/data',
      sees: true,
      coverage: 'part',
      findings: [{ code: 'part_only' }, { code: 'imports' }],
      proposal: null,
    })
  })

  test('answers JSON to a browser, and HEAD, and holds no key', async () => {
    const { send, sendJson } = await home()
    await sendJson('PATCH', SETTINGS, { jellyfin })
    const html = await send(PATH, { headers: { accept: 'text/html' } })
    expect(html.headers.get('content-type')).toStartWith('application/json')
    expect(await html.text()).not.toContain(KEY)
    const head = await send(PATH, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
  })

  test('is closed as the settings are', async () => {
    const auth = { username: 'admin', password: 'secret', apiKey: null }
    const { send } = await home({ config: { auth } })
    expect((await send(PATH)).status).toBe(401)
    const authorization = `Basic ${btoa('admin:secret')}`
    expect((await send(PATH, { headers: { authorization } })).status).toBe(200)
    expect((await send(PATH, { headers: { host: 'evil.com' } })).status).toBe(421)
  })

  test('says that the folder is not known while the engine was never reached', async () => {
    const { send } = await home({ isSetupKnown: false })
    expect((await report(await send(PATH))).engine).toMatchObject({
      path: '/data',
      isKnown: false,
      findings: [{ code: 'folder_unknown' }],
    })
  })

  test('does not wait for a store that hangs once the settings were read', async () => {
    const store = createMemorySettingsStore()
    const { send, settings } = await home({ store: { settings: store } })
    await settings.read()
    store.read = () => new Promise(() => {})
    expect((await send(PATH)).status).toBe(200)
  })
})

describe('a Test that passes', () => {
  const address = `${SETTINGS}/test-jellyfin`

  test('says that nothing would be found, why, and what would help', async () => {
    const { sendJson } = await home()
    const answer = await sendJson('POST', address, { jellyfin })
    expect(await answer.json()).toMatchObject({
      ok: true,
      code: 'ok',
      hint:
        'Jellyfin has no library that contains /data. ' +
        'T◎RRX puts files in /data; Jellyfin’s libraries are in /mnt/data/films. ' +
        'Map /data to /mnt/data: Jellyfin seems to call it so.',
      proposal: { from: '/data', to: '/mnt/data', pathMap: [{ from: '/data', to: '/mnt/data' }] },
      warnings: [expect.stringContaining('Where Sonarr and Radarr import everything')],
    })
  })

  test('looks at the mapping on the screen', async () => {
    const { sendJson } = await home({
      diagnose: async () => ({ ...fine, libraries: [{ name: 'All', paths: ['/mnt'] }] }),
    })
    const pathMap = [{ from: '/data', to: '/mnt/data' }]
    const answer = await sendJson('POST', address, { jellyfin: { ...jellyfin, pathMap } })
    const result = (await answer.json()) as Record<string, unknown>
    expect(result).toMatchObject({ ok: true, warnings: [] })
    expect(result).not.toHaveProperty('hint')
    expect(result).not.toHaveProperty('proposal')
  })
})
