import { startBinary } from '../test/support/binary.ts'
import { startCollector } from '../test/support/collector.ts'
import { eventually } from '../test/support/eventually.ts'
import { freePort } from '../test/support/free-port.ts'
import { median } from './median.ts'
import { cpuOf } from './process-figures.ts'

/**
 * What traces cost: CPU of one answer to `GET /health` while they are off, while nobody listens
 * where they are sent, and while a collector takes them. In turns, so that a busy machine is busy
 * for all of them.
 */
const REQUESTS = 20_000
const AT_ONCE = 16
const ROUNDS = 7
/** So long a service has to learn that its collector is away, in milliseconds. */
const LEARNING_MS = 4000

const ask = async (url: string, requests: number): Promise<void> => {
  let left = requests
  const one = async () => {
    while (left-- > 0) await (await fetch(`${url}/health`)).arrayBuffer()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

const collector = startCollector()
const ends = {
  off: undefined,
  down: `http://127.0.0.1:${await freePort()}`,
  up: collector.url,
}
const services = await Promise.all(
  Object.entries(ends).map(async ([name, endpoint]) => {
    const env = {
      TORRENT_ENGINE_URL: 'http://127.0.0.1:9',
      OTEL_BSP_SCHEDULE_DELAY: '1000',
      ...(endpoint === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    }
    return { name, service: await startBinary({ env }), figures: [] as number[] }
  })
)
for (const { service } of services) {
  await eventually(async () => (await fetch(`${service.url}/health`)).ok)
  await ask(service.url, REQUESTS)
}
await Bun.sleep(LEARNING_MS)
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { service, figures } of services) {
    const before = await cpuOf(service.pid)
    await ask(service.url, REQUESTS)
    figures.push(((await cpuOf(service.pid)) - before) * (1e6 / REQUESTS))
  }
  collector.spans.splice(0)
}
console.log(`CPU of one answer to GET /health, median of ${ROUNDS} rounds of ${REQUESTS}:`)
for (const { name, figures } of services) {
  const all = figures.map((figure) => figure.toFixed(0)).join(' ')
  console.log(`${name.padEnd(5)} ${median(figures).toFixed(1)} µs (${all})`)
}
for (const { service } of services) await service.end('SIGTERM')
process.exit(0)
