import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'bun'
import { freePort } from '../test/support/free-port.ts'
import { median } from './median.ts'

/**
 * From the start of the process to the first answered `/health`, and the CPU time until then, of
 * the service and of a bare server, in turn.
 */
const RUNS = 15
const root = join(import.meta.dir, '..')
const work = await mkdtemp(join(tmpdir(), 'bench-start-'))

type Figures = { ms: number; cpuMs: number }

const startOnce = async (binary: string): Promise<Figures> => {
  const port = await freePort()
  const dataDir = await mkdtemp(join(work, 'data-'))
  const startedAt = performance.now()
  const child = Bun.spawn([binary], {
    cwd: work,
    env: {
      HTTP_ADDR: `127.0.0.1:${port}`,
      PORT: String(port),
      DATA_DIR: dataDir,
      TORRENT_ENGINE_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: 'error',
    },
    stdout: 'ignore',
    stderr: 'inherit',
  })
  await untilHealthy(`http://127.0.0.1:${port}/health`)
  const ms = performance.now() - startedAt
  child.kill('SIGKILL')
  await child.exited
  const micros = Number(child.resourceUsage()?.cpuTime.total ?? Number.NaN)
  return { ms, cpuMs: micros / 1000 }
}

const untilHealthy = async (url: string) => {
  for (;;) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0
    )
    if (status === 200) return
    await Bun.sleep(0.5)
  }
}

await $`bun scripts/build.ts`.cwd(root).quiet()
await $`bun build --compile --minify-whitespace --minify-syntax --bytecode --format=esm bench/bare.ts --outfile ${join(work, 'bare')}`
  .cwd(root)
  .quiet()

const service: Figures[] = []
const bare: Figures[] = []
for (let run = 0; run < RUNS; run += 1) {
  service.push(await startOnce(join(root, 'dist/torrent-notifier')))
  bare.push(await startOnce(join(work, 'bare')))
}
await rm(work, { recursive: true })

const row = (name: string, figures: Figures[]) => {
  const ms = figures.map((figure) => figure.ms)
  const cpu = figures.map((figure) => figure.cpuMs)
  return `${name.padEnd(17)} start ${median(ms).toFixed(0)} ms (min ${Math.min(...ms).toFixed(0)}), CPU ${median(cpu).toFixed(0)} ms (min ${Math.min(...cpu).toFixed(0)})`
}
const ratio = median(service.map(({ cpuMs }, run) => cpuMs / (bare[run]?.cpuMs ?? Number.NaN)))
console.log(`start to the first answered /health, ${RUNS} runs in turn, medians:`)
console.log(row('torrent-notifier', service))
console.log(row('bare Bun.serve', bare))
console.log(`CPU time: ${ratio.toFixed(1)} times that of the bare server (median of the pairs)`)
