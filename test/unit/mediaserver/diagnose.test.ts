import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { MediaServerKind } from '../../../src/domain.ts'
import { diagnose } from '../../../src/mediaserver/diagnose.ts'
import { freePort } from '../../support/free-port.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'

let server: ScriptedServer

const jellyfinInfo = {
  Id: 'a1b2',
  Version: '12.0.0',
  ServerName: 'attic',
  ProductName: 'Jellyfin Server',
  StartupWizardCompleted: true,
}
const { ProductName: _, StartupWizardCompleted: __, ...embyInfo } = jellyfinInfo
const status = (code: number, headers: Record<string, string> = {}) =>
  new Response(null, { status: code, headers })

beforeEach(() => {
  server = startScriptedServer()
  server.on('GET /System/Info/Public', () => Response.json(jellyfinInfo))
  server.on('GET /ScheduledTasks', () => Response.json([]))
  server.on('GET /Library/VirtualFolders', () =>
    Response.json([{ Name: 'Films', Locations: ['/media/films'] }])
  )
})
afterEach(() => server.stop())

const run = (url = server.url, kind: MediaServerKind = 'jellyfin', timeoutMs = 5000) =>
  diagnose({ kind, address: { url, apiKey: 'canary-key', verifyTls: true }, timeoutMs })
const codeOf = async (...given: Parameters<typeof run>) => (await run(...given)).code

describe('a Test of a media server', () => {
  test('says what it is and which libraries it has, and starts nothing', async () => {
    expect(await run()).toEqual({
      ok: true,
      code: 'ok',
      message: 'It works.',
      hint: null,
      product: 'jellyfin',
      version: '12.0.0',
      serverName: 'attic',
      libraries: [{ name: 'Films', paths: ['/media/films'] }],
      warnings: [],
    })
    expect(server.requests.every((call) => call.startsWith('GET '))).toBe(true)
  })

  test('finds Emby under its prefix, and under the bare path', async () => {
    for (const prefix of ['/emby', '']) {
      const emby = startScriptedServer()
      emby.on(`GET ${prefix}/System/Info/Public`, () => Response.json(embyInfo))
      emby.on(`GET ${prefix}/ScheduledTasks`, () => Response.json([]))
      emby.on(`GET ${prefix}/Library/VirtualFolders/Query`, () =>
        Response.json({ Items: [{ Name: 'Films', Locations: ['/films'] }], TotalRecordCount: 1 })
      )
      expect(await run(emby.url, 'emby')).toMatchObject({
        code: 'ok',
        product: 'emby',
        libraries: [{ name: 'Films', paths: ['/films'] }],
      })
      await emby.stop()
    }
  })

  test('finds a server below a base URL', async () => {
    for (const path of ['System/Info/Public', 'ScheduledTasks', 'Library/VirtualFolders']) {
      server.on(`GET /jellyfin/${path}`, () =>
        Response.json(path.startsWith('System') ? jellyfinInfo : [])
      )
    }
    expect(await codeOf(`${server.url}/jellyfin`)).toBe('ok')
  })

  test('tells a name that is not known, a port where nothing listens, and silence', async () => {
    expect(await codeOf('http://no-such-host.invalid:8096')).toBe('dns')
    expect(await codeOf(`http://127.0.0.1:${await freePort()}`)).toBe('refused')
    server.on('GET /System/Info/Public', () => new Promise(() => {}))
    expect(await codeOf(server.url, 'jellyfin', 100)).toBe('timeout')
  })

  test('ends at its deadline, although Emby is looked for under two paths', async () => {
    const slow = async () => {
      await Bun.sleep(400)
      return status(404)
    }
    for (const path of ['System/Info/Public', 'ScheduledTasks', 'Library/VirtualFolders/Query']) {
      server.on(`GET /emby/${path}`, slow)
      server.on(`GET /${path}`, () => new Promise(() => {}))
    }
    const startedAt = performance.now()
    const verdict = await run(server.url, 'emby', 600)
    expect(performance.now() - startedAt).toBeLessThan(900)
    expect(verdict).toMatchObject({ code: 'timeout', message: expect.stringContaining('in 0.6 s') })
  })

  test('does not say that nothing listens where somebody hangs up', async () => {
    const rude = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: { data: (socket) => void socket.end() },
    })
    const { message } = await run(`http://127.0.0.1:${rude.port}`)
    rude.stop(true)
    expect(message).toContain('hung up')
  })

  test('tells plain http on a TLS port', async () => {
    const verdict = await run(server.url.replace('http:', 'https:'))
    expect(verdict).toMatchObject({ code: 'tls', message: expect.stringContaining('plain http') })
  })

  test('does not follow a redirect, and says where it led', async () => {
    server.on('GET /System/Info/Public', () => status(302, { location: '../jellyfin/web/' }))
    const verdict = await run()
    expect(verdict.code).toBe('redirect')
    expect(verdict.message).toContain('../jellyfin/web/')
  })

  test.each([
    ['a web page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['other JSON', () => Response.json({ name: 'pi-hole' })],
    ['a login', () => status(401)],
    ['an endless answer', () => new Response('x'.repeat(5 * 1024 * 1024))],
  ])('takes %s for no media server', async (_name, answer) => {
    server.on('GET /System/Info/Public', answer)
    expect(await codeOf()).toBe('not_a_media_server')
  })

  test('tells the other product', async () => {
    server.on('GET /System/Info/Public', () => Response.json(embyInfo))
    expect(await run()).toMatchObject({ code: 'wrong_product', product: 'emby' })
    server.on('GET /emby/System/Info/Public', () => Response.json(jellyfinInfo))
    expect(await codeOf(server.url, 'emby')).toBe('wrong_product')
  })

  test('believes no key before the first setup is done', async () => {
    const fresh = { ...jellyfinInfo, StartupWizardCompleted: false }
    server.on('GET /System/Info/Public', () => Response.json(fresh))
    expect(await codeOf()).toBe('setup_incomplete')
  })

  test('tells a wrong key from one without the rights', async () => {
    server.on('GET /ScheduledTasks', () => status(401))
    expect(await codeOf()).toBe('bad_key')
    server.on('GET /ScheduledTasks', () => status(403))
    expect(await codeOf()).toBe('not_admin')
  })

  test('tells a server that starts, in both its ways', async () => {
    server.on('GET /System/Info/Public', () =>
      Response.json({ version: '12.0.0', startupWizardCompleted: false })
    )
    expect(await codeOf()).toBe('starting')
    server.on('GET /System/Info/Public', () => status(503))
    expect(await codeOf()).toBe('starting')
  })

  test('tells a path where no media server is, and an error of the server', async () => {
    expect(await codeOf(`${server.url}/nowhere`)).toBe('not_found')
    server.on('GET /Library/VirtualFolders', () => status(500))
    expect(await run()).toMatchObject({
      code: 'server_error',
      message: expect.stringContaining('500'),
    })
  })

  test('never shows the key', async () => {
    server.on('GET /ScheduledTasks', () => status(401))
    expect(JSON.stringify(await run())).not.toContain('canary')
  })
})
