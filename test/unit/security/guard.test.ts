import { describe, expect, test } from 'bun:test'
import { createCredentials } from '../../../src/security/credentials.ts'
import { createFailureDelay } from '../../../src/security/failure-delay.ts'
import { createGuard } from '../../../src/security/guard.ts'
import { createProof } from '../../../src/security/proof.ts'
import { createSessions } from '../../../src/security/sessions.ts'
import { captureLog } from '../../support/captured-log.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createMemorySessionStore } from '../../support/memory-session-store.ts'

const open = {
  allowedHosts: ['nas.example.org'],
  allowedOrigins: ['https://torrx.example.org'],
  auth: { username: 'admin', password: null, apiKey: null },
  isWidgetPublic: true,
}
const closed = { ...open, auth: { username: 'admin', password: 'secret', apiKey: 'key' } }

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

const build = (
  config: typeof open | typeof closed = open,
  answer: () => Response = () => new Response('passed')
) => {
  const { log, lines } = captureLog()
  const clock = createManualClock()
  const { auth } = config
  const credentials = createCredentials(auth)
  const store = { sessions: createMemorySessionStore() }
  const sessions = createSessions({ store, auth, clock, log })
  const guard = createGuard({
    config,
    credentials,
    sessions,
    prove: createProof({ credentials, sessions }),
    failures: createFailureDelay({ clock, log }),
    onRefused() {},
    showLogin: ({ path }) => new Response(`login before ${path}`, { status: 401 }),
    log,
  })
  const passed: string[] = []
  const handle = guard(async (call) => {
    passed.push(call.path)
    return answer()
  })
  const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    handle(new Request(`http://nas${path}`, { method, headers: { host: 'nas', ...headers } }))
  return { handle, send, lines, passed }
}

