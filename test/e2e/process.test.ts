import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../../package.json'
import {
  type BinaryOptions,
  buildBinary,
  type RunningBinary,
  startBinary,
} from '../support/binary.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'

const running: RunningBinary[] = []
afterEach(async () => {
  for (const binary of running.splice(0)) await binary.end('SIGKILL')
})
const start = async (options: BinaryOptions = {}) => {
  const binary = await startBinary(options)
  running.push(binary)
  return binary
}
const run = async (options: BinaryOptions) => {
  const binary = await start(options)
  return { exitCode: await binary.exited, output: binary.output() }
}
const serve = async (env: Record<string, string> = {}, port?: number) => {
  const binary = await start({
    env: { TORRENT_ENGINE_URL: 'http://127.0.0.1:9', ...env },
    ...(port ? { port } : {}),
  })
  await eventually(async () => (await fetch(`${binary.url}/health`)).ok)
  return binary
}

const NOWHERE = 'http://127.0.0.1:9'

describe('the command line', () => {
  test('tells its version and its help', async () => {
    expect(await run({ args: ['version'] })).toEqual({
      exitCode: 0,
      output: `torrent-notifier ${version}\n`,
    })
    const { exitCode, output } = await run({ args: ['help'] })
    expect(exitCode).toBe(0)
    expect(output).toContain('healthcheck')
  })

  test.each(['serv', 'toString', '__proto__'])(
    'answers the unknown command %s with 64',
    async (word) => {
      const { exitCode, output } = await run({ args: [word] })
      expect(exitCode).toBe(64)
      expect(output).toContain('Usage:')
    }
  )

  test.each([
    ['serve', 'extra'],
    ['healthcheck', 'x'],
    ['demo', '--onze'],
    ['version', '1'],
    ['help', 'me'],
  ])('answers the word too many of %s with 64, and names it: %s', async (command, word) => {
    const { exitCode, output } = await run({ args: [command, word] })
    expect(exitCode).toBe(64)
    expect(output).toStartWith(
      `torrent-notifier: ${command} does not take ${JSON.stringify(word)}\nUsage: torrent-notifier ${command}`
    )
  })

  test('tells its help where a command is asked for it, and runs nothing', async () => {
    for (const args of [['demo', '--help'], ['serve', '-h'], ['--help']]) {
      const { exitCode, output } = await run({ args })
      expect([exitCode, output]).toEqual([0, expect.stringContaining('Usage:')])
    }
  })

  test('names every wrong variable at once and exits with 78', async () => {
    const { exitCode, output } = await run({
      env: { HTTP_ADDR: 'nowhere', REFRESH_QUIET: 'soon', MONGO_URI: 'mongodb//canary@x' },
    })
    expect(exitCode).toBe(78)
    for (const name of ['HTTP_ADDR', 'REFRESH_QUIET', 'MONGO_URI']) expect(output).toContain(name)
    expect(output).not.toContain('canary')
  })

  test('names every wrong variable in a line of its own where the log is JSON', async () => {
    const env = {
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'error',
      DATA_DIR: tmpdir(),
      HTTP_ADDR: ':0',
      REFRESH_QUIET: '5',
    }
    const child = Bun.spawn([await buildBinary()], { env, stdout: 'pipe', stderr: 'pipe' })
    const lines = (await new Response(child.stderr).text()).trim().split('\n')
    expect(await child.exited).toBe(78)
    expect(await new Response(child.stdout).text()).toBe('')
    const said = lines.map((line): unknown => JSON.parse(line))
    const line = { level: 'error', event: 'cannot start: a variable needs another value' }
    expect(said).toMatchObject([
      { ...line, variable: 'HTTP_ADDR', reason: expect.stringMatching(/^is ":0"; wanted is/) },
      { ...line, variable: 'REFRESH_QUIET', reason: expect.stringMatching(/^is "5"; wanted is/) },
    ])
  })

  test('names them in words where the wrong one is the form of the log', async () => {
    const { exitCode, output } = await run({ env: { LOG_FORMAT: 'jsn' } })
    expect(exitCode).toBe(78)
    expect(output).toContain('  LOG_FORMAT is "jsn"; wanted is one of text, json\n')
  })

  test('refuses a data folder that cannot be written with 78', async () => {
    const { exitCode, output } = await run({ env: { DATA_DIR: '/dev/null/data' } })
    expect(exitCode).toBe(78)
    expect(output).toContain('DATA_DIR')
  })

  test('refuses a connection string that only the driver can judge, without showing it', async () => {
    const { exitCode, output } = await run({
      env: { MONGO_URI: 'mongodb://user:canary@a,b/?directConnection=true', TEST_RATE: '0' },
    })
    expect(exitCode).toBe(78)
    expect(output).toContain('MONGO_URI')
    expect(output).toContain('TEST_RATE')
    expect(output).not.toContain('canary')
  })

  test('refuses a database of a newer version with 78', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'newer-'))
    const first = await serve({ DATA_DIR: dataDir })
    await first.end('SIGTERM')
    const { Database } = await import('bun:sqlite')
    const database = new Database(join(dataDir, 'torrent-notifier.sqlite'))
    database.run('PRAGMA user_version = 999')
    database.close()
    const { exitCode, output } = await run({ env: { DATA_DIR: dataDir } })
    expect(exitCode).toBe(78)
    expect(output).toContain('newer')
  })

  test('says plainly that a port is in use, and exits with 1', async () => {
    const first = await serve()
    const port = Number(new URL(first.url).port)
    const { exitCode, output } = await run({ port })
    expect(exitCode).toBe(1)
    expect(output).toContain(`127.0.0.1:${port} is in use`)
    expect(output).toContain('HTTP_ADDR')
  })
})

