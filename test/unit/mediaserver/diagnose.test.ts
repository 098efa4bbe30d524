import { afterEach, describe, expect, test } from 'bun:test'
import type { MediaServerKind } from '../../../src/domain.ts'
import { diagnose } from '../../../src/mediaserver/diagnose.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'
import { apiKey, createStage } from './stage.ts'

const stage = createStage()
const scripted: ScriptedServer[] = []
afterEach(async () => {
  await stage.clear()
  for (const server of scripted.splice(0)) await server.stop()
})

const script = () => {
  const server = startScriptedServer()
  scripted.push(server)
  return server
}
const run = (url: string, { kind = 'jellyfin' as MediaServerKind, timeoutMs = 5000 } = {}) =>
  diagnose({ kind, address: { url, apiKey, verifyTls: true }, timeoutMs })
const jellyfinInfo = {
  Id: 'a1b2',
  Version: '12.0.0',
  ServerName: 'attic',
  ProductName: 'Jellyfin Server',
  StartupWizardCompleted: true,
}
const { ProductName: _, StartupWizardCompleted: __, ...embyInfo } = jellyfinInfo

describe('a Test of a media server', () => {
  test.each(['jellyfin', 'emby'] as const)('says what %s has, and starts nothing', async (kind) => {
    const server = stage[kind]()
    const { libraries, product, version, serverName, warnings } = await run(server.url, { kind })
    expect(libraries).toEqual([{ name: 'Films', paths: ['/media/films'] }])
    expect({ product, serverName }).toEqual({ product: kind, serverName: 'demo' })
    expect([version, warnings]).toEqual([expect.any(String), []])
    expect(server.control.requests.every(({ method }) => method === 'GET')).toBe(true)
    expect(server.control.scans).toEqual([])
  })

  test('finds Emby under the bare path, too', async () => {
    const server = script()
    server.on('GET /System/Info/Public', () => Response.json(embyInfo))
    server.on('GET /ScheduledTasks', () => Response.json([]))
    server.on('GET /Library/VirtualFolders/Query', () => Response.json({ Items: [] }))
    expect(await run(server.url, { kind: 'emby' })).toMatchObject({
      code: 'ok',
      message: 'It works: Emby 12.0.0, “attic”, no libraries.',
    })
  })

  test.each([401, 403])(
    'is content with Jellyfin whose tasks are not shown (%d) to a key that sees its libraries',
    async (status) => {
      const server = stage.front({
        behind: stage.jellyfin().url,
        answer: (request, pass) =>
          request.url.endsWith('/ScheduledTasks') ? new Response(null, { status }) : pass(),
      })
      expect(await run(server.url)).toMatchObject({
        code: 'ok',
        warnings: [expect.stringContaining('does not tell whether it scans')],
      })
    }
  )

  test('shows nobody a key that the server repeats', async () => {
    const server = script()
    const echo = `it is ${apiKey}`
    server.on('GET /System/Info/Public', () =>
      Response.json({ ...jellyfinInfo, ServerName: echo, Version: echo })
    )
    server.on('GET /ScheduledTasks', () => Response.json([]))
    server.on('GET /Library/VirtualFolders', () =>
      Response.json([{ Name: echo, Locations: [`/${apiKey}`] }])
    )
    const verdict = await run(server.url)
    expect(verdict).toMatchObject({ code: 'ok', serverName: 'it is …', version: 'it is …' })
    expect(JSON.stringify(verdict)).not.toContain(apiKey)
  })

  test('takes another product for none', async () => {
    const server = script()
    server.on('GET /System/Info/Public', () =>
      Response.json({ ...jellyfinInfo, ProductName: 'Plex Media Server' })
    )
    expect(await run(server.url)).toMatchObject({ code: 'not_a_media_server', ok: false })
  })

  test('ends at its deadline, although Emby is looked for under two paths', async () => {
    const server = stage.front({
      async answer({ url }) {
        if (!url.includes('/emby/')) return await new Promise(() => {})
        await Bun.sleep(400)
        return new Response(null, { status: 404 })
      },
    })
    const startedAt = performance.now()
    const verdict = await run(server.url, { kind: 'emby', timeoutMs: 600 })
    expect(performance.now() - startedAt).toBeLessThan(900)
    expect(verdict).toMatchObject({ code: 'timeout', message: expect.stringContaining('in 0.6 s') })
  })

  test.each(['jellyfin', 'emby'] as const)(
    'of %s takes 5 s although every connection hangs',
    async (kind) => {
      const host = stage.socket(() => {})
      const startedAt = performance.now()
      const address = { url: `http://${host}`, apiKey, verifyTls: true }
      expect((await diagnose({ kind, address })).message).toBe(`No answer from ${host} in 5 s.`)
      expect(performance.now() - startedAt).toBeLessThan(5500)
    }
  )

  test('does without the tasks where they are not to be had, and says so', async () => {
    const behind = stage.jellyfin().url
    const { url } = stage.front({
      behind,
      answer: (request, pass) =>
        request.url.endsWith('/ScheduledTasks') ? new Response(null, { status: 404 }) : pass(),
    })
    expect(await run(url)).toMatchObject({
      code: 'ok',
      libraries: [{ name: 'Films' }],
      warnings: ['Jellyfin does not tell whether it scans: a refresh may cut one off.'],
    })
  })

  test('takes an error of the libraries for one of the server', async () => {
    const behind = stage.jellyfin().url
    const { url } = stage.front({
      behind,
      answer: (request, pass) =>
        request.url.endsWith('/VirtualFolders') ? new Response(null, { status: 500 }) : pass(),
    })
    expect(await run(url)).toMatchObject({ code: 'server_error', version: '12.0.0' })
  })

  test('takes a single 503 without a word for a start, not for a closed door', async () => {
    const behind = stage.jellyfin().url
    const { url } = stage.front({
      behind,
      answer: (request, pass) =>
        request.url.endsWith('/Public') ? new Response(null, { status: 503 }) : pass(),
    })
    expect((await run(url)).code).toBe('starting')
  })

  test('shows no key, not even to whom it is repeated', async () => {
    // Of the calls that are made side by side this one has the key.
    let sent = ''
    const echo = ({ headers }: Request) => {
      sent = headers.get('authorization') ?? ''
      return sent
    }
    const key = { authorization: `MediaBrowser Token="${apiKey}"` }
    const server = script()
    server.on('GET /System/Info/Public', () => Response.json(jellyfinInfo))
    server.on('GET /Library/VirtualFolders', () => Response.json([]))
    for (const answer of [
      (request: Request) => new Response(`<title>${echo(request)}</title>`),
      (request: Request) =>
        new Response(null, { status: 302, headers: { location: `/${echo(request)}` } }),
      (request: Request) => new Response(echo(request), { status: 500 }),
    ]) {
      server.on('GET /ScheduledTasks', answer)
      const verdict = await run(server.url)
      expect(sent).toBe(key.authorization)
      expect(verdict.ok).toBe(false)
      expect(JSON.stringify(verdict)).not.toContain(apiKey)
    }
  })
})
