import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, type EngineOptions, startEngine } from '../../../src/demo/engine/start.ts'
import { type RunningBinary, startBinary, untilReady } from '../binary.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'
import { readJson } from './answer.ts'
import { type CallOptions, call } from './call.ts'
import { type InfoRow, infoList } from './info-row.ts'

/** What programs prove themselves with. */
export type Credentials = { username: string; password: string; apiKey: string | null }

/** The servers of the recordings: one that is open, one that is not, and one with odd credentials. */
export const servers = {
  open: null,
  closed: { username: 'admin', password: 'adminpass', apiKey: 'qbt_0123456789abcdef' },
  strange: { username: 'us er&é', password: 'p+ss%=wörd€ /?', apiKey: null },
} satisfies Record<string, Credentials | null>
export type ServerKind = keyof typeof servers

/** A simulated engine, and beside it the compiled binary, which nobody else talks to. */
export type Stage = {
  readonly url: string
  readonly port: number
  readonly credentials: Credentials | null
  engine: Engine
  service(): RunningBinary
  /**
   * Ends the service and starts it again, on the same port with the same data.
   *
   * @param until What it is waited for; without its engine it is never ready.
   */
  restart(until?: 'health' | 'ready'): Promise<void>
  /** Asks the API as somebody who may. */
  ask(path: string, options?: CallOptions): ReturnType<typeof call>
  /** A torrent as `torrents/info` tells it now. */
  row(id: string): Promise<InfoRow | undefined>
  /** Waits until a torrent is told as it is wanted. */
  until(id: string, isWanted: (row: InfoRow) => boolean): Promise<InfoRow>
  /** Brings a torrent's last byte, and waits until it is told to be complete. */
  finish(id: string): Promise<InfoRow>
  stop(): Promise<void>
}

/** How long a change of the engine's may take until programs are told, in milliseconds. */
const LONGEST_NEWS_MS = 15_000

/** The service's own: what looks for completions takes from what the engine lets us ask it. */
const ownWaits = { POLL_INTERVAL: '3s', RECONCILE_INTERVAL: '60s' }

/** Starts both; ready when this resolves. */
export const openStage = async (
  kind: ServerKind,
  engineOptions: EngineOptions = {}
): Promise<Stage> => {
  const credentials: Credentials | null = servers[kind]
  // The records follow when a test says so, and a magnet without peers is no wait.
  const engine = await startEngine({
    syncIntervalMs: 3_600_000,
    metadataWaitMs: 50,
    repositoryHangMs: 1000,
    sessionLimit: 0,
    ...engineOptions,
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'stage-'))
  const port = await freePort()
  const start = async (until: 'health' | 'ready') => {
    const env = { DATA_DIR: dataDir, TORRENT_ENGINE_URL: engine.url, ...environmentOf(credentials) }
    const binary = await startBinary({ port, env: { ...env, ...ownWaits } })
    if (until === 'ready') await untilReady(binary)
    else await eventually(async () => (await fetch(`${binary.url}/health`)).ok)
    return binary
  }
  let service = await start('ready')
  const { url } = service
  const authorization = credentials ? { authorization: basic(credentials) } : undefined

  const ask = (path: string, { headers, ...options }: CallOptions = {}) =>
    call(`${url}/api/v2/${path}`, { ...options, headers: { ...authorization, ...headers } })
  const row = async (id: string) =>
    readJson(infoList, await ask(`torrents/info?hashes=${id}`)).find(({ hash }) => hash === id)
  const until = async (id: string, isWanted: (row: InfoRow) => boolean) => {
    const deadline = performance.now() + LONGEST_NEWS_MS
    for (;;) {
      const found = await row(id)
      if (found && isWanted(found)) return found
      if (performance.now() > deadline) throw new Error(`it stays ${JSON.stringify(found)}`)
      await Bun.sleep(100)
    }
  }

  return {
    url,
    port,
    credentials,
    engine,
    service: () => service,
    async restart(until = 'ready') {
      await service.end('SIGTERM')
      service = await start(until)
    },
    ask,
    row,
    until,
    async finish(id) {
      engine.control.finish(id)
      await engine.control.syncNow()
      return await until(id, ({ progress, content_path }) => progress === 1 && content_path !== '')
    },
    async stop() {
      await service.end('SIGKILL')
      await engine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The header that proves a name and a password. */
export const basic = ({ username, password }: Pick<Credentials, 'username' | 'password'>): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

const environmentOf = (credentials: Credentials | null): Record<string, string> =>
  credentials === null
    ? {}
    : {
        AUTH_USERNAME: credentials.username,
        AUTH_PASSWORD: credentials.password,
        ...(credentials.apiKey === null ? {} : { API_KEY: credentials.apiKey }),
      }
