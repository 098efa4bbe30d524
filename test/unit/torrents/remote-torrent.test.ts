import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createFetchRemoteTorrent } from '../../../src/torrents/source/remote-torrent.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'

const MB = 1024 * 1024
const bytes = new Uint8Array([0x64, 0x00, 0xff, 0x65])

let server: ScriptedServer
let elsewhere: ScriptedServer
let stopping: AbortController
beforeEach(() => {
  server = startScriptedServer()
  elsewhere = startScriptedServer()
  stopping = new AbortController()
})
afterEach(async () => {
  await server.stop()
  await elsewhere.stop()
})

const get = (path: string, cookie = '') =>
  createFetchRemoteTorrent({ signal: stopping.signal })(server.url + path, { cookie })
const redirect =
  (to: string, status = 302) =>
  () =>
    new Response('moved', { status, headers: { location: to } })
const file = () => new Response(bytes, { headers: { 'content-type': 'application/x-bittorrent' } })

describe('a link', () => {
  test('leads to a file', async () => {
    server.on('GET /a.torrent', file)
    expect(await get('/a.torrent')).toEqual({ kind: 'file', bytes: Buffer.from(bytes) })
    expect(server.lastHeaders().get('user-agent')).toBe('torrent-notifier')
  })

  test.each([301, 302, 303, 307, 308])('is followed over a %d', async (status) => {
    server.on('GET /a', redirect('/b', status))
    server.on('GET /b', file)
    expect(await get('/a')).toMatchObject({ kind: 'file' })
  })

  test('is followed over three redirects, also to other servers', async () => {
    server.on('GET /a', redirect('b?key=1'))
    server.on('GET /b', redirect(`${elsewhere.url}/c`))
    elsewhere.on('GET /c', redirect(`${server.url}/d`))
    server.on('GET /d', file)
    expect(await get('/a')).toMatchObject({ kind: 'file' })
  })

  test('is not followed over a fourth', async () => {
    for (const at of [1, 2, 3, 4]) server.on(`GET /${at}`, redirect(`/${at + 1}`))
    server.on('GET /5', file)
    await expect(get('/1')).rejects.toMatchObject({ name: 'Rejected' })
    expect(server.requests).toEqual(['GET /1', 'GET /2', 'GET /3', 'GET /4'])
  })

  test('that leads to itself is given up', async () => {
    server.on('GET /a', redirect('/a'))
    await expect(get('/a')).rejects.toMatchObject({ name: 'Rejected' })
  })

  test('leads to a magnet, as indexers redirect', async () => {
    const magnet = 'magnet:?xt=urn:btih:dbeecb6c86c096da10d2c46b0c68ddd91ca7f893&dn=A+film'
    server.on('GET /a', redirect(magnet))
    expect(await get('/a')).toEqual({ kind: 'magnet', magnet })
  })

  test.each(['ftp://127.0.0.1/a', 'file:///etc/passwd', 'javascript:1', 'http://'])(
    'is not followed to %s',
    async (target) => {
      server.on('GET /a', redirect(target))
      await expect(get('/a')).rejects.toMatchObject({ name: 'Rejected' })
    }
  )

  test.each(['ftp://127.0.0.1/a', 'file:///etc/passwd', 'a.torrent', ''])(
    'is not "%s"',
    async (link) => {
      const fetchRemote = createFetchRemoteTorrent({ signal: stopping.signal })
      await expect(fetchRemote(link, { cookie: '' })).rejects.toMatchObject({ name: 'Rejected' })
    }
  )

  test.each([400, 401, 403, 404, 410, 304])('that answers %d leads to no file', async (status) => {
    server.on('GET /a', () => new Response(null, { status }))
    await expect(get('/a')).rejects.toMatchObject({ name: 'Rejected' })
  })

  test.each([500, 502, 503])('that answers %d may lead to one later', async (status) => {
    server.on('GET /a', () => new Response('down', { status }))
    await expect(get('/a')).rejects.toMatchObject({ name: 'Unavailable', status })
  })

  test('may lead to a file of ten megabytes', async () => {
    server.on('GET /a', () => new Response(new Uint8Array(10 * MB)))
    const source = await get('/a')
    expect(source.kind === 'file' && source.bytes.byteLength).toBe(10 * MB)
  })

  test('may not lead to a larger one, nor to one without an end', async () => {
    server.on('GET /a', () => new Response(new Uint8Array(10 * MB + 1)))
    await expect(get('/a')).rejects.toMatchObject({ code: 'too-large' })
    const endless = new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(MB)) })
    server.on('GET /b', () => new Response(endless))
    await expect(get('/b')).rejects.toMatchObject({ code: 'too-large' })
  })

  test('leads nowhere when nobody listens', async () => {
    const closed = server.url
    await server.stop()
    const fetchRemote = createFetchRemoteTorrent({ signal: stopping.signal })
    const fetching = fetchRemote(`${closed}/a`, { cookie: '' })
    await expect(fetching).rejects.toMatchObject({ name: 'Unavailable', code: 'refused' })
  })

  test('is given up when its time is over, however slowly it goes on', async () => {
    const drops = new ReadableStream({
      async pull(body) {
        body.enqueue(bytes)
        await Bun.sleep(20)
      },
    })
    server.on('GET /a', redirect('/b'))
    server.on('GET /b', () => new Response(drops))
    const fetchRemote = createFetchRemoteTorrent({ signal: stopping.signal, timeoutMs: 200 })
    const fetching = fetchRemote(`${server.url}/a`, { cookie: '' })
    await expect(fetching).rejects.toMatchObject({ name: 'Unavailable', code: 'timeout' })
  })

  test('is given up when the service stops', async () => {
    server.on('GET /a', () => new Promise<Response>(() => {}))
    const fetching = get('/a').catch((error) => error)
    await Bun.sleep(20)
    stopping.abort()
    expect(await fetching).toMatchObject({ name: 'Unavailable', code: 'stopped' })
  })
})

describe('a cookie', () => {
  test('is sent to the link', async () => {
    server.on('GET /a', file)
    await get('/a', 'uid=1; pass=secret')
    expect(server.lastHeaders().get('cookie')).toBe('uid=1; pass=secret')
  })

  test('is sent on where the link leads on the same origin, and to no other', async () => {
    server.on('GET /a', redirect('/b'))
    server.on('GET /b', redirect(`${elsewhere.url}/c`))
    elsewhere.on('GET /c', file)
    await get('/a', 'secret')
    expect(server.lastHeaders().get('cookie')).toBe('secret')
    expect(elsewhere.lastHeaders().get('cookie')).toBeNull()
  })

  test('is not in what is said of a failure', async () => {
    server.on('GET /a', () => new Response('no', { status: 403 }))
    const error = await get('/a?passkey=secret', 'secret').catch((caught) => caught)
    expect(JSON.stringify([error.message, error.said])).not.toContain('secret')
  })
})
