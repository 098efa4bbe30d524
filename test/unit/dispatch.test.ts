import { describe, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { createDispatch } from '../../src/dispatch.ts'
import { InvalidInput } from '../../src/domain.ts'
import { readCall } from '../../src/security/call.ts'
import { Misconfigured, Unavailable } from '../../src/upstream-error.ts'
import { captureLog } from '../support/captured-log.ts'

const build = () => {
  const { log, lines } = captureLog()
  const fail = (error: unknown) => () => {
    throw error
  }
  const face = new Elysia()
    .get('/x', () => new Response('x'))
    .patch('/x', () => new Response('patched'))
    .get('/items/:id', ({ params }) => params.id)
    .get('/invalid', fail(new InvalidInput([{ field: 'a', message: 'b' }])))
    .get('/away', fail(new Unavailable('secret', { code: 'store-down' })))
    .get('/misconfigured', fail(new Misconfigured('secret', { code: 'unauthorized' })))
    .get('/broken', fail(new TypeError('secret')))
    .get('/text', fail('secret'))
    .get('/nothing', fail(undefined))
    .get('/late', async () => {
      await Bun.sleep(1)
      throw new Error('secret')
    })
    .get('/status', fail(Object.assign(new Error('secret'), { status: 200, code: 'NOT_FOUND' })))
    .post('/parsed', ({ body }) => Response.json(body))
  const emulated = new Elysia().get('/api/v2/broken', fail(new Error('secret')))
  const { answer } = createDispatch({ faces: [face, emulated], log })
  const send = (path: string, init: RequestInit = {}, host = 'http://nas') =>
    answer(readCall(new Request(host + path, init)))
  return { send, lines }
}

describe('the routes', () => {
  test('are found under every Host, the shortest one too', async () => {
    for (const host of ['http://x', 'http://nas', 'http://[::1]:8070', 'http://nas.example.org']) {
      const { send } = build()
      expect(await (await send('/x', {}, host)).text()).toBe('x')
      expect(await (await send('/items/7?a=b', {}, host)).text()).toBe('7')
    }
  })

  test('answer a HEAD as they answer a GET', async () => {
    const response = await build().send('/x', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })

  test('that are not there are 404 in the caller’s dialect', async () => {
    const { send } = build()
    for (const path of ['/nowhere', '/x/y', '//x', '/items']) {
      const response = await send(path)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
    }
    const emulated = await send('/api/v2/nowhere')
    expect(emulated.status).toBe(404)
    expect(emulated.headers.get('content-type')).toStartWith('text/plain')
  })

  test('do not take other methods, and say which they take', async () => {
    const { send } = build()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await send('/x', { method })).status).toBe(405)
    }
    const response = await send('/x', { method: 'DELETE' })
    expect(response.headers.get('allow')).toBe('GET, HEAD, PATCH')
    expect(await response.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
    expect((await send('/items/7', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD')
    const emulated = await send('/api/v2/broken', { method: 'POST' })
    expect(emulated.status).toBe(405)
    expect(emulated.headers.get('content-type')).toStartWith('text/plain')
  })
})

describe('what a route throws', () => {
  const expected: [path: string, status: number, code: string][] = [
    ['/invalid', 400, 'invalid_request'],
    ['/away', 503, 'unavailable'],
    ['/misconfigured', 500, 'internal_error'],
    ['/broken', 500, 'internal_error'],
    ['/text', 500, 'internal_error'],
    ['/nothing', 500, 'internal_error'],
    ['/late', 500, 'internal_error'],
    ['/status', 500, 'internal_error'],
  ]
  for (const [path, status, code] of expected) {
    test(`at ${path} is ${code}, and nothing internal is told`, async () => {
      const { send, lines } = build()
      const response = await send(path)
      expect(response.status).toBe(status)
      const body = await response.text()
      expect(body).not.toContain('secret')
      expect(JSON.parse(body)).toMatchObject({ error: { code } })
      expect(lines.filter((line) => line.includes('request failed"'))).toHaveLength(
        status === 500 ? 1 : 0
      )
    })
  }

  test('names every field that is wrong', async () => {
    const response = await build().send('/invalid')
    expect(await response.json()).toEqual({ error: { code: 'invalid_request', message: 'a: b' } })
  })

  test('says when to come back', async () => {
    expect((await build().send('/away')).headers.get('retry-after')).toBe('5')
  })

  test('is text for the emulated API', async () => {
    const response = await build().send('/api/v2/broken')
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toStartWith('text/plain')
    expect(await response.text()).not.toContain('secret')
  })

  test('is logged with its kind and place, its words only at debug', async () => {
    const { send, lines } = build()
    await send('/broken')
    const [error, debug] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(error).toMatchObject({ level: 'error', method: 'GET', path: '/broken' })
    expect(error?.['error']).toBe('TypeError')
    expect(error?.['at']).toContain('dispatch.test')
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(debug).toMatchObject({ level: 'debug', words: 'secret' })
  })
})

test('a body that Elysia cannot parse is the caller’s fault', async () => {
  const response = await build().send('/parsed', {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json' },
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } })
})
