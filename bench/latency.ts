import { eventually } from '../test/support/eventually.ts'
import { type House, openHouse } from '../test/support/house.ts'
import { median, quantile } from './median.ts'

/**
 * From the engine's write of a completed record to the refresh that the media server receives,
 * beyond the quiet time: over MongoDB's change stream, and over MongoDB polled every 3 s.
 */
const QUIET_MS = 300
const waits = {
  REFRESH_QUIET: `${QUIET_MS}ms`,
  REFRESH_QUIET_MAX: `${QUIET_MS}ms`,
  REFRESH_MIN_INTERVAL: '0s',
  // As in a home: the comparison must not help.
  RECONCILE_INTERVAL: '60s',
  POLL_INTERVAL: '3s',
}

const measure = async (mode: 'stream' | 'polling', rounds: number) => {
  const house = await openHouse(mode)
  await house.start(waits)
  await house.setUp()
  const figures: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    figures.push(await completeOnce(house, round))
    // The time between two completions must not follow the poll's own rhythm.
    await Bun.sleep(Math.random() * (mode === 'polling' ? 3000 : 200))
  }
  await house.stop()
  return figures
}

const completeOnce = async (house: House, round: number) => {
  const { engine, jellyfin } = house
  const before = jellyfin.control.refreshes.length
  const { id } = await engine.control.add({ name: `Film.${round}`, totalBytes: 1_000_000 })
  await engine.control.syncNow()
  engine.control.finish(id)
  await engine.control.syncNow()
  const completedAt = Date.now()
  await eventually(() => jellyfin.control.refreshes.length > before)
  const askedAt = jellyfin.control.refreshes.at(-1)?.at ?? Number.NaN
  await eventually(() => jellyfin.control.scans.at(-1)?.status === 'Completed')
  return askedAt - completedAt - QUIET_MS
}

const row = (name: string, figures: number[]) =>
  `${name.padEnd(8)} p50 ${median(figures)} ms, p95 ${quantile(figures, 0.95)} ms, max ${Math.max(...figures)} ms (${figures.length} completions)`

console.log('completed record to refresh received, beyond the quiet time:')
console.log(row('stream', await measure('stream', 60)))
console.log(row('polling', await measure('polling', 30)))
process.exit(0)
