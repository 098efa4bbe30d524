import { afterEach, describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { type Engine, type EngineOptions, startEngine } from '../../../src/demo/engine/start.ts'
import { eventually } from '../../support/eventually.ts'
import { fixtureLines } from '../../support/fixture-lines.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { singleFile, torrentFile } from '../../support/torrent-file.ts'

const exchangeSchema = Type.Object({
  note: Type.String(),
  request: Type.Object({
    method: Type.String(),
    path: Type.String(),
    headers: Type.Record(Type.String(), Type.String()),
    body: Type.Optional(Type.String()),
  }),
  answer: Type.Union([
    Type.Object({
      status: Type.Number(),
      type: Type.Union([Type.String(), Type.Null()]),
      body: Type.Unknown(),
    }),
    Type.Null(),
  ]),
})

const recorded = fixtureLines('engine-exchanges.jsonl', exchangeSchema)
const answered = recorded.flatMap(({ note, request, answer }) =>
  answer === null ? [] : [{ title: `${note}: ${request.method} ${request.path}`, request, answer }]
)
const fatal = recorded.filter(({ answer }) => answer === null)
const ID = 'a'.repeat(40)
const engines: Engine[] = []

/** An engine that does nothing by itself. */
const start = async (options: EngineOptions = {}) => {
  const engine = await startEngine({
    syncIntervalMs: 3_600_000,
    lookIntervalMs: 3_600_000,
    metadataWaitMs: 0,
    ...options,
  })
  engines.push(engine)
  return engine
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop()
})

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const getJson = async (url: string) => (await fetch(url)).json()
const upload = (
  engine: Engine,
  bytes: Uint8Array,
  fields: Record<string, string> = {},
  fileName = 'x.torrent'
) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('torrent', new File([Buffer.from(bytes)], fileName))
  return fetch(`${engine.url}/torrents`, { method: 'POST', body: form })
}
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

describe('the engine answers as it was recorded', () => {
  test('every request of the recording is here', () => {
    expect(answered.length).toBeGreaterThan(55)
    expect(fatal.length).toBe(8)
  })

  test.each(answered)('$title', async ({ request, answer }) => {
    const engine = await start()
    const response = await fetch(`${engine.url}${request.path}`, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: Buffer.from(request.body) }),
    })
    const body = parse(await response.text())
    expect(response.status).toBe(answer.status)
    expect(response.headers.get('content-type')).toBe(answer.type)
    // What is new is told with the times and the peers of the moment.
    const isComparable = answer.status !== 201 && !request.path.startsWith('/internal')
    if (isComparable && request.path !== '/settings/storage') expect(body).toEqual(answer.body)
  })

  test.each(fatal)('and dies of: $note', async ({ request }) => {
    const engine = await start()
    await expect(post(`${engine.url}/torrents`, request.body)).rejects.toThrow()
    expect(engine.control.isRunning()).toBe(false)
    await expect(fetch(`${engine.url}/internal/health/player`)).rejects.toThrow()
    await engine.control.restart()
    expect((await fetch(`${engine.url}/torrents`)).status).toBe(200)
  })

  test('and dies of a .torrent file of version 2, cutting off whoever else waits', async () => {
    const engine = await start({ metadataWaitMs: 60_000 })
    const waiting = post(`${engine.url}/torrents`, { magnet: `magnet:?xt=urn:btih:${ID}` }).then(
      () => 'answered',
      () => 'lost'
    )
    await eventually(() => engine.control.sessionIds().length === 1)
    const info = { name: 'x', 'piece length': 65_536, 'file tree': { x: { '': { length: 1 } } } }
    await expect(upload(engine, torrentFile(info))).rejects.toThrow()
    expect(await waiting).toBe('lost')
  })
})

