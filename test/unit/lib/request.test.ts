import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { request, requestJson } from '../../../src/lib/request.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'

let server: ScriptedServer
beforeEach(() => {
  server = startScriptedServer()
})
afterEach(() => server.stop())

const ask = (options: { maxBytes?: number; body?: string | FormData } = {}) =>
  request({ upstream: 'engine', url: `${server.url}/a?key=secret`, timeoutMs: 1000, ...options })

describe('an answer', () => {
  test('is told whole', async () => {
    server.on('GET /a', () => new Response('né', { headers: { 'x-a': 'b' } }))
    const { status, headers, text } = await ask()
    expect({ status, text, header: headers.get('x-a') }).toEqual({
      status: 200,
      text: 'né',
      header: 'b',
    })
  })

  test.each([
    [1000, 'told'],
    [1001, 'too-large'],
  ])('of %d bytes where 1,000 are allowed is %s', async (length, expected) => {
    server.on('GET /a', () => new Response('x'.repeat(length)))
    const outcome = await ask({ maxBytes: 1000 }).then(
      () => 'told',
      (error) => error.code
    )
    expect(outcome).toBe(expected)
  })

  test('that is packed counts as large as it is unpacked', async () => {
    const packed = Bun.gzipSync(Buffer.alloc(100_000))
    server.on('GET /a', () => new Response(packed, { headers: { 'content-encoding': 'gzip' } }))
    await expect(ask({ maxBytes: 50_000 })).rejects.toMatchObject({ code: 'too-large' })
  })

  test('of another shape than was asked for is none', async () => {
    server.on('GET /a', () => Response.json({ name: 3 }))
    const asking = requestJson(Type.Object({ name: Type.String() }), {
      upstream: 'engine',
      url: `${server.url}/a`,
      timeoutMs: 1000,
    })
    await expect(asking).rejects.toMatchObject({ code: 'unexpected-answer' })
  })
})

describe('a refusal', () => {
  test('keeps what was said, for whoever understands it', async () => {
    const said = '{"error":{"code":"engine_error","message":"no"}}'
    server.on('GET /a', () => new Response(said, { status: 500 }))
    await expect(ask()).rejects.toMatchObject({ name: 'Unavailable', status: 500, said })
  })

  test('keeps no more than 8,192 characters of it', async () => {
    server.on('GET /a', () => new Response('x'.repeat(100_000), { status: 400 }))
    await expect(ask()).rejects.toMatchObject({ name: 'Rejected', said: 'x'.repeat(8192) })
  })

  test('is judged by its status, however long it is', async () => {
    server.on('GET /a', () => new Response('x'.repeat(2_000_000), { status: 401 }))
    await expect(ask()).rejects.toMatchObject({ name: 'Misconfigured', status: 401 })
  })

  test('says in its message neither the query nor what was said', async () => {
    server.on('GET /a', () => new Response('secret', { status: 400 }))
    const error = await ask().catch((caught) => caught)
    expect(error.message).toBe('engine: GET /a answered 400')
  })
})

test('a form is sent as one', async () => {
  const received = Promise.withResolvers<FormData>()
  server.on('GET /a', () => new Response('get'))
  server.on('POST /a', async (sent) => {
    received.resolve(await sent.formData())
    return new Response(null)
  })
  const body = new FormData()
  body.set('torrent', new Blob(['bytes']), 'upload.torrent')
  await request({
    upstream: 'engine',
    method: 'POST',
    url: `${server.url}/a`,
    timeoutMs: 1000,
    body,
  })
  const file = (await received.promise).get('torrent')
  expect(file instanceof File && [file.name, await file.text()]).toEqual([
    'upload.torrent',
    'bytes',
  ])
})
