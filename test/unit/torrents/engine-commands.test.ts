import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Engine, startEngine } from '../../../src/demo/engine/start.ts'
import { listen } from '../../../src/demo/listener.ts'
import { createEngineClient } from '../../../src/torrents/engine/engine.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'
import { infoHash } from '../../support/torrents.ts'
import { fileOf, magnetOf } from './beside-engine.ts'

const ID = 'dbeecb6c86c096da10d2c46b0c68ddd91ca7f893'
const magnet = { kind: 'magnet', magnet: `magnet:?xt=urn:btih:${ID}` } as const
const envelope = (status: number, code: string, message: string) => () =>
  Response.json({ error: { code, message } }, { status })

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

describe('the words of the engine', () => {
  let server: ScriptedServer
  beforeEach(() => {
    server = startScriptedServer()
    cleanups.push(server.stop)
  })
  const client = () => createEngineClient({ baseUrl: server.url })

  // All of them recorded of the real one, with its answer to each.
  test.each([
    [400, 'invalid_request', 'invalid torrent source'],
    [400, 'invalid_request', 'invalid json'],
    [400, 'invalid_request', 'missing torrent file'],
    [415, 'unsupported_media_type', 'unsupported content type'],
    [500, 'engine_error', 'engine error: unexpected scheme ""'],
    [
      500,
      'engine_error',
      'engine error: error parsing infohash "abcd": unhandled xt parameter encoding (encoded length 4)',
    ],
    [
      500,
      'engine_error',
      "engine error: bencode: syntax error (offset: 0): unknown value type 'n'",
    ],
    [500, 'engine_error', 'engine error: EOF'],
    [500, 'engine_error', 'engine error: unmarshalling info: EOF'],
    [500, 'engine_error', 'engine error: bad info: pieces has invalid length'],
    [500, 'engine_error', 'engine error: bad info: zero piece length'],
    [500, 'engine_error', 'engine error: bad info: piece count and file lengths are at odds'],
    [
      500,
      'engine_error',
      'engine error: error opening torrent storage: creating zero length file: open /data: is a directory',
    ],
  ])('for what it will never take (%d %s "%s") reject an add', async (status, code, message) => {
    server.on('POST /torrents', envelope(status, code, message))
    await expect(client().add(magnet)).rejects.toMatchObject({ name: 'Rejected', status })
  })

  test('for what it will never take stand in the error', async () => {
    server.on('POST /torrents', envelope(500, 'engine_error', 'engine error: bad info: x'))
    await expect(client().add(magnet)).rejects.toThrow('engine error: bad info: x')
  })

  test('for what it will never take are understood however long a path makes them', async () => {
    const path = 'a long path/'.repeat(300)
    const message = `engine error: error opening torrent storage: file 0: path "${path}"`
    server.on('POST /torrents', envelope(500, 'engine_error', message))
    await expect(client().add(magnet)).rejects.toMatchObject({ name: 'Rejected' })
  })

  test.each([
    [500, 'internal_error', 'failed to store torrent file', 'server-error'],
    [500, 'internal_error', 'internal server error', 'server-error'],
    [500, 'repository_error', 'repository error: server selection error', 'server-error'],
    [429, 'rate_limited', 'too many requests', 'rate-limited'],
  ])(
    'for what passes (%d %s "%s") say that it is away',
    async (status, code, message, expected) => {
      const answer = envelope(status, code, message)
      server.on('POST /torrents', answer)
      const away = { name: 'Unavailable', code: expected }
      await expect(client().add(magnet)).rejects.toMatchObject(away)
      server.on(`POST /torrents/${ID}/start`, answer)
      await expect(client().start(ID)).rejects.toMatchObject(away)
      server.on('POST /torrents/bulk/stop', answer)
      await expect(client().stop([ID])).rejects.toMatchObject(away)
      server.on(`PUT /torrents/${ID}/tags`, answer)
      await expect(client().setTags(ID, [])).rejects.toMatchObject(away)
    }
  )

  test('for a full house are no failure', async () => {
    const full = envelope(500, 'engine_error', 'engine error: session limit reached')
    server.on('POST /torrents', full)
    server.on(`POST /torrents/${ID}/start`, full)
    expect(await client().add(magnet)).toBe('no-session-free')
    expect(await client().start(ID)).toBe('no-session-free')
  })

  test('for the start of a finished torrent are success', async () => {
    const message = `engine error: invalid state transition: completed -> downloading for session ${ID}`
    server.on(`POST /torrents/${ID}/start`, envelope(500, 'engine_error', message))
    expect(await client().start(ID)).toBe('opened')
  })

  test('for the start of one that is gone are success', async () => {
    server.on(`POST /torrents/${ID}/start`, envelope(404, 'not_found', 'torrent not found'))
    expect(await client().start(ID)).toBe('opened')
  })

  test('for another start that it refuses reject it', async () => {
    server.on(`POST /torrents/${ID}/start`, envelope(500, 'engine_error', 'engine error: no disk'))
    await expect(client().start(ID)).rejects.toMatchObject({ name: 'Rejected' })
  })

  test('about one torrent of many are told as a failure, those about unknown ones are not', async () => {
    const items = [
      { id: infoHash(1), ok: true },
      { id: infoHash(2), ok: false, error: 'not found' },
    ]
    server.on('POST /torrents/bulk/stop', () => Response.json({ items }))
    await client().stop([infoHash(1), infoHash(2)])
    items.push({ id: infoHash(3), ok: false, error: 'engine error: no such thing' })
    await expect(client().stop([infoHash(1)])).rejects.toMatchObject({ name: 'Unavailable' })
  })

  test('that are no words of an engine are no success', async () => {
    server.on('POST /torrents', () => new Response('<html>500</html>', { status: 500 }))
    await expect(client().add(magnet)).rejects.toMatchObject({ code: 'server-error' })
    server.on('POST /torrents/bulk/delete', () => Response.json({ ok: true }))
    const removing = client().remove([ID], { deleteFiles: true })
    await expect(removing).rejects.toMatchObject({ code: 'unexpected-answer' })
  })

  test('are missed when the connection ends without an answer', async () => {
    const gate = listen({
      async answer() {
        await gate.close()
        return new Promise<Response>(() => {})
      },
    })
    cleanups.push(gate.close)
    const dying = createEngineClient({ baseUrl: gate.url })
    await expect(dying.add(magnet)).rejects.toMatchObject({ name: 'Unavailable', code: 'reset' })
  })
})