describe('the list', () => {
  const add = (engine: Engine, name: string, size = 1000) =>
    engine.control.add({ name, totalBytes: size })

  test('is a summary without files, hash and speeds unless it is asked for in full', async () => {
    const engine = await start()
    const { id } = await add(engine, 'Spring.2019', 1000)
    const summary = await getJson(`${engine.url}/torrents`)
    expect(Object.keys(summary.items[0])).toEqual([
      'id',
      'name',
      'status',
      'progress',
      'doneBytes',
      'totalBytes',
      'createdAt',
      'updatedAt',
    ])
    const full = await getJson(`${engine.url}/torrents?view=full`)
    expect(Object.keys(full.items[0])).toEqual([
      'id',
      'name',
      'status',
      'infoHash',
      'files',
      'totalBytes',
      'doneBytes',
      'createdAt',
      'updatedAt',
      'tags',
      'mediaOrganization',
    ])
    expect(full.items[0].tags).toBeNull()
    expect(await getJson(`${engine.url}/torrents/${id}`)).toEqual(full.items[0])
  })

  test('finds names by plain text in any case, and tags in their own case, all of them', async () => {
    const engine = await start()
    const { id } = await add(engine, 'Some.Show')
    await add(engine, 'Other')
    await fetch(`${engine.url}/torrents/${id}/tags`, {
      method: 'PUT',
      body: JSON.stringify({ tags: ['tv', 'TV', ' sonarr ', ''] }),
    })
    const names = async (query: string) =>
      (await getJson(`${engine.url}/torrents?${query}`)).items.map(
        ({ name }: { name: string }) => name
      )
    expect(await names('search=SHOW')).toEqual(['Some.Show'])
    expect(await names('search=.*')).toEqual([])
    expect(await names('tags=tv,sonarr')).toEqual(['Some.Show'])
    expect(await names('tags=TV')).toEqual([])
    expect(await names('tags=tv,x')).toEqual([])
    expect((await getJson(`${engine.url}/torrents?tags=tv`)).items[0].tags).toEqual([
      'tv',
      'sonarr',
    ])
  })

  test('sorts, pages, and counts the page alone', async () => {
    const engine = await start()
    for (const [name, size] of [
      ['b', 3],
      ['a', 2],
      ['c', 1],
    ] as const)
      await add(engine, name, size)
    const page = await getJson(`${engine.url}/torrents?sortBy=name&sortOrder=ASC&limit=2&offset=1`)
    expect(page.items.map(({ name }: { name: string }) => name)).toEqual(['b', 'c'])
    expect(page.count).toBe(2)
    const bySize = await getJson(`${engine.url}/torrents?sortBy=totalBytes`)
    expect(bySize.items.map(({ totalBytes }: { totalBytes: number }) => totalBytes)).toEqual([
      3, 2, 1,
    ])
  })

  test('repeats and loses items between pages of equal sort values', async () => {
    const engine = await start({ clock: createManualClock(), sessionLimit: 0 })
    for (let number = 0; number < 60; number += 1) await add(engine, `n${number}`)
    const seen = new Set<string>()
    for (let offset = 0; offset < 60; offset += 10) {
      const page = await getJson(`${engine.url}/torrents?limit=10&offset=${offset}`)
      for (const { id } of page.items) seen.add(id)
    }
    expect(seen.size).toBeLessThan(60)
    expect((await getJson(`${engine.url}/torrents`)).count).toBe(60)
  })
})