describe('the Host', () => {
  const routes = ['/', '/settings/integrations', '/widget', '/api/v2/app/version', '/nowhere']
  const hosts: [host: string, isKnown: boolean][] = [
    ['nas', true],
    ['192.168.1.5:8070', true],
    ['[::1]:8070', true],
    ['nas.local', true],
    ['nas.example.org', true],
    ['evil.com', false],
    ['nas.example.org.evil.com', false],
    ['nas, evil.com', false],
    ['a/b@c', false],
    ['', false],
    ['nas:99999', false],
    ['0x7f.1', false],
  ]
  for (const path of routes) {
    for (const [host, isKnown] of hosts) {
      test(`${JSON.stringify(host)} at ${path} is ${isKnown ? 'answered' : 'refused'}`, async () => {
        const { send, passed } = build()
        const response = await send(path, { host })
        expect(response.status).toBe(isKnown ? 200 : 421)
        expect(passed).toEqual(isKnown ? [path] : [])
      })
    }
  }

  test('is looked at for every method', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']) {
      const { send } = build()
      expect((await send('/settings/integrations', { host: 'evil.com' }, method)).status).toBe(421)
    }
  })

  test('is not looked at for the health checks', async () => {
    const { send } = build()
    for (const host of ['evil.com', 'a/b@c', 'a, b', '']) {
      expect((await send('/health', { host })).status).toBe(200)
      expect((await send('/health/ready', { host })).status).toBe(200)
      expect((await send('/health/other', { host })).status).toBe(421)
      expect((await send('/healthy', { host })).status).toBe(421)
    }
  })

  test('is not looked at for the emulated API once a password is set', async () => {
    const { send } = build(closed)
    const headers = { host: 'evil.com', authorization: 'Bearer key' }
    expect((await send('/api/v2/app/version', headers)).status).toBe(200)
    expect((await send('/api/v2', headers)).status).toBe(200)
    expect((await send('/api/v2/auth/login', { host: 'evil.com' }, 'POST')).status).toBe(200)
    expect((await send('/api/v20', headers)).status).toBe(421)
    expect((await send('/settings/integrations', headers)).status).toBe(421)
  })

  test('is not got around by a path that leads elsewhere', async () => {
    const { handle, passed } = build(closed)
    for (const path of [
      '/api/v2/../../settings/integrations',
      '/api/v2/%2e%2e/%2e%2e/settings/integrations',
      '/health/../settings/integrations',
    ]) {
      // With a Host like this one Bun hands the request line on as it came.
      const request = new Request('http://nas/')
      Object.defineProperty(request, 'url', { value: path })
      request.headers.set('host', 'evil.com, nas')
      request.headers.set('authorization', 'Bearer key')
      expect((await handle(request)).status).toBe(421)
    }
    expect(passed).toEqual([])
  })

  test('that forwarding headers claim is believed nowhere', async () => {
    const { send } = build()
    const claims = {
      'x-forwarded-host': 'nas',
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-original-url': '/health',
      'x-rewrite-url': '/health',
      'x-http-method-override': 'GET',
      forwarded: 'host=nas;for=127.0.0.1',
    }
    expect((await send('/widget', { host: 'evil.com', ...claims })).status).toBe(421)
    const misled = { 'x-forwarded-host': 'evil.com', origin: 'http://evil.com' }
    expect((await send('/settings/integrations', misled, 'PATCH')).status).toBe(403)
  })

  test('is refused in the caller’s dialect, with the remedy', async () => {
    const { send } = build()
    const remedy = 'ALLOWED_HOSTS=bt.example.org'
    const emulated = await send('/api/v2/app/version', { host: 'bt.example.org:80' })
    expect(emulated.headers.get('content-type')).toStartWith('text/plain')
    expect(await emulated.text()).toContain(remedy)

    const page = await send('/settings/integrations', { host: 'bt.example.org', accept: browser })
    expect(page.headers.get('content-type')).toStartWith('text/html')
    const html = await page.text()
    expect(html).toContain(remedy)
    expect(html).not.toMatch(/<(script|style|link|img)|style=|https?:/)

    const json = await send('/settings/integrations', { host: 'bt.example.org' })
    expect(await json.json()).toEqual({
      error: { code: 'misdirected', message: expect.stringContaining(remedy) },
    })
    const malformed = await send('/widget', { host: '<script>alert(1)</script>', accept: browser })
    expect(await malformed.text()).not.toContain('<script>')
  })

  test('is logged once for each name, and for no more than a hundred', async () => {
    const { send, lines } = build()
    for (let round = 0; round < 3; round += 1) await send('/', { host: 'evil.com' })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', host: 'evil.com' })
    for (let index = 0; index < 300; index += 1) await send('/', { host: `evil${index}.com` })
    expect(lines).toHaveLength(100)
  })

  test('is taken from the address of a request that was made by hand', async () => {
    const { handle } = build()
    expect((await handle(new Request('http://nas/widget'))).status).toBe(200)
    expect((await handle(new Request('http://evil.com/widget'))).status).toBe(421)
  })
})

