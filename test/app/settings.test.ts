import { describe, expect, test } from 'bun:test'
import type { MediaServerAddress } from '../../src/mediaserver/server.ts'
import type { Verdict } from '../../src/mediaserver/verdict.ts'
import type { IntegrationSettings } from '../../src/settings/schema.ts'
import { buildApp } from '../support/app.ts'
import { createMemorySettingsStore } from '../support/memory-settings-store.ts'

const PATH = '/settings/integrations'
const KEY = 'canary-3f9b2c'
const jellyfin = { enabled: true, url: 'http://jellyfin:8096', apiKey: KEY }
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

const fresh = {
  jellyfin: {
    enabled: false,
    url: '',
    apiKey: '',
    refresh: 'full',
    after: 'download',
    pathMap: [],
    verifyTls: true,
  },
  qbt: { enabled: true, finished: 'keep', pathMap: [], addByUrl: false },
}

/** An answer's JSON; its shape is what the test is about. */
const json = async (response: Response) => (await response.json()) as Record<string, unknown>

describe('GET /settings/integrations', () => {
  test('of a fresh service answers the whole document with its defaults', async () => {
    const { send } = await buildApp()
    const response = await send(PATH)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toStartWith('application/json')
    expect(response.headers.get('vary')).toBe('Accept')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await json(response)).toEqual({
      jellyfin: fresh.jellyfin,
      emby: fresh.jellyfin,
      qbt: fresh.qbt,
      updatedAt: 0,
    })
  })

  test('answers a browser’s navigation with the page, at one address', async () => {
    const { send } = await buildApp()
    const response = await send(PATH, { headers: { accept: browser } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toStartWith('text/html')
    expect(response.headers.get('vary')).toBe('accept-encoding, Accept')
    const any = await send(PATH, { headers: { accept: '*/*' } })
    expect(any.headers.get('content-type')).toStartWith('application/json')
  })

  test('answers HEAD', async () => {
    const { send } = await buildApp()
    const response = await send(PATH, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })

  test('shows a stored key as eight stars, and an absent one as nothing', async () => {
    const { send, sendJson } = await buildApp()
    await sendJson('PATCH', PATH, { jellyfin })
    expect(await json(await send(PATH))).toMatchObject({
      jellyfin: { apiKey: '********' },
      emby: { apiKey: '' },
    })
  })

  test('is 503 with a time to come back while the store is away', async () => {
    const store = createMemorySettingsStore()
    store.state = 'away'
    const { send } = await buildApp({ store: { settings: store } })
    const from = performance.now()
    const response = await send(PATH)
    expect(performance.now() - from).toBeWithin(4500, 7000)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await json(response)).toMatchObject({ error: { code: 'unavailable' } })
  }, 20_000)
})

describe('PATCH /settings/integrations', () => {
  test('answers the new settings, dated by us', async () => {
    const { send, sendJson } = await buildApp()
    const before = Math.floor(Date.now() / 1000)
    const response = await sendJson('PATCH', PATH, { jellyfin, updatedAt: 1 })
    expect(response.status).toBe(200)
    const body = await json(response)
    expect(body).toMatchObject({ jellyfin: { ...jellyfin, apiKey: '********' } })
    expect(body['updatedAt']).toBeWithin(before, before + 5)
    expect(body['warnings']).toBeUndefined()
    expect(await json(await send(PATH))).toEqual(body)
  })

  test('with a bad field is 400, names every one, and stores nothing', async () => {
    const { send, sendJson, store } = await buildApp()
    const response = await sendJson('PATCH', PATH, {
      jellyfin,
      emby: { enabled: true, url: 'ftp://x' },
      qbt: { enabled: 'yes' },
    })
    expect(response.status).toBe(400)
    const { error } = (await json(response)) as { error: { code: string; message: string } }
    expect(error.code).toBe('invalid_request')
    for (const field of ['emby.url', 'emby.apiKey', 'qbt.enabled']) {
      expect(error.message).toContain(field)
    }
    expect(await store.settings.read()).toBeNull()
    expect(await json(await send(PATH))).toMatchObject({ updatedAt: 0 })
  })

  test('to another address wants the key again', async () => {
    const { sendJson } = await buildApp()
    await sendJson('PATCH', PATH, { jellyfin })
    const moved = await sendJson('PATCH', PATH, { jellyfin: { url: 'http://evil:8096' } })
    expect(moved.status).toBe(400)
    expect(await moved.text()).toContain(
      'jellyfin.apiKey: enter the key again: the stored one belongs to http://jellyfin:8096'
    )
    const off = await sendJson('PATCH', PATH, {
      jellyfin: { url: 'http://evil:8096', enabled: false },
    })
    expect(await json(off)).toMatchObject({
      jellyfin: { apiKey: '' },
      warnings: [expect.stringContaining('jellyfin.apiKey')],
    })
  })

  test('refuses bodies that are none, by their size, type or form', async () => {
    const { send, store } = await buildApp()
    const type = 'application/json'
    const own = { origin: 'http://nas:8070' }
    const patch = (body: string, headers: Record<string, string>) =>
      send(PATH, { method: 'PATCH', body, headers })
    const cases: [response: Response, status: number, code: string][] = [
      [await patch('{', { 'content-type': type }), 400, 'invalid_request'],
      [await patch('[]', { 'content-type': type }), 400, 'invalid_request'],
      [await patch('', { 'content-type': type }), 400, 'invalid_request'],
      [await patch('['.repeat(60_000), { 'content-type': type }), 400, 'invalid_request'],
      [await patch(`"${'x'.repeat(65_536)}"`, { 'content-type': type }), 413, 'payload_too_large'],
      [await patch('{}', { 'content-type': 'text/json', ...own }), 415, 'unsupported_media_type'],
      [
        await patch('x', { 'content-type': 'multipart/form-data', ...own }),
        415,
        'unsupported_media_type',
      ],
      [await patch('{}', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
      [await patch('x', { 'content-type': 'multipart/form-data' }), 403, 'forbidden'],
    ]
    for (const [response, status, code] of cases) {
      expect(response.status).toBe(status)
      expect(await json(response)).toEqual({ error: { code, message: expect.any(String) } })
    }
    expect(await store.settings.read()).toBeNull()
  })

  test('takes a form with the Origin of its page, and no other form', async () => {
    const { send } = await buildApp()
    const form = (headers: Record<string, string>) =>
      send(PATH, {
        method: 'PATCH',
        body: new URLSearchParams({
          'jellyfin.enabled': 'on',
          'jellyfin.url': 'http://jellyfin:8096/',
          'jellyfin.apiKey': KEY,
          'qbt.enabled': 'false',
        }),
        headers,
      })
    expect((await form({})).status).toBe(403)
    expect((await form({ origin: 'null' })).status).toBe(403)
    expect((await form({ origin: 'http://evil.com' })).status).toBe(403)
    const response = await form({ origin: 'http://nas:8070' })
    expect(response.status).toBe(200)
    expect(await json(response)).toMatchObject({
      jellyfin: { enabled: true, url: 'http://jellyfin:8096', apiKey: '********' },
      qbt: { enabled: false },
    })
  })

  test('of two callers at once loses no field of either', async () => {
    const { send, sendJson } = await buildApp()
    for (let round = 0; round < 20; round += 1) {
      const refresh = round % 2 ? 'targeted' : 'full'
      const finished = round % 2 ? 'hand-over' : 'keep'
      const url = `http://emby:${8000 + round}`
      const answers = await Promise.all([
        sendJson('PATCH', PATH, { jellyfin: { refresh } }),
        sendJson('PATCH', PATH, { qbt: { finished } }),
        sendJson('PATCH', PATH, { emby: { url } }),
        sendJson('PATCH', PATH, { emby: { enabled: 'x' } }),
      ])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400])
      expect(await json(await send(PATH))).toMatchObject({
        jellyfin: { refresh },
        qbt: { finished },
        emby: { url },
      })
    }
  })
})

describe('the Tests', () => {
  const verdict: Verdict = {
    ok: false,
    code: 'bad_key',
    message: 'Jellyfin does not accept this key.',
    hint: 'Make a new one.',
    product: 'jellyfin',
    version: null,
    serverName: null,
    libraries: [],
    warnings: [],
  }
  const build = async (testRate = 30) => {
    const asked: { kind: string; address: MediaServerAddress }[] = []
    const app = await buildApp({
      config: { testRate },
      diagnose: async ({ kind, address }) => {
        asked.push({ kind, address })
        return verdict
      },
    })
    return { ...app, asked }
  }

  test('are 200 whatever they find', async () => {
    const { send, sendJson, asked } = await build()
    const nothing = await send(`${PATH}/test-jellyfin`, { method: 'POST' })
    expect(nothing.status).toBe(200)
    expect(await json(nothing)).toMatchObject({ ok: false, code: 'incomplete' })
    await sendJson('PATCH', PATH, { jellyfin })
    const stored = await send(`${PATH}/test-jellyfin`, { method: 'POST' })
    expect(await json(stored)).toEqual({
      ok: false,
      error: 'Jellyfin does not accept this key.',
      code: 'bad_key',
      hint: 'Make a new one.',
      product: 'jellyfin',
      libraries: [],
      warnings: [],
    })
    expect(asked).toEqual([
      { kind: 'jellyfin', address: { url: jellyfin.url, apiKey: KEY, verifyTls: true } },
    ])
  })

  test('know Jellyfin from Emby, and change nothing', async () => {
    const { sendJson, asked, store } = await build()
    await sendJson('POST', `${PATH}/test-emby`, { emby: { url: 'http://e', apiKey: 'k' } })
    expect(asked).toEqual([
      { kind: 'emby', address: { url: 'http://e', apiKey: 'k', verifyTls: true } },
    ])
    expect(await store.settings.read()).toBeNull()
  })

  test('are 400 only for a body that cannot be read', async () => {
    const { send, sendJson } = await build()
    const post = (body: string) =>
      send(`${PATH}/test-emby`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
    for (const body of ['{', '[]', 'null', '"x"', '{"emby":1}']) {
      const response = await post(body)
      expect(response.status).toBe(400)
      expect(await json(response)).toMatchObject({ error: { code: 'invalid_request' } })
    }
    expect((await sendJson('POST', `${PATH}/test-emby`, { emby: { url: '::' } })).status).toBe(200)
  })

  test('over the rate are 200 with a time to wait, for each server by itself', async () => {
    const { sendJson } = await build(2)
    const code = async (kind: string) =>
      (await json(await sendJson('POST', `${PATH}/test-${kind}`, {})))['code']
    expect([await code('emby'), await code('emby'), await code('emby')]).toEqual([
      'incomplete',
      'incomplete',
      'rate_limited',
    ])
    expect(await code('jellyfin')).toBe('incomplete')
  })
})

describe('the frontend section that once existed', () => {
  test('finds every call that it made', async () => {
    const asked: MediaServerAddress[] = []
    const { send, sendJson } = await buildApp({
      diagnose: async ({ address }) => {
        asked.push(address)
        return {
          ok: true,
          code: 'ok',
          message: 'It works.',
          hint: null,
          product: 'emby',
          version: '4.9',
          serverName: null,
          libraries: [],
          warnings: [],
        }
      },
    })
    const loaded = (await json(await send(PATH))) as unknown as IntegrationSettings
    const edited = {
      jellyfin: { enabled: true, url: 'http://jellyfin:8096', apiKey: KEY },
      emby: { enabled: false, url: 'http://emby:8096', apiKey: 'emby-canary' },
      qbt: { enabled: loaded.qbt.enabled },
      updatedAt: loaded.updatedAt,
    }
    const unsaved = await sendJson('POST', `${PATH}/test-emby`, edited)
    expect(await json(unsaved)).toMatchObject({ ok: true })
    expect(asked).toEqual([{ url: 'http://emby:8096', apiKey: 'emby-canary', verifyTls: true }])

    const saved = (await json(
      await sendJson('PATCH', PATH, edited)
    )) as unknown as IntegrationSettings
    expect(saved.jellyfin).toMatchObject({ enabled: true, apiKey: '********' })
    const again = await sendJson('PATCH', PATH, { ...saved, qbt: { enabled: false } })
    expect(await json(again)).toMatchObject({
      jellyfin: { apiKey: '********' },
      qbt: { enabled: false },
    })
    await sendJson('POST', `${PATH}/test-emby`, saved)
    expect(asked[1]).toEqual({ url: 'http://emby:8096', apiKey: 'emby-canary', verifyTls: true })
  })
})

test('a key is in no answer and in no line of the log', async () => {
  const said: string[] = []
  const { send, sendJson, lines } = await buildApp({
    diagnose: async () => {
      throw new Error('fell over')
    },
  })
  const keep = async (response: Response) => {
    said.push(JSON.stringify([...response.headers]), await response.text())
  }
  await keep(await sendJson('PATCH', PATH, { jellyfin, emby: { apiKey: `${KEY}-2` } }))
  await keep(await sendJson('PATCH', PATH, { jellyfin: { apiKey: `${KEY} with blank` } }))
  await keep(await sendJson('PATCH', PATH, { jellyfin: { apiKey: [KEY] } }))
  await keep(await sendJson('PATCH', PATH, { jellyfin: { url: `http://u:${KEY}@x` } }))
  await keep(await sendJson('PATCH', PATH, { jellyfin: { url: 'http://elsewhere' } }))
  await keep(await sendJson('PATCH', PATH, { jellyfin: { url: 'http://x', enabled: false } }))
  await keep(await sendJson('PATCH', PATH, { jellyfin }))
  await keep(
    await send(PATH, {
      method: 'PATCH',
      body: `{"jellyfin":{"apiKey":"${KEY}"`,
      headers: { 'content-type': 'application/json' },
    })
  )
  await keep(await sendJson('POST', `${PATH}/test-jellyfin`, {}))
  await keep(await sendJson('POST', `${PATH}/test-jellyfin`, { jellyfin: { url: 'http://evil' } }))
  for (const path of [
    PATH,
    `${PATH}/paths`,
    '/',
    '/widget',
    '/health',
    '/health/ready',
    '/api/v2/app/version',
    '/x',
  ]) {
    await keep(await send(path))
    await keep(await send(path, { headers: { accept: browser } }))
    await keep(await send(path, { headers: { host: 'evil.com', accept: browser } }))
  }
  expect(said.join('\n')).toContain('********')
  expect(said.join('\n')).not.toContain(KEY)
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('\n')).not.toContain(KEY)
})

describe('while the store hangs', () => {
  test('a Test is run all the same, on what was read last', async () => {
    const store = createMemorySettingsStore()
    const asked: MediaServerAddress[] = []
    const { sendJson, settings } = await buildApp({
      store: { settings: store },
      diagnose: async ({ address }) => {
        asked.push(address)
        throw new Error('far enough')
      },
    })
    await settings.read()
    store.read = () => new Promise(() => {})
    await sendJson('POST', `${PATH}/test-jellyfin`, { jellyfin })
    expect(asked).toHaveLength(1)
  })
})
