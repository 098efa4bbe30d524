import { join } from 'node:path'
import { $ } from 'bun'
import { startCollector } from '../test/support/collector.ts'
import { openHouse } from '../test/support/house.ts'
import { openLimits } from './footprint/limits.ts'
import { openPage } from './footprint/open-page.ts'
import { readAheadOf } from './footprint/read-ahead.ts'
import { type Figure, writeFigure, writeHead } from './footprint/table.ts'
import { checkHealth } from './health-checks.ts'
import { homeWaits } from './home-waits.ts'
import { quantile } from './median.ts'
import { runLoad } from './qbittorrent/load.ts'
import { LIST, openSetting } from './qbittorrent/setting.ts'
import { watch } from './watch.ts'

/**
 * Memory and CPU of the binary below the limits that T◎RRX's compose file gives it, 128 MB and a
 * quarter of a core, where this machine can hold them; always with a health check every 10 s.
 */
const SECONDS = Number(process.argv[2] ?? 60)
const SETTLE_MS = 2000
const IDLE = { peak: 80, cpu: 1.5 }
const LOADED = { peak: 128 }

const root = join(import.meta.dir, '..')
const build = () => $`bun scripts/build.ts`.cwd(root).quiet()
if (process.env['TEST_BINARY'] === undefined) await build()
const binary = process.env['TEST_BINARY'] ?? join(root, 'dist', 'torrent-notifier')
const limits = await openLimits(binary)
// What the settings below start.
process.env['TEST_BINARY'] = limits.command

type Service = { pid: number; url: string }

/** @param work Done beside the health checks; returns the method in words. */
const measure = async (
  figure: Pick<Figure, 'name' | 'goal'>,
  { pid, url }: Service,
  work: () => Promise<string>
) => {
  await Bun.sleep(SETTLE_MS)
  const before = await limits.held()
  const { result, ...watched } = await watch(pid, () =>
    Promise.all([work(), checkHealth(url, SECONDS)])
  )
  const after = await limits.held()
  const held = {
    reclaims: after.reclaims - before.reclaims,
    throttledMs: after.throttledMs - before.throttledMs,
  }
  writeFigure({ ...figure, watched, held, method: result[0] })
}

const idle = async (
  name: string,
  mode: 'stream' | 'engine',
  { env = {}, method }: { env?: Record<string, string>; method: string }
) => {
  const house = await openHouse(mode)
  const service = await house.start({ ...homeWaits, ...env })
  await house.setUp()
  await measure({ name, goal: IDLE }, service, async () => method)
  await house.stop()
}

const traced = async () => {
  const collector = startCollector()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  await idle('idle, beside MongoDB, with traces', 'stream', { env, method: 'and a collector' })
  await collector.stop()
}

const loaded = async () => {
  const { pid, port, headers, stop } = await openSetting(10_000)
  const service = { pid, url: `http://127.0.0.1:${port}` }
  const list = async () => {
    const job = { callers: 1, keepAlive: true, paceMs: 1000, seconds: SECONDS }
    const { ms, failures } = await runLoad({ ...job, port, headers, paths: [LIST] })
    const answers = Object.values(ms).flat()
    const failed = failures.length > 0 ? `, ${failures.length} FAILED: ${failures[0]}` : ''
    return `${answers.length} lists, p99 ${quantile(answers, 0.99).toFixed(0)} ms${failed}`
  }
  const withPage = async (work: () => Promise<string>) => {
    const page = await openPage(service.url)
    const method = await work()
    await page.close()
    const kilobytes = page.receivedBytes() / 1024
    return `${method}${kilobytes.toFixed(0)} KB of events`
  }
  const wait = async () => {
    await Bun.sleep(SECONDS * 1000)
    return ''
  }
  const figure = (name: string) => ({ name: `10,000 torrents, ${name}`, goal: LOADED })
  await measure(figure('nobody asks'), service, wait)
  await measure(figure('only a page open'), service, () => withPage(wait))
  await measure(figure('listed each second'), service, list)
  await measure(figure('listed, and a page open'), service, () =>
    withPage(async () => `${await list()}, `)
  )
  await stop()
}

writeHead({ by: limits.by, readAhead: await readAheadOf(binary), seconds: SECONDS })
try {
  await idle('idle, with SQLite', 'engine', { method: 'both media servers on' })
  await idle('idle, beside MongoDB', 'stream', { method: 'the same, and its change stream open' })
  await traced()
  await loaded()
} finally {
  await limits.lift()
}
process.exit(0)