describe('the Origin of an unsafe method', () => {
  type Origin = 'own' | 'named' | 'foreign' | 'null' | 'none'
  const origins: Record<Origin, Record<string, string>> = {
    own: { origin: 'http://nas' },
    named: { origin: 'https://torrx.example.org' },
    foreign: { origin: 'http://evil.com' },
    null: { origin: 'null' },
    none: {},
  }
  const types = {
    json: 'application/json',
    form: 'application/x-www-form-urlencoded',
    upload: 'multipart/form-data; boundary=x',
    text: 'text/plain;charset=UTF-8',
    none: undefined,
  }
  const isForm = (type: string) => ['form', 'upload'].includes(type)

  for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) {
    for (const path of [
      '/settings/integrations',
      '/settings/integrations/x',
      '/api/v2/auth/login',
    ]) {
      test(`decides over ${method} ${path}, whatever the body is`, async () => {
        const { send } = build()
        for (const [origin, headers] of Object.entries(origins)) {
          for (const [type, contentType] of Object.entries(types)) {
            const response = await send(
              path,
              { ...headers, ...(contentType ? { 'content-type': contentType } : {}) },
              method
            )
            const isEmulated = path.startsWith('/api/v2')
            const isTaken =
              origin === 'own' ||
              origin === 'named' ||
              (origin === 'none' && (isEmulated || !isForm(type)))
            expect([origin, type, response.status]).toEqual([origin, type, isTaken ? 200 : 403])
          }
        }
      })
    }
  }

  test('is not asked of GET and HEAD', async () => {
    const { send } = build()
    for (const method of ['GET', 'HEAD']) {
      for (const headers of Object.values(origins)) {
        expect((await send('/widget', headers, method)).status).toBe(200)
      }
    }
  })

  test('may be missing only where the browser does not call it cross-site', async () => {
    const { send } = build()
    const status = async (site: string, path: string) =>
      (await send(path, { 'sec-fetch-site': site }, 'POST')).status
    for (const path of ['/settings/integrations', '/api/v2/auth/login']) {
      expect(await status('cross-site', path)).toBe(403)
      expect(await status('same-origin', path)).toBe(200)
      expect(await status('none', path)).toBe(200)
    }
    const named = { origin: 'https://torrx.example.org', 'sec-fetch-site': 'cross-site' }
    expect((await send('/settings/integrations', named, 'PATCH')).status).toBe(200)
  })

  test('that is empty or doubled is foreign', async () => {
    const { send } = build()
    for (const origin of ['', 'http://nas, http://nas', 'http://nas/', 'nas']) {
      expect((await send('/settings/integrations', { origin }, 'PATCH')).status).toBe(403)
    }
  })

  test('is refused in the caller’s dialect, and logged once', async () => {
    const { send, lines } = build()
    const foreign = { origin: 'http://evil.com' }
    const json = await send('/settings/integrations', foreign, 'PATCH')
    expect(await json.json()).toEqual({
      error: {
        code: 'forbidden',
        message: expect.stringContaining('ALLOWED_ORIGINS=http://evil.com'),
      },
    })
    const text = await send('/api/v2/torrents/delete', foreign, 'POST')
    expect(text.headers.get('content-type')).toStartWith('text/plain')
    expect(lines).toHaveLength(1)
  })
})

describe('CORS', () => {
  const named = { origin: 'https://torrx.example.org' }
  const preflight = { 'access-control-request-method': 'PATCH' }
  const corsOf = (response: Response) =>
    [...response.headers.keys()].filter((name) => name.startsWith('access-control-'))

  test('lets a named origin read, and nobody else', async () => {
    const { send } = build()
    const response = await send('/settings/integrations', named)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://torrx.example.org')
    expect(response.headers.get('vary')).toBe('Origin')
    expect(corsOf(response)).toEqual(['access-control-allow-origin'])
    for (const origin of ['http://evil.com', 'http://nas', 'null', '*', '']) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect(corsOf(await send('/widget', { origin, ...preflight }, method))).toEqual([])
      }
    }
    expect(corsOf(await send('/widget'))).toEqual([])
  })

  test('answers the preflight of a named origin', async () => {
    const { send, passed } = build()
    const response = await send('/settings/integrations', { ...named, ...preflight }, 'OPTIONS')
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://torrx.example.org')
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, PATCH')
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization, content-type')
    expect(response.headers.get('vary')).toBe('Origin')
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    expect(passed).toEqual([])
  })

  test('lets a named origin read refusals, too', async () => {
    const { send } = build(closed)
    const response = await send('/settings/integrations', named)
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://torrx.example.org')
  })

  test('answers the preflight of a closed service without credentials', async () => {
    const { send } = build(closed)
    const response = await send('/settings/integrations', { ...named, ...preflight }, 'OPTIONS')
    expect(response.status).toBe(204)
  })

  test('says nothing at all where no origin is named', async () => {
    const { send } = build({ ...open, allowedOrigins: [] })
    const response = await send('/widget', named)
    expect(corsOf(response)).toEqual([])
    expect(response.headers.has('vary')).toBe(false)
  })
})