describe('the health check', () => {
  test('asks the configured address, and loopback where that is every interface', async () => {
    const service = await serve()
    const { port } = new URL(service.url)
    for (const HTTP_ADDR of [`127.0.0.1:${port}`, `0.0.0.0:${port}`, `:${port}`]) {
      expect((await run({ args: ['healthcheck'], env: { HTTP_ADDR } })).exitCode).toBe(0)
      // Docker puts its own settings of a proxy into every container.
      const proxied = { HTTP_ADDR, HTTP_PROXY: NOWHERE, http_proxy: NOWHERE }
      expect((await run({ args: ['healthcheck'], env: proxied })).exitCode).toBe(0)
    }
  })

  test('exits with 1 where nobody answers, and says why', async () => {
    const HTTP_ADDR = `127.0.0.1:${await freePort()}`
    const { exitCode, output } = await run({ args: ['healthcheck'], env: { HTTP_ADDR } })
    expect(exitCode).toBe(1)
    expect(output).toContain('does not answer')
  })
})

describe('the service', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly after %s', async (signal) => {
    const service = await serve()
    const { exitCode, ms } = await service.end(signal)
    expect(exitCode).toBe(0)
    expect(ms).toBeLessThan(5000)
    expect(service.output()).toContain('stopped')
  })

  test('ends after SIGTERM although a client keeps its connection open', async () => {
    const service = await serve()
    const { hostname, port } = new URL(service.url)
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } })
    socket.write(
      'PATCH /settings/integrations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'
    )
    await Bun.sleep(100)
    expect((await service.end('SIGTERM')).ms).toBeLessThan(5000)
    socket.end()
  })

  test('writes every line as an object where it is told so', async () => {
    const service = await serve({ LOG_FORMAT: 'json' })
    await service.end('SIGTERM')
    const lines = service.output().trim().split('\n')
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({
        time: expect.any(String),
        event: expect.any(String),
      })
  })

  test('says that traces are sent as JSON where another form was asked for', async () => {
    const service = await serve({
      OTEL_EXPORTER_OTLP_ENDPOINT: NOWHERE,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    })
    await service.end('SIGTERM')
    expect(service.output()).toContain(
      'traces are sent as http/json, whatever else is set protocol=http/protobuf'
    )
  })

  test('starts itself over with little memory in mind, as the same process', async () => {
    const service = await serve()
    const environment = await Bun.file(`/proc/${service.pid}/environ`).text()
    expect(environment).toContain('BUN_JSC_forceRAMSize=')
    expect(environment).toContain('BUN_GC_TIMER_INTERVAL=')
    expect((await service.end('SIGTERM')).exitCode).toBe(0)
  })

  test('runs no code from the folder it is started in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'evil-'))
    writeFileSync(join(folder, 'evil.ts'), 'console.log("evil ran")')
    writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./evil.ts"]')
    writeFileSync(join(folder, '.env'), 'HTTP_ADDR=nonsense\n')
    const child = Bun.spawn([await buildBinary(), 'version'], {
      cwd: folder,
      stdout: 'pipe',
      env: {},
    })
    expect(await new Response(child.stdout).text()).toBe(`torrent-notifier ${version}\n`)
  })

  test('serves its page and everything on it from within the binary', async () => {
    const { url } = await serve()
    const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } })
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(html).toContain(version)
    const links = [...html.matchAll(/(?:src|href)="(\/settings\/integrations\/[^"]+)"/g)].map(
      ([, path]) => path
    )
    expect(links.some((path) => path?.endsWith('.css'))).toBe(true)
    expect(links.some((path) => path?.includes('htmx'))).toBe(true)
    for (const path of links) {
      const asset = await fetch(`${url}${path}`)
      expect(asset.status).toBe(200)
      const etag = asset.headers.get('etag') ?? ''
      expect(etag).toMatch(/^(W\/)?"[^"]+"$/)
      const again = await fetch(`${url}${path}`, { headers: { 'if-none-match': etag } })
      expect(again.status).toBe(304)
    }
  })

  test('turns a foreign host away before anything else, and lets a short name in', async () => {
    const { url } = await serve()
    const asked = (host: string) => fetch(`${url}/settings/integrations`, { headers: { host } })
    expect((await asked('evil.example.org')).status).toBe(421)
    expect((await asked('nas')).status).toBe(200)
    expect((await asked('192.168.1.20:8070')).status).toBe(200)
  })
})

describe('the demo', () => {
  test('shows one torrent refresh both servers, and ends with 0', async () => {
    const { exitCode, output } = await run({ args: ['demo', '--once'] })
    expect(output).toContain('Jellyfin was asked to refresh')
    expect(output).toContain('Emby was asked to refresh')
    expect(output.match(/ended its scan: Completed/g)).toHaveLength(2)
    expect(exitCode).toBe(0)
  })
})
