import { afterEach, describe, expect, test } from 'bun:test'
import { createEngineClient } from '../../../src/torrents/engine/engine.ts'
import { Unavailable } from '../../../src/upstream-error.ts'

const ID = 'dbeecb6c86c096da10d2c46b0c68ddd91ca7f893'
const OTHER_ID = '024631c67ed88449dd2a55ba97c8cd37a1563527'

const summary = (changes: object = {}) => ({
  id: ID,
  name: 'Some.Show.S01.1080p.WEB-DL',
  status: 'active',
  progress: 0.2974873509990567,
  doneBytes: 8436608,
  totalBytes: 28359552,
  createdAt: '2026-11-22T19:47:04Z',
  updatedAt: '2026-11-22T19:48:09Z',
  ...changes,
})
const page = (...items: unknown[]) => Response.json({ items, count: items.length })
const engineError = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ error: { code, message: code } }, { status, headers })

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

/** An engine that answers with the next of these, the last one for good. */
const engineThat = (...answers: ((request: Request) => Response | Promise<Response>)[]) => {
  const asked: { path: string; at: number }[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 30,
    fetch(request) {
      const { pathname, search } = new URL(request.url)
      asked.push({ path: pathname + search, at: performance.now() })
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      return answer?.(request) ?? new Response(null, { status: 404 })
    },
  })
  cleanups.push(() => server.stop(true))
  const baseUrl = `http://127.0.0.1:${server.port}`
  return { asked, baseUrl, client: createEngineClient({ baseUrl }) }
}

