import { openHouse } from '../test/support/house.ts'
import { homeWaits } from './home-waits.ts'
import { median } from './median.ts'
import { cpuOf, memoryOf } from './process-figures.ts'

/**
 * Memory and CPU of the binary while it is idle: connected to MongoDB, following its change
 * stream, with the waits of a home and a health check every 10 s, which runs as in a container.
 */
const SECONDS = Number(process.argv[2] ?? 60)
const home = {
  ...homeWaits,
  STREAM_PROBE_INTERVAL: '5m',
  STREAM_STALL_TIMEOUT: '10s',
}

for (const mode of ['stream', 'polling', 'engine'] as const) {
  const house = await openHouse(mode)
  const service = await house.start(home)
  await house.setUp()
  await Bun.sleep(2000)
  const cpuBefore = await cpuOf(service.pid)
  const samples: { rss: number; own: number }[] = []
  for (let second = 0; second < SECONDS; second += 1) {
    if (second % 10 === 0) await fetch(`${service.url}/health`)
    await Bun.sleep(1000)
    samples.push(await memoryOf(service.pid))
  }
  const cpu = (((await cpuOf(service.pid)) - cpuBefore) / SECONDS) * 100
  const rss = samples.map((sample) => sample.rss)
  const own = median(samples.map((sample) => sample.own))
  console.log(
    `${mode.padEnd(8)} RSS median ${median(rss).toFixed(0)} MB, max ${Math.max(...rss).toFixed(0)} MB (own ${own.toFixed(0)} MB), CPU ${cpu.toFixed(2)} % of a core, over ${SECONDS} s`
  )
  await house.stop()
}
process.exit(0)
