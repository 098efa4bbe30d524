import { openHouse } from '../test/support/house.ts'
import { homeWaits } from './home-waits.ts'
import { openLimits } from './limits.ts'
import { median } from './median.ts'
import { cpuOf, forgetPeak, memoryOf } from './process-figures.ts'
import { runLoad } from './qbittorrent/load.ts'
import { LIST, openSetting } from './qbittorrent/setting.ts'

/**
 * Memory and CPU of the binary below the limits that T◎RRX's compose file gives it, 128 MB and a
 * quarter of a core, where this machine can hold them: idle with a health check every 10 s; with
 * 10,000 torrents and a program that lists all of them once a second; and with a page open beside.
 */
const SECONDS = Number(process.argv[2] ?? 60)
const HEALTH_EVERY = 10

const limits = await openLimits()
console.log(limits.by ? `limits held by ${limits.by}` : 'limits cannot be held here: measured only')

/** Looks once a second. @param goal In words, to be read beside the figures. */
const watch = async (name: string, goal: string, { pid, url }: { pid: number; url: string }) => {
  await Bun.sleep(2000)
  await forgetPeak(pid)
  const cpuBefore = await cpuOf(pid)
  const samples: { rss: number; own: number; peak: number }[] = []
  for (let second = 0; second < SECONDS; second += 1) {
    if (second % HEALTH_EVERY === 0) await fetch(`${url}/health`)
    await Bun.sleep(1000)
    samples.push(await memoryOf(pid))
  }
  const cpu = (((await cpuOf(pid)) - cpuBefore) / SECONDS) * 100
  const middle = (pick: (one: (typeof samples)[number]) => number) => median(samples.map(pick))
  const peak = samples.at(-1)?.peak ?? Number.NaN
  console.log(
    `${name}: RSS median ${middle(({ rss }) => rss).toFixed(0)} MB, peak ${peak.toFixed(0)} MB (own ${middle(({ own }) => own).toFixed(0)} MB), CPU ${cpu.toFixed(2)} % of a core; goal ${goal}`
  )
}

const idle = async (mode: 'stream' | 'engine') => {
  const house = await openHouse(mode)
  const service = await house.start({
    ...homeWaits,
    STREAM_PROBE_INTERVAL: '5m',
    STREAM_STALL_TIMEOUT: '10s',
  })
  await limits.hold(service.pid)
  await house.setUp()
  const name = mode === 'stream' ? 'idle, beside MongoDB' : 'idle, with SQLite'
  await watch(name, '80 MB and 1.5 %', service)
  await house.stop()
}

const loaded = async () => {
  const setting = await openSetting(10_000)
  await limits.hold(setting.pid)
  const { pid, port, headers } = setting
  const url = `http://127.0.0.1:${port}`
  const poll = async (work: Promise<void>) => {
    const seconds = SECONDS + 3
    const job = { port, headers, paths: [LIST], callers: 1, keepAlive: true, paceMs: 1000, seconds }
    const [{ failures }] = await Promise.all([runLoad(job), work])
    if (failures.length > 0) console.log(`  ${failures.length} calls failed: ${failures[0]}`)
  }
  await poll(watch('10,000 torrents, listed once a second', '128 MB', { pid, url }))
  const closing = new AbortController()
  const page = fetch(`${url}/settings/integrations/live`, { signal: closing.signal })
  const reader = (await page).body?.getReader()
  const read = async () => {
    while (!(await reader?.read())?.done);
  }
  const reading = read().catch(() => {})
  await poll(watch('the same, and a page that stands open', '128 MB', { pid, url }))
  closing.abort()
  await reading
  await setting.stop()
}

await idle('engine')
await idle('stream')
await loaded()
await limits.lift()
process.exit(0)
