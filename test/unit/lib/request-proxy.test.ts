import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { request } from '../../../src/lib/request.ts'
import { createFetchRemoteTorrent } from '../../../src/torrents/source/remote-torrent.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'

const NAMES = ['HTTP_PROXY', 'NO_PROXY'] as const
const before = NAMES.map((name) => [name, process.env[name]] as const)
let neighbour: ScriptedServer
let proxy: ReturnType<typeof Bun.serve>

beforeEach(() => {
  neighbour = startScriptedServer()
  neighbour.on('GET /a', () => new Response('itself'))
  proxy = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('the proxy') })
  process.env['HTTP_PROXY'] = proxy.url.origin
  delete process.env['NO_PROXY']
})
afterEach(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await Promise.all([neighbour.stop(), proxy.stop(true)])
})

const follow = async () => {
  const fetchRemote = createFetchRemoteTorrent({ signal: new AbortController().signal })
  const found = await fetchRemote(`${neighbour.url}/a`, { cookie: '' })
  return found.kind === 'file' ? new TextDecoder().decode(found.bytes) : found.kind
}

describe('a proxy that the environment names', () => {
  test('is not asked for a neighbour: the engine and the media servers are at home', async () => {
    const answer = await request({ upstream: 'engine', url: `${neighbour.url}/a`, timeoutMs: 1000 })
    expect(answer.text).toBe('itself')
  })

  test('is asked for links to .torrent files, which lead out of it', async () => {
    expect(await follow()).toBe('the proxy')
  })

  test.each(['127.0.0.1', '127.0.0.0/8', '*'])(
    'is not asked for what NO_PROXY=%s names',
    async (names) => {
      process.env['NO_PROXY'] = names
      expect(await follow()).toBe('itself')
    }
  )
})