describe('the engine', () => {
  let engine: Engine
  const calls: string[] = []
  beforeEach(async () => {
    engine = await startEngine({ clock: createManualClock(), metadataWaitMs: 0 })
    calls.length = 0
    cleanups.push(engine.stop)
  })
  const client = () =>
    createEngineClient({
      baseUrl: engine.url,
      fetch: Object.assign(
        (...[url, init]: Parameters<typeof fetch>) => {
          calls.push(`${init?.method} ${String(url).slice(engine.url.length)}`)
          return fetch(url, init)
        },
        { preconnect: fetch.preconnect }
      ),
    })

  test('takes a magnet', async () => {
    const { torrentId, source } = magnetOf('A film')
    expect(await client().add(source)).toBe('opened')
    expect(await engine.control.record(torrentId)).toMatchObject({ name: '', status: 'pending' })
  })

  test('takes a file, and stores it under a name that is ours', async () => {
    const { torrentId, source } = fileOf('Film.mkv')
    expect(await client().add(source)).toBe('opened')
    const record = await engine.control.record(torrentId)
    expect(record).toMatchObject({ name: 'Film.mkv', status: 'active' })
    expect(record?.torrent).toMatch(/^\/data\/\.torrents\/upload-\d+\.torrent$/)
  })

  test('takes one that it has already, as it was', async () => {
    const { torrentId, source } = fileOf('Film.mkv')
    await client().add(source)
    await client().setTags(torrentId, ['kept'])
    expect(await client().add(source)).toBe('opened')
    expect(await engine.control.record(torrentId)).toMatchObject({ tags: ['kept'] })
  })

  test('stops and starts', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
    await client().stop([id])
    expect(engine.control.modeOf(id)).toBe('stopped')
    expect(await client().start(id)).toBe('opened')
    expect(engine.control.modeOf(id)).toBe('downloading')
  })

  test('starts a finished one', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
    engine.control.finish(id)
    await engine.control.syncNow()
    expect(await client().start(id)).toBe('opened')
  })

  test('passes over what it does not have', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
    const unknown = infoHash(7)
    await client().stop([unknown, id])
    expect(engine.control.modeOf(id)).toBe('stopped')
    expect(await client().start(unknown)).toBe('opened')
    await client().setTags(unknown, ['tv'])
    await client().remove([unknown, id], { deleteFiles: false })
    expect(await engine.control.record(id)).toBeNull()
  })

  test('has removed a torrent whose files cannot be', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
    engine.control.lockFiles(id)
    await client().remove([id], { deleteFiles: true })
    expect(await engine.control.record(id)).toBeNull()
  })

  test('is asked for at most fifty at once, and for none not at all', async () => {
    const ids: string[] = []
    for (let number = 0; number < 120; number += 1) {
      ids.push((await engine.control.addPending({ id: infoHash(number + 1) })).id)
    }
    await client().stop(ids)
    await client().remove(ids, { deleteFiles: false })
    await client().stop([])
    await client().remove([], { deleteFiles: false })
    const stop = 'POST /torrents/bulk/stop'
    const remove = 'POST /torrents/bulk/delete'
    expect(calls).toEqual([stop, stop, stop, remove, remove, remove])
    expect((await client().list()).torrents).toEqual([])
  })

  test('trims tags, and clears them', async () => {
    const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
    await client().setTags(id, [' tv ', 'TV'])
    expect((await client().list()).torrents[0]?.tags).toEqual(['tv'])
    await client().setTags(id, [])
    expect((await client().list()).torrents[0]?.tags).toEqual([])
  })
})