describe('an add', () => {
  test('of a file answers the new record, precise in time and with its pieces', async () => {
    const engine = await start({ clock: createManualClock(), utcOffsetMinutes: 60 })
    const answer = await upload(engine, torrentFile(singleFile('Film.mkv', 100_000)), {
      name: 'My name',
    })
    const body = await answer.json()
    expect(answer.status).toBe(201)
    expect(body).toMatchObject({
      name: 'My name',
      status: 'active',
      totalBytes: 100_000,
      tags: null,
    })
    expect(body.files).toEqual([
      { index: 0, path: 'Film.mkv', length: 100_000, bytesCompleted: 0, progress: 0, pieceEnd: 2 },
    ])
    expect(body.createdAt).toMatch(/^2026-11-22T21:00:00\.\d{9}\+01:00$/)
    expect((await getJson(`${engine.url}/torrents/${body.id}`)).createdAt).toBe(
      '2026-11-22T20:00:00Z'
    )
  })

  test('of a magnet that nobody knows is pending, with files null, after the wait', async () => {
    const engine = await start({ metadataWaitMs: 30 })
    const before = performance.now()
    const body = await (
      await post(`${engine.url}/torrents`, { magnet: `magnet:?xt=urn:btih:${ID}&dn=Ignored` })
    ).json()
    expect(performance.now() - before).toBeGreaterThan(25)
    expect(body).toMatchObject({ id: ID, name: '', status: 'pending', files: null, totalBytes: 0 })
    expect((await getJson(`${engine.url}/torrents/${ID}`)).files).toEqual([])
    expect(await getJson(`${engine.url}/torrents/${ID}/state`)).toEqual({
      id: ID,
      status: 'pending',
      mode: 'idle',
      progress: 0,
      peers: 0,
      downloadSpeed: 0,
      uploadSpeed: 0,
      updatedAt: expect.any(String),
    })
  })

  test('of a magnet answers as soon as its metadata comes', async () => {
    const engine = await start({ metadataWaitMs: 60_000 })
    const adding = post(`${engine.url}/torrents`, { magnet: `magnet:?xt=urn:btih:${ID}` })
    await eventually(() => engine.control.sessionIds().length === 1)
    engine.control.giveMetadata(ID, { name: 'Sintel', totalBytes: 10 })
    expect(await (await adding).json()).toMatchObject({ name: 'Sintel', status: 'active' })
  })

  test('of what is there already answers 201 with the old record and its old name', async () => {
    const engine = await start()
    const { id } = await engine.control.add({ name: 'Old', totalBytes: 10 })
    await engine.control.stopTorrent(id)
    const answer = await post(`${engine.url}/torrents`, {
      magnet: `magnet:?xt=urn:btih:${id}`,
      name: 'New',
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ id, name: 'Old', status: 'stopped' })
    expect(engine.control.modeOf(id)).toBe('stopped')
  })

  test('takes field names in any case and null for nothing, as Go does', async () => {
    const engine = await start()
    const body = `{"MAGNET":"magnet:?xt=urn:btih:${ID}","name":null} trailing`
    expect(
      (
        await post(`${engine.url}/torrents`, body, {
          'content-type': 'application/json; charset=utf-8',
        })
      ).status
    ).toBe(201)
    expect((await post(`${engine.url}/torrents`, { magnet: 5 })).status).toBe(400)
    expect((await post(`${engine.url}/torrents`, '')).status).toBe(400)
    expect((await post(`${engine.url}/torrents`, '[]')).status).toBe(400)
  })

  test('of a file refuses another field, a text in its place, no form, and a name too long to store', async () => {
    const engine = await start()
    const file = torrentFile(singleFile('Film.mkv', 10))
    const send = async (form: FormData) => {
      const answer = await fetch(`${engine.url}/torrents`, { method: 'POST', body: form })
      return { status: answer.status, ...(await answer.json()).error }
    }
    const missing = { status: 400, code: 'invalid_request', message: 'missing torrent file' }
    const elsewhere = new FormData()
    elsewhere.set('file', new File([Buffer.from(file)], 'x.torrent'))
    expect(await send(elsewhere)).toEqual(missing)
    const text = new FormData()
    text.set('torrent', 'not a file')
    expect(await send(text)).toEqual(missing)
    const noForm = await post(`${engine.url}/torrents`, 'x', {
      'content-type': 'multipart/form-data',
    })
    expect((await noForm.json()).error.message).toBe('invalid multipart form')
    const long = await upload(engine, file, {}, `${'x'.repeat(250)}.torrent`)
    expect(long.status).toBe(500)
    expect((await long.json()).error).toEqual({
      code: 'internal_error',
      message: 'failed to store torrent file',
    })
  })
})

describe('bulk calls', () => {
  test('answer 200 with a result for each id', async () => {
    const engine = await start()
    const { id } = await engine.control.add({ name: 'a', totalBytes: 1 })
    const answer = await post(`${engine.url}/torrents/bulk/stop`, {
      ids: [id, ID, ' ', id.toUpperCase()],
    })
    expect(answer.status).toBe(200)
    expect((await answer.json()).items).toEqual([
      { id, ok: true },
      { id: ID, ok: false, error: 'not found' },
      { id: ' ', ok: false, error: 'empty id' },
      { id: id.toUpperCase(), ok: false, error: 'not found' },
    ])
  })

  test('take 1 to 100 ids and no unknown field', async () => {
    const engine = await start()
    const fault = async (body: unknown) =>
      (await (await post(`${engine.url}/torrents/bulk/delete`, body)).json()).error?.message
    expect(await fault({ ids: [] })).toBe('ids is required')
    expect(await fault({ ids: Array(101).fill(ID) })).toBe('too many ids (max 100)')
    expect(await fault({ ids: [ID], x: 1 })).toBe('invalid json')
    expect(await fault({ ids: Array(100).fill(ID), deleteFiles: true })).toBeUndefined()
  })

  test('exist for POST alone', async () => {
    const engine = await start()
    expect((await fetch(`${engine.url}/torrents/bulk/nothing`)).status).toBe(405)
    expect((await post(`${engine.url}/torrents/bulk/nothing`, {})).status).toBe(404)
    expect((await post(`${engine.url}/torrents/bulk/constructor`, {})).status).toBe(404)
    expect((await fetch(`${engine.url}/torrents/${ID}/constructor`)).status).toBe(404)
  })
})