describe('the list', () => {
  test('is asked for without a limit, which would lose items between pages', async () => {
    const { asked, client } = engineThat(() => page(summary()))
    await client.list()
    expect(asked.map(({ path }) => path)).toEqual(['/torrents?sortBy=createdAt&sortOrder=asc'])
  })

  test('becomes torrents with times in Unix seconds', async () => {
    const { client } = engineThat(() => page(summary()))
    expect(await client.list()).toEqual({
      torrents: [
        {
          id: ID,
          name: 'Some.Show.S01.1080p.WEB-DL',
          status: 'active',
          totalBytes: 28359552,
          doneBytes: 8436608,
          createdAt: 1795376824,
          updatedAt: 1795376889,
          tags: [],
        },
      ],
      malformed: 0,
    })
  })

  test.each([
    ['whole seconds', '2026-11-22T19:47:04Z', 1795376824],
    ['nanoseconds, cut off and not rounded', '2026-11-22T19:47:04.999999999Z', 1795376824],
    ['one digit', '2026-11-22T19:47:04.9Z', 1795376824],
    ['a zone ahead of UTC', '2026-11-22T20:47:04.123456789+01:00', 1795376824],
    ['a zone behind UTC by half an hour', '2026-11-22T16:17:04-03:30', 1795376824],
    ["Go's zero time", '0001-01-01T00:00:00Z', -62135596800],
  ])('reads a creation time with %s', async (_, createdAt, expected) => {
    const { client } = engineThat(() => page(summary({ createdAt })))
    expect((await client.list()).torrents[0]?.createdAt).toBe(expected)
  })

  test.each([
    ['an id in upper case', { id: ID.toUpperCase() }],
    ['an id of 39 digits', { id: ID.slice(1) }],
    ['no id', { id: undefined }],
    ['a status that nobody knows', { status: 'seeding' }],
    ['a status that is a number', { status: 3 }],
    ['no name', { name: null }],
    ['bytes below zero', { doneBytes: -1 }],
    ['half a byte', { totalBytes: 0.5 }],
    ['more bytes than a number can count', { totalBytes: 2 ** 53 }],
    ['bytes as text', { totalBytes: '5' }],
    ['a time that is none', { createdAt: '2026-13-40T00:00:00Z' }],
    ['a time without a zone', { createdAt: '2026-11-22T19:47:04' }],
    ['a time as a number', { updatedAt: 1795376824 }],
    ['tags that are text', { tags: 'tv' }],
  ])('skips an item with %s, counts it and keeps the others', async (_, changes) => {
    const { client } = engineThat(() => page(summary(changes), summary({ id: OTHER_ID })))
    const { torrents, malformed } = await client.list()
    expect(torrents.map(({ id }) => id)).toEqual([OTHER_ID])
    expect(malformed).toBe(1)
  })

  test.each([
    ['null', null],
    ['a text', 'x'],
    ['a list', []],
  ])('skips an item that is %s', async (_, item) => {
    const { client } = engineThat(() => page(item, summary()))
    expect(await client.list()).toMatchObject({ torrents: [{ id: ID }], malformed: 1 })
  })

  test('tells of each item that had to be skipped', async () => {
    const skipped: string[] = []
    const server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: () => page(summary({ status: 3 }), summary({ id: 'bad' }), summary()),
    })
    const client = createEngineClient({
      baseUrl: server.url.origin,
      onMalformed: (id) => void skipped.push(id),
    })
    await client.list()
    await server.stop(true)
    expect(skipped).toEqual([ID, '(none)'])
  })

  test('of no torrents is empty', async () => {
    const { client } = engineThat(() => page())
    expect(await client.list()).toEqual({ torrents: [], malformed: 0 })
  })

  test('tells the ids of malformed items too, so that they do not count as gone', async () => {
    const { client } = engineThat(() => page({ id: ID, status: 7 }, { id: 'no hash' }, 5))
    expect(await client.ids()).toEqual([ID])
  })

  test('of which nothing can be read is an error, not an empty list', async () => {
    const { client } = engineThat(() => page(summary({ status: 'new-word' })))
    await expect(client.list()).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'unexpected-answer',
    })
  })

  test.each([
    ['without items', { count: 0 }],
    ['with items that are null', { items: null, count: 0 }],
    ['without a count', { items: [] }],
    ['that is a bare list', []],
    ['that is null', null],
  ])('%s is an unexpected answer', async (_, body) => {
    const { client } = engineThat(() => Response.json(body))
    await expect(client.list()).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'unexpected-answer',
    })
  })

  test('behind a web page is refused as not JSON', async () => {
    const { client } = engineThat(() => new Response('<!doctype html><title>T◎RRX</title>'))
    await expect(client.list()).rejects.toMatchObject({ code: 'not-json' })
  })

  test.each([
    ['500 in its envelope', () => engineError(500, 'repository_error'), 'server-error'],
    ['405 with an empty body', () => new Response(null, { status: 405 }), 'rejected'],
    ['404 as text', () => new Response('404 page not found\n', { status: 404 }), 'not-found'],
    ['a cut body', () => new Response('{"items":[', { status: 200 }), 'not-json'],
  ])('that is answered with %s is an error', async (_, answer, code) => {
    const { client, asked } = engineThat(answer)
    await expect(client.list()).rejects.toMatchObject({ code })
    await client.list().catch(() => {})
    expect(asked).toHaveLength(2)
  })

  test('has its own deadline while the engine is silent', async () => {
    const { baseUrl } = engineThat(() => new Promise<Response>(() => {}))
    const client = createEngineClient({ baseUrl, timeoutMs: 50 })
    const startedAt = performance.now()
    expect(await client.list().catch((error) => error)).toMatchObject({
      name: 'Unavailable',
      code: 'timeout',
    })
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  test('ends with the service', async () => {
    const { baseUrl } = engineThat(() => new Promise<Response>(() => {}))
    const stopping = new AbortController()
    const client = createEngineClient({ baseUrl, signal: stopping.signal })
    const listing = client.list().catch((error) => error)
    stopping.abort()
    expect(await listing).toMatchObject({ name: 'Unavailable', code: 'stopped' })
  })

  test('of 10,000 torrents is read whole and quickly', async () => {
    const items = Array.from({ length: 10_000 }, (_, at) =>
      summary({ id: at.toString(16).padStart(40, '0'), tags: ['tv'] })
    )
    const body = JSON.stringify({ items, count: items.length })
    const { client } = engineThat(
      () => new Response(body, { headers: { 'content-type': 'application/json' } })
    )
    const startedAt = performance.now()
    expect((await client.list()).torrents).toHaveLength(10_000)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})

test('the newest changes are asked for with a limit', async () => {
  const { asked, client } = engineThat(() => page(summary()))
  await client.newest()
  await client.newest(7)
  expect(asked.map(({ path }) => path)).toEqual(['/torrents?limit=100', '/torrents?limit=7'])
})

describe('the live sessions', () => {
  const session = (changes: object = {}) => ({
    id: ID,
    status: 'active',
    mode: 'downloading',
    transferPhase: 'downloading',
    progress: 0.5,
    peers: 3,
    downloadSpeed: 999_999_999,
    uploadSpeed: 0,
    files: [
      { index: 0, path: 'a/b', length: 100, bytesCompleted: 40, progress: 0 },
      { index: 1, path: 'a/c', length: 100, bytesCompleted: 2, progress: 0 },
    ],
    updatedAt: '2026-11-22T19:47:07.876226134Z',
    ...changes,
  })

  test('are asked for with the only status that the engine takes', async () => {
    const { asked, client } = engineThat(() => page())
    expect(await client.states()).toEqual([])
    expect(asked.map(({ path }) => path)).toEqual(['/torrents/state?status=active'])
  })

  test('tell their mode, phase, peers and bytes, and no speed of the engine', async () => {
    const { client } = engineThat(() => page(session()))
    expect(await client.states()).toEqual([
      { id: ID, mode: 'downloading', phase: 'downloading', peers: 3, progress: 0.5, fileBytes: 42 },
    ])
  })

  test.each([
    ['a mode of a newer engine', { mode: 'dreaming' }, { mode: 'unknown' }],
    ['no mode', { mode: undefined }, { mode: 'unknown' }],
    ['no phase', { transferPhase: undefined }, { phase: null }],
    ['a phase of a newer engine', { transferPhase: 'moving' }, { phase: null }],
    ['no files yet', { files: undefined }, { fileBytes: null }],
    ['files that are null', { files: null }, { fileBytes: null }],
    ['files of which none has bytes', { files: [{ index: 0 }] }, { fileBytes: 0 }],
  ])('may have %s', async (_, changes, expected) => {
    const { client } = engineThat(() => page(session(changes)))
    expect(await client.states()).toMatchObject([expected])
  })

  test('leave a malformed one out', async () => {
    const { client } = engineThat(() => page(session({ peers: 'many' }), session({ id: OTHER_ID })))
    expect((await client.states()).map(({ id }) => id)).toEqual([OTHER_ID])
  })

  test('are asked for once more when one of them vanished under the engine', async () => {
    const { asked, client } = engineThat(
      () => engineError(500, 'internal_error'),
      () => page(session())
    )
    expect(await client.states()).toHaveLength(1)
    expect(asked).toHaveLength(2)
  })

  test('are an error after the second failure, never an empty list', async () => {
    const { asked, client } = engineThat(() => engineError(500, 'internal_error'))
    expect(await client.states().catch((error) => error)).toBeInstanceOf(Unavailable)
    expect(asked).toHaveLength(2)
  })

  test.each([400, 503])('are not asked for again after %d', async (status) => {
    const { asked, client } = engineThat(() => engineError(status, 'x'))
    await client.states().catch(() => {})
    expect(asked).toHaveLength(1)
  })
})

describe('the rate', () => {
  test('stays at ten calls in any second', async () => {
    const { asked, client } = engineThat(() => page())
    await Promise.all(Array.from({ length: 14 }, () => client.list()))
    expect(asked).toHaveLength(14)
    for (let at = 10; at < asked.length; at += 1) {
      const span = (asked[at]?.at ?? 0) - (asked[at - 10]?.at ?? 0)
      expect(span).toBeGreaterThan(900)
    }
  })

  test('of lists is one of its own: they do not wait for the other calls', async () => {
    const { client } = engineThat((request) =>
      request.method === 'GET' ? page() : Response.json({})
    )
    const others = Array.from({ length: 60 }, () => client.setTags(ID, []))
    const startedAt = performance.now()
    await client.list()
    expect(performance.now() - startedAt).toBeLessThan(500)
    await Promise.all(others)
    expect(performance.now() - startedAt).toBeGreaterThan(900)
  })

  test('pauses for as long as a 429 says', async () => {
    const { asked, client } = engineThat(
      () => engineError(429, 'rate_limited', { 'retry-after': '1' }),
      () => page()
    )
    expect(await client.list().catch((error) => error)).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 1000,
    })
    await client.list()
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(900)
  })

  test('refuses at once where a 429 asks for longer than a call may last', async () => {
    const { asked, client } = engineThat(() =>
      engineError(429, 'rate_limited', { 'retry-after': '3600' })
    )
    await client.list().catch(() => {})
    expect(await client.list().catch((error) => error)).toMatchObject({ code: 'rate-limited' })
    expect(asked).toHaveLength(1)
  })

  test('is none for the ping, which the engine does not count', async () => {
    const { asked, client } = engineThat(() => Response.json({ status: 'degraded' }))
    const startedAt = performance.now()
    for (let count = 0; count < 15; count += 1) await client.ping()
    expect(performance.now() - startedAt).toBeLessThan(900)
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/internal/health/player']))
  })
})

describe('the ping', () => {
  test('fails when something else answers there', async () => {
    const { client } = engineThat(() => new Response('<html>'))
    await expect(client.ping()).rejects.toMatchObject({ code: 'not-json' })
  })

  test('fails when nobody listens', async () => {
    const client = createEngineClient({ baseUrl: 'http://127.0.0.1:1' })
    await expect(client.ping()).rejects.toMatchObject({ name: 'Unavailable', code: 'refused' })
  })

  test('ends with its own signal', async () => {
    const { client } = engineThat(() => new Promise<Response>(() => {}))
    const stopping = new AbortController()
    const ping = client.ping(stopping.signal).catch((error) => error)
    stopping.abort()
    expect(await ping).toMatchObject({ code: 'stopped' })
  })

  test('ends with the service where it has no signal of its own', async () => {
    const { baseUrl } = engineThat(() => new Promise<Response>(() => {}))
    const stopping = new AbortController()
    const client = createEngineClient({ baseUrl, signal: stopping.signal, timeoutMs: 1000 })
    const ping = client.ping().catch((error) => error)
    stopping.abort()
    expect(await ping).toMatchObject({ code: 'stopped' })
  })
})
