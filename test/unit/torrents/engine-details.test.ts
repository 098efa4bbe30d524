import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { type Engine, startEngine } from '../../../src/demo/engine/start.ts'
import { createEngineClient, type EngineClient } from '../../../src/torrents/engine/engine.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { startScriptedServer } from '../../support/scripted-server.ts'
import { infoHash } from '../../support/torrents.ts'

const show = {
  name: 'A show',
  files: [
    { path: 'one.mkv', length: 65_536 },
    { path: 'extras/two.mkv', length: 65_536 },
    { path: 'three.nfo', length: 10 },
  ],
}

let clock: ManualClock
let engine: Engine
let client: EngineClient
beforeEach(async () => {
  clock = createManualClock()
  engine = await startEngine({ clock, sessionLimit: 7, metadataWaitMs: 0 })
  client = createEngineClient({ baseUrl: engine.url })
})
afterEach(async () => {
  await engine.stop()
})

/** An engine that answers one path with this. */
const clientOf = async (path: string, body: unknown, work: (client: EngineClient) => unknown) => {
  const server = startScriptedServer()
  server.on(`GET ${path}`, () => Response.json(body))
  try {
    return await work(createEngineClient({ baseUrl: server.url }))
  } finally {
    await server.stop()
  }
}

describe('the files of a torrent', () => {
  test('are told with the bytes that were there at most', async () => {
    const { id } = await engine.control.add({ ...show, bytesPerSecond: 0 })
    engine.control.finish(id)
    await engine.control.syncNow()
    expect(await client.files(id)).toEqual([
      { index: 0, path: 'A show/one.mkv', length: 65_536, doneBytes: 65_536 },
      { index: 1, path: 'A show/extras/two.mkv', length: 65_536, doneBytes: 65_536 },
      { index: 2, path: 'A show/three.nfo', length: 10, doneBytes: 10 },
    ])
  })

  test('are none before the metadata', async () => {
    const { id } = await engine.control.addPending()
    expect(await client.files(id)).toEqual([])
  })

  test('are null where there is no such torrent', async () => {
    expect(await client.files(infoHash(1))).toBeNull()
  })

  test('may stand as null, without bytes, and with more than there can be', async () => {
    const path = `/torrents/${infoHash(1)}`
    const read = (files: unknown) =>
      clientOf(path, { files }, (torrents) => torrents.files(infoHash(1)))
    expect(await read(null)).toEqual([])
    const file = { index: 0, path: 'a', length: 5 }
    expect(await read([file])).toEqual([{ ...file, doneBytes: 0 }])
    expect(await read([{ ...file, bytesCompleted: 6 }])).toEqual([{ ...file, doneBytes: 5 }])
  })

  test('are not made up of an answer that is none', async () => {
    const reading = clientOf(`/torrents/${infoHash(1)}`, { files: [{ path: 3 }] }, (torrents) =>
      torrents.files(infoHash(1))
    )
    await expect(reading).rejects.toMatchObject({ code: 'unexpected-answer' })
  })
})

describe('the pieces of a torrent', () => {
  test('are told with the span of each file', async () => {
    const { id } = await engine.control.add({ ...show, bytesPerSecond: 65_536 })
    clock.advance(1000)
    expect(await client.pieces(id)).toEqual({
      count: 3,
      bitfield: Buffer.from([0b1000_0000]).toString('base64'),
      spans: new Map([
        [0, [0, 1]],
        [1, [1, 2]],
        [2, [2, 3]],
      ]),
    })
  })

  test('are null before the metadata, without a session, and for no torrent at all', async () => {
    const { id: pending } = await engine.control.addPending({ name: 'a' })
    expect(await client.pieces(pending)).toBeNull()
    const { id } = await engine.control.add({ ...show })
    engine.control.evictSession(id)
    expect(await client.pieces(id)).toBeNull()
    expect(await client.pieces(infoHash(1))).toBeNull()
  })
})

describe('the session of a torrent', () => {
  test('is told whatever it is doing, and null where there is none', async () => {
    const { id } = await engine.control.add({ ...show })
    expect(await client.session(id)).toMatchObject({ mode: 'downloading', phase: 'downloading' })
    await engine.control.stopTorrent(id)
    expect(await client.session(id)).toEqual({ mode: 'stopped', phase: null, peers: 0 })
    expect(await client.states()).toEqual([])
    engine.control.evictSession(id)
    expect(await client.session(id)).toBeNull()
    const { id: pending } = await engine.control.addPending({ name: 'a' })
    expect(await client.session(pending)).toMatchObject({ mode: 'idle' })
  })
})

describe("the engine's setup", () => {
  test('is its session limit and its data folder', async () => {
    expect(await client.setup()).toEqual({ sessionLimit: 7, dataDir: '/data' })
  })

  test.each([
    ['/data/', '/data'],
    ['/', '/'],
    ['/a/b//', '/a/b'],
  ])('has the folder %s as %s', async (dataDir, expected) => {
    const body = { maxSessions: 0, usage: { dataDir } }
    const setup = await clientOf('/settings/storage', body, (torrents) => torrents.setup())
    expect(setup).toEqual({ sessionLimit: 0, dataDir: expected })
  })

  test('is not a folder that is none', async () => {
    const body = { maxSessions: 0, usage: { dataDir: 'data' } }
    const asking = clientOf('/settings/storage', body, (torrents) => torrents.setup())
    await expect(asking).rejects.toMatchObject({ code: 'unexpected-answer' })
  })
})
