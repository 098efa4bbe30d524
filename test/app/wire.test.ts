import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Listener, listen } from '../../src/listen.ts'
import { buildApp } from '../support/app.ts'
import { sendRaw } from '../support/raw-http.ts'

const SETTINGS = '/settings/integrations'

let listener: Listener
let port: number
let lines: string[]
let settings: Awaited<ReturnType<typeof buildApp>>['settings']

beforeAll(async () => {
  const app = await buildApp({ config: { allowedHosts: ['nas.example.org'] } })
  listener = listen({ hostname: '127.0.0.1', port: 0 }, app.handle)
  port = Number(listener.url.port)
  lines = app.lines
  settings = app.settings
})
afterAll(() => listener.stop())

const get = (path: string, ...headers: string[]) =>
  sendRaw(port, [`GET ${path} HTTP/1.1`, ...headers, 'Connection: close'])

describe('on the wire', () => {
  test('a short name without a port reaches every route', async () => {
    for (const host of ['nas', 'x', 'n.lan', '[::1]', '10.0.0.1']) {
      for (const path of ['/', '/health', '/health/ready', '/widget', SETTINGS]) {
        const { status } = await get(path, `Host: ${host}`)
        expect([host, path, status]).toEqual([host, path, 200])
      }
    }
  })

  const odd: [name: string, request: string[], status: number][] = [
    ['two Hosts', [`GET ${SETTINGS} HTTP/1.1`, 'Host: nas', 'Host: evil.com'], 421],
    ['the same Host twice', [`GET ${SETTINGS} HTTP/1.1`, 'Host: nas', 'Host: nas'], 421],
    ['HTTP/1.0 without a Host', [`GET ${SETTINGS} HTTP/1.0`], 421],
    ['HTTP/1.1 without a Host', [`GET ${SETTINGS} HTTP/1.1`], 400],
    ['an empty Host', [`GET ${SETTINGS} HTTP/1.1`, 'Host:'], 421],
    ['a Host with a path and a user', [`GET ${SETTINGS} HTTP/1.1`, 'Host: a/b@c'], 421],
    ['a Host with a user', [`GET ${SETTINGS} HTTP/1.1`, 'Host: nas@evil.com'], 421],
    ['a Host with a blank', [`GET ${SETTINGS} HTTP/1.1`, 'Host: a b'], 421],
    ['a Host with a query', [`GET ${SETTINGS} HTTP/1.1`, 'Host: nas?'], 421],
    ['a Host with a fragment', [`GET ${SETTINGS} HTTP/1.1`, 'Host: nas#'], 421],
    ['a Host with a strange port', [`GET ${SETTINGS} HTTP/1.1`, 'Host: nas:99999'], 421],
    ['a Host in another number system', [`GET ${SETTINGS} HTTP/1.1`, 'Host: 0x7f.1'], 421],
    ['a strange Host', [`GET ${SETTINGS} HTTP/1.1`, 'Host: evil.com'], 421],
    [
      'an address of its own in the request line',
      [`GET http://nas${SETTINGS} HTTP/1.1`, 'Host: evil.com'],
      421,
    ],
    ['an address of its own and no Host', [`GET http://evil.com${SETTINGS} HTTP/1.0`], 421],
    [
      'a path that leads out of the exempt ones',
      [`GET /health/..${SETTINGS} HTTP/1.1`, 'Host: a, b'],
      421,
    ],
    ['health with two Hosts', ['GET /health HTTP/1.1', 'Host: a', 'Host: b'], 200],
    ['health over HTTP/1.0 without a Host', ['GET /health HTTP/1.0'], 200],
    ['health for a malformed Host', ['GET /health HTTP/1.1', 'Host: a/b@c'], 200],
    ['health for a strange Host', ['GET /health/ready HTTP/1.1', 'Host: evil.com'], 200],
    ['a host of the owner', [`GET ${SETTINGS} HTTP/1.1`, 'Host: NAS.example.org:80'], 200],
    ['TRACE', [`TRACE ${SETTINGS} HTTP/1.1`, 'Host: nas'], 405],
    ['TRACE at nothing', ['TRACE /nowhere HTTP/1.1', 'Host: nas'], 404],
    ['CONNECT', ['CONNECT nas:80 HTTP/1.1', 'Host: nas'], 405],
    ['PROPFIND', [`PROPFIND ${SETTINGS} HTTP/1.1`, 'Host: nas'], 405],
    ['a doubled slash', [`GET /${SETTINGS} HTTP/1.1`, 'Host: nas'], 404],
    ['another host in the path', ['GET //evil.com/health HTTP/1.1', 'Host: nas'], 404],
    ['a zero in the path', ['GET /settings%00 HTTP/1.1', 'Host: nas'], 404],
    ['a fragment in the path', ['GET /health#x HTTP/1.1', 'Host: nas'], 200],
    ['a broken escape', ['GET /%zz HTTP/1.1', 'Host: nas'], 404],
    [
      'two Origins',
      [
        `PATCH ${SETTINGS} HTTP/1.1`,
        'Host: nas',
        'Origin: http://nas',
        'Origin: http://nas',
        'Content-Length: 0',
      ],
      403,
    ],
    [
      'an empty Origin',
      [`PATCH ${SETTINGS} HTTP/1.1`, 'Host: nas', 'Origin:', 'Content-Length: 0'],
      403,
    ],
  ]
  for (const [name, request, status] of odd) {
    test(`${name} is ${status}`, async () => {
      const answer = await sendRaw(port, [...request, 'Connection: close'])
      expect(answer.status).toBe(status)
      if (status !== 400) expect(answer.head.toLowerCase()).toContain('x-content-type-options')
    })
  }

  test('a caller who goes away in the middle of a body is no error of ours', async () => {
    const head = [`PATCH ${SETTINGS} HTTP/1.1`, 'Host: nas', 'Content-Type: application/json']
    expect((await sendRaw(port, [...head, 'Content-Length: 99'], '{"a')).status).toBeNull()
    await Bun.sleep(50)
  })

  test('nothing of it was an error of ours', () => {
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })

  test('HEAD has the headers of GET and no body, for refusals too', async () => {
    const head = await sendRaw(port, [
      `HEAD ${SETTINGS} HTTP/1.1`,
      'Host: nas',
      'Connection: close',
    ])
    expect(head.status).toBe(200)
    expect(head.body).toBe('')
    const whole = await get(SETTINGS, 'Host: nas')
    expect(head.head).toContain(`${Buffer.byteLength(whole.body)}`)
    for (const [path, host, status] of [
      ['/nowhere', 'nas', 404],
      [SETTINGS, 'evil.com', 421],
    ] as const) {
      const refused = await sendRaw(port, [
        `HEAD ${path} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: close',
      ])
      expect(refused.status).toBe(status)
      expect(refused.body).toBe('')
    }
  })

  test('405 names the methods of the path', async () => {
    const answer = async (method: string, path: string) =>
      (await fetch(new URL(path, listener.url), { method })).headers.get('allow')
    expect(await answer('DELETE', SETTINGS)).toBe('GET, HEAD, PATCH')
    expect(await answer('OPTIONS', SETTINGS)).toBe('GET, HEAD, PATCH')
    expect(await answer('GET', `${SETTINGS}/test-emby`)).toBe('POST')
    expect(await answer('POST', `${SETTINGS}/paths`)).toBe('GET, HEAD')
    expect(await answer('POST', '/widget')).toBe('GET, HEAD')
    expect(await answer('PUT', '/health')).toBe('GET, HEAD')
    expect(await answer('POST', '/')).toBe('GET, HEAD')
  })

  const askText = async (method: string, path: string) => {
    const response = await fetch(new URL(path, listener.url), { method })
    expect(response.headers.get('content-type')?.toLowerCase()).toBe('text/plain; charset=utf-8')
    return { status: response.status, body: await response.text(), headers: response.headers }
  }

  test.each(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'what the emulated API does not have is 404 as text to a %s',
    async (method) => {
      for (const path of ['/api/v2', '/api/v2/', '/api/v2/torrents', '/api/v2/a/b?c=d']) {
        expect(await askText(method, path)).toMatchObject({ status: 404, body: 'Not Found' })
      }
    }
  )

  test('a method that one of its actions does not take is 405 as text, with those that it takes', async () => {
    for (const [method, path, allow] of [
      ['GET', '/api/v2/torrents/add', 'POST'],
      ['DELETE', '/api/v2/torrents/delete', 'POST'],
      ['PUT', '/api/v2/app/version', 'GET, HEAD, POST'],
    ] as const) {
      const { status, body, headers } = await askText(method, path)
      expect([status, body, headers.get('allow')]).toEqual([405, 'Method Not Allowed', allow])
    }
  })

  test('all of it is 404 as text while it is switched off, and back with the switch', async () => {
    const switchTo = (enabled: boolean) => settings.patch({ qbt: { enabled } })
    await switchTo(false)
    for (const path of ['/api/v2/app/version', '/api/v2/torrents/info', '/api/v2/auth/login']) {
      expect(await askText('POST', path)).toMatchObject({ status: 404, body: 'Not Found' })
    }
    await switchTo(true)
    expect(await askText('GET', '/api/v2/app/version')).toMatchObject({ body: 'v4.6.0' })
  })

  describe('a PATCH in pieces', () => {
    const patch = (pieces: string[], ...headers: string[]) => {
      const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
      const head = [`PATCH ${SETTINGS} HTTP/1.1`, 'Host: nas', 'Transfer-Encoding: chunked']
      return sendRaw(port, [...head, ...headers], `${chunks.join('')}0\r\n\r\n`)
    }
    const long = ['{"a":"', ...Array.from({ length: 100 }, () => 'x'.repeat(1024)), '"}']

    test('is put together', async () => {
      const type = 'Content-Type: application/json'
      const { status, body } = await patch(['{"qbt":', '{"addByUrl"', ':true}}'], type)
      expect(status).toBe(200)
      expect(body).toContain('"addByUrl":true')
    })

    test('that is too long, of a wrong type or from a stranger gets its answer', async () => {
      expect((await patch(long, 'Content-Type: application/json')).status).toBe(413)
      expect((await patch(long, 'Content-Type: image/png')).status).toBe(413)
      expect((await patch(['{}'], 'Content-Type: image/png')).status).toBe(415)
      expect((await patch(long, 'Origin: http://evil.com')).status).toBe(403)
      expect((await get(SETTINGS, 'Host: nas')).status).toBe(200)
    })
  })

  test('a page with its files comes from here, and every answer has the common headers', async () => {
    const page = await fetch(listener.url, { headers: { accept: 'text/html' } })
    const html = await page.text()
    const files = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(files.length).toBeGreaterThan(1)
    const policy = page.headers.get('content-security-policy')
    for (const path of files) {
      for (let round = 0; round < 2; round += 1) {
        const response = await fetch(new URL(path, listener.url))
        expect([path, response.status]).toEqual([path, 200])
        expect(response.headers.get('content-security-policy')).toBe(policy)
        await response.bytes()
      }
    }
  })
})
