import { openHouse } from '../test/support/house.ts'
import { checkHealth } from './health-checks.ts'
import { homeWaits } from './home-waits.ts'
import { watch } from './watch.ts'

/**
 * Memory and CPU of the binary while it is idle, in each of its modes, with the waits of a home and
 * a health check every 10 s, which runs as in a container. No limits: `footprint.ts` has them.
 */
const SECONDS = Number(process.argv[2] ?? 60)

for (const mode of ['stream', 'polling', 'engine'] as const) {
  const house = await openHouse(mode)
  const { pid, url } = await house.start(homeWaits)
  await house.setUp()
  await Bun.sleep(2000)
  const { rss, peak, own, cpu } = await watch(pid, () => checkHealth(url, SECONDS))
  console.log(
    `${mode.padEnd(8)} RSS median ${rss.toFixed(0)} MB, max ${peak.toFixed(0)} MB (own ${own.toFixed(0)} MB), CPU ${cpu.toFixed(2)} % of a core, over ${SECONDS} s`
  )
  await house.stop()
}
process.exit(0)