describe('a delete', () => {
  test('whose files cannot be removed fails after the record is gone', async () => {
    const engine = await start()
    const { id } = await engine.control.add({ name: 'a', totalBytes: 1 })
    engine.control.lockFiles(id)
    const answer = await fetch(`${engine.url}/torrents/${id}?deleteFiles=true`, {
      method: 'DELETE',
    })
    expect(answer.status).toBe(500)
    expect((await answer.json()).error).toEqual({
      code: 'internal_error',
      message: 'internal server error',
    })
    expect((await fetch(`${engine.url}/torrents/${id}`)).status).toBe(404)
  })
})

describe('the limits', () => {
  test('let 200 requests through at once and 100 a second, whoever asks', async () => {
    const clock = createManualClock()
    const engine = await start({ clock })
    const statuses = async (count: number, path = '/nope') => {
      const answers = []
      for (let number = 0; number < count; number += 1)
        answers.push(await fetch(`${engine.url}${path}`))
      return answers.map(({ status }) => status)
    }
    expect(new Set(await statuses(200))).toEqual(new Set([404]))
    const refused = await fetch(`${engine.url}/torrents`)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await refused.json()).error).toEqual({
      code: 'rate_limited',
      message: 'too many requests',
    })
    expect(await statuses(3, '/internal/health/player')).toEqual([200, 200, 200])
    expect(await statuses(1, '/metrics')).toEqual([200])
    await clock.pass(20)
    expect(await statuses(3)).toEqual([404, 404, 429])
  })

  test('on sessions throw out who was looked at longest ago and is not downloading', async () => {
    const engine = await start({ sessionLimit: 2 })
    const first = await engine.control.add({ name: 'first', totalBytes: 10 })
    const second = await engine.control.add({ name: 'second', totalBytes: 10 })
    const refused = await upload(engine, torrentFile(singleFile('third', 10)))
    expect(refused.status).toBe(500)
    expect((await refused.json()).error).toEqual({
      code: 'engine_error',
      message: 'engine error: session limit reached',
    })
    await engine.control.stopTorrent(first.id)
    await engine.control.stopTorrent(second.id)
    await fetch(`${engine.url}/torrents/${first.id}/state`)
    expect((await upload(engine, torrentFile(singleFile('third', 10)))).status).toBe(201)
    expect(engine.control.sessionIds()).not.toContain(second.id)
    expect(engine.control.sessionIds()).toContain(first.id)
  })

  test('on sessions stand in the storage settings', async () => {
    const engine = await start({ sessionLimit: 3 })
    expect(await getJson(`${engine.url}/settings/storage`)).toMatchObject({
      maxSessions: 3,
      minDiskSpaceBytes: 2_147_483_648,
      usage: { dataDir: '/data', dataDirExists: true },
    })
  })
})

describe('with its database away', () => {
  test('the engine keeps callers waiting for records, then says repository_error', async () => {
    const engine = await start({ repositoryHangMs: 60 })
    const { id } = await engine.control.add({ name: 'a', totalBytes: 10 })
    engine.control.setRecordsLost(true)
    for (const [method, path] of [
      ['GET', ''],
      ['GET', `/${id}`],
      ['POST', `/${id}/stop`],
      ['DELETE', `/${id}`],
    ] as const) {
      const before = performance.now()
      const answer = await fetch(`${engine.url}/torrents${path}`, { method })
      expect(answer.status).toBe(500)
      expect((await answer.json()).error.code).toBe('repository_error')
      expect(performance.now() - before).toBeGreaterThan(50)
    }
    expect((await fetch(`${engine.url}/torrents/state?status=active`)).status).toBe(200)
    expect((await getJson(`${engine.url}/internal/health/player`)).status).toBe('ok')
    engine.control.setRecordsLost(false)
    expect((await fetch(`${engine.url}/torrents`)).status).toBe(200)
  })

  test('a call goes through whose database is back in time', async () => {
    const engine = await start({ repositoryHangMs: 10_000 })
    engine.control.setRecordsLost(true)
    const asking = fetch(`${engine.url}/torrents`)
    await Bun.sleep(30)
    engine.control.setRecordsLost(false)
    expect((await asking).status).toBe(200)
  })
})