describe('a password or a key', () => {
  const openPaths = ['/health', '/health/ready', '/widget']
  const closedPaths = [
    '/',
    '/settings/integrations',
    '/settings/integrations/test-jellyfin',
    '/settings/integrations/app.css',
    '/api/v2/app/version',
    '/metrics',
    '/widgets',
    '/widget/',
    '/health/x',
    '/nowhere',
  ]

  test('closes everything but the health checks and the widget', async () => {
    const { send } = build(closed)
    for (const path of openPaths) expect([path, (await send(path)).status]).toEqual([path, 200])
    for (const path of closedPaths) {
      const status = path.startsWith('/api/v2') ? 403 : 401
      expect([path, (await send(path)).status]).toEqual([path, status])
    }
  })

  test('closes the widget where the owner says so', async () => {
    const { send } = build({ ...closed, isWidgetPublic: false })
    expect((await send('/widget')).status).toBe(401)
    expect((await send('/widget', { authorization: 'Bearer key' })).status).toBe(200)
  })

  test('opens with what proves it', async () => {
    const { send } = build(closed)
    for (const authorization of ['Bearer key', `Basic ${btoa('admin:secret')}`]) {
      for (const path of closedPaths) {
        expect((await send(path, { authorization })).status).toBe(200)
      }
    }
    expect((await send('/', { authorization: 'Bearer wrong' })).status).toBe(401)
  })

  test('is asked for in the caller’s dialect', async () => {
    const { send } = build(closed)
    const page = await send('/settings/integrations', { accept: browser })
    expect(page.status).toBe(401)
    expect(page.headers.has('www-authenticate')).toBe(false)
    expect(await page.text()).toBe('login before /settings/integrations')
    const json = await send('/settings/integrations')
    expect(json.headers.get('www-authenticate')).toBe('Bearer realm="torrent-notifier"')
    expect(await json.json()).toMatchObject({ error: { code: 'unauthorized' } })
    const emulated = await send('/api/v2/app/version')
    expect(emulated.headers.has('www-authenticate')).toBe(false)
    expect(await emulated.text()).toBe('Forbidden')
  })

  test('does not excuse a foreign origin', async () => {
    const { send } = build(closed)
    const headers = { authorization: 'Bearer key', origin: 'http://evil.com' }
    expect((await send('/settings/integrations', headers, 'PATCH')).status).toBe(403)
  })
})

describe('the common headers', () => {
  test('are on every answer', async () => {
    const { send } = build(closed)
    const answers = [
      await send('/health'),
      await send('/settings/integrations'),
      await send('/', { host: 'evil.com' }),
      await send('/', { origin: 'null' }, 'POST'),
      await send(
        '/',
        { origin: 'https://torrx.example.org', 'access-control-request-method': 'GET' },
        'OPTIONS'
      ),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 421, 403, 204])
    for (const { headers } of answers) {
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toStartWith("default-src 'none';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
    }
  })

  test('keep the page from whoever opened its window, where the browser takes that', async () => {
    const { send } = build()
    const policyOf = async (headers: Record<string, string>) =>
      (await send('/', headers)).headers.get('cross-origin-opener-policy')
    expect(await policyOf({ 'sec-fetch-dest': 'document' })).toBe('same-origin')
    expect(await policyOf({})).toBeNull()
  })

  test('are put on any kind of answer, and add to its own Vary once', async () => {
    const kinds = [
      () => Response.redirect('http://nas/x', 303),
      () => Response.json({}),
      () => new Response(null, { status: 304 }),
      () => new Response('x', { headers: { vary: 'Accept, origin' } }),
    ]
    for (const make of kinds) {
      const { handle } = build(open, make)
      const response = await handle(new Request('http://nas/'))
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('vary')?.match(/origin/gi)).toHaveLength(1)
    }
  })
})
