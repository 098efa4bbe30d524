import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $, type Subprocess } from 'bun'
import { startBinary, untilReady } from '../../test/support/binary.ts'
import { eventually } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'
import { homeWaits } from '../home-waits.ts'
import { environmentOf } from '../process-figures.ts'
import { benchTorrents } from './torrents.ts'

/** The service with an engine of so many torrents, each a process of its own. */
export type Setting = {
  pid: number
  port: number
  /** The session that the service gave to the bench, as a request header. */
  headers: Record<string, string>
  torrents: ReturnType<typeof benchTorrents>
  stop(): Promise<void>
}

/** A bare server of the same bytes, compiled and run with what the service is run with. */
export type Bare = { pid: number; port: number; stop(): Promise<void> }

export const LIST = '/api/v2/torrents/info'

const IN_CATEGORIES = 1000
const CATEGORIES = ['tv-sonarr', 'radarr']

/** @param downloads So many of the torrents download. */
export const openSetting = async (count: number, downloads = 20): Promise<Setting> => {
  const enginePort = await freePort()
  const engine = startProcess([process.execPath, join(import.meta.dir, 'engine.ts')], {
    PORT: String(enginePort),
    COUNT: String(count),
    DOWNLOADS: String(downloads),
  })
  await untilListening(enginePort)
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-qbittorrent-'))
  const port = await freePort()
  const service = await startBinary({
    port,
    env: {
      ...homeWaits,
      DATA_DIR: dataDir,
      TORRENT_ENGINE_URL: `http://127.0.0.1:${enginePort}`,
      LOG_LEVEL: 'warn',
    },
  })
  await untilReady(service, 60_000)
  const torrents = benchTorrents(count, downloads)
  await fillCategories(service.url, torrents)
  const answer = await fetch(`${service.url}/api/v2/app/version`)
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  return {
    pid: service.pid,
    port,
    headers: { cookie },
    torrents,
    async stop() {
      await service.end('SIGTERM')
      await end(engine)
      await rm(dataDir, { recursive: true })
      const output = service.output()
      if (output !== '') console.log(`the service said:\n${output}`)
    },
  }
}

/** Part of the torrents is in categories, as programs leave them. */
const fillCategories = async (url: string, torrents: Setting['torrents']) => {
  const post = async (action: string, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields)
    const answer = await fetch(`${url}/api/v2/torrents/${action}`, { method: 'POST', body })
    if (!answer.ok) throw new Error(`${action} answered ${answer.status}: ${await answer.text()}`)
  }
  const each = IN_CATEGORIES / CATEGORIES.length
  for (const [index, category] of CATEGORIES.entries()) {
    const hashes = torrents.slice(index * each, (index + 1) * each).map(({ id }) => id)
    await post('createCategory', { category })
    await post('setCategory', { category, hashes: hashes.join('|') })
  }
}

const root = join(import.meta.dir, '..', '..')
const work = await mkdtemp(join(tmpdir(), 'bench-bare-'))

/** Starts a bare server of what the service answers to a path. */
export const openBare = async (like: Setting, path = LIST): Promise<Bare> => {
  const answer = await fetch(`http://127.0.0.1:${like.port}${path}`)
  const body = join(work, `${like.port}.json`)
  await Bun.write(body, await answer.bytes())
  const executable = join(work, 'bare')
  await $`bun build --compile --minify-whitespace --minify-syntax --bytecode --format=esm bench/qbittorrent/bare.ts --outfile ${executable}`
    .cwd(root)
    .quiet()
  const port = await freePort()
  const runtime = Object.entries(await environmentOf(like.pid)).filter(([name]) =>
    /^BUN_(JSC|GC)_/.test(name)
  )
  const bare = startProcess([executable], {
    ...Object.fromEntries(runtime),
    PORT: String(port),
    BODY: body,
  })
  await untilListening(port)
  return {
    pid: bare.pid,
    port,
    async stop() {
      await end(bare)
      await rm(body)
    },
  }
}

const startProcess = (command: string[], env: Record<string, string>): Subprocess =>
  Bun.spawn(command, { env, stdin: 'ignore', stdout: 'inherit', stderr: 'inherit' })

const end = async (child: Subprocess) => {
  child.kill()
  await child.exited
}

const untilListening = async (port: number) => {
  await eventually(() => fetch(`http://127.0.0.1:${port}/`), { timeoutMs: 60_000 })
}
