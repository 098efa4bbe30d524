import { median, quantile } from './median.ts'
import { memoryOf } from './process-figures.ts'
import { type Job, type Report, runLoad } from './qbittorrent/load.ts'
import { type Bare, LIST, openBare, openSetting, type Setting } from './qbittorrent/setting.ts'
import { watch } from './watch.ts'

/**
 * The emulated API of the compiled binary, with 1,000 and with 10,000 torrents, beside a bare
 * server that sends the same bytes with the same settings of the runtime: in turn, so that a noisy
 * machine is as noisy for both.
 */
const SECONDS = Number(process.argv[2] ?? 60)
const ROUNDS = 7
const DELTA = '/api/v2/sync/maindata?rid={rid}'

const once = { callers: 1, keepAlive: true, paceMs: 0, seconds: 60 }
const at = ({ port, headers }: Pick<Setting, 'port' | 'headers'>) => ({ port, headers })

const whole = (figure: number) => figure.toFixed(0)
const spread = (ms: readonly number[]) =>
  `p50 ${median(ms).toFixed(1)} ms, p99 ${quantile(ms, 0.99).toFixed(1)} ms, max ${Math.max(...ms).toFixed(1)} ms`
const allOf = ({ ms }: Report) => Object.values(ms).flat()
const perSecond = (report: Report) => allOf(report).length / report.seconds
const failuresOf = (reports: readonly Report[]) => {
  const failures = reports.flatMap((report) => report.failures)
  return failures.length === 0 ? 'none failed' : `${failures.length} FAILED: ${failures[0]}`
}

/** The same job for both in turn, the first round not counted. */
const inTurn = async (setting: Setting, bare: Bare, job: Omit<Job, 'port' | 'paths'>) => {
  const ours: Report[] = []
  const theirs: Report[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    ours.push(await runLoad({ ...job, ...at(setting), paths: [LIST] }))
    theirs.push(await runLoad({ ...job, port: bare.port, paths: [LIST] }))
  }
  return { ours: ours.slice(1), theirs: theirs.slice(1) }
}
const paired = (ours: number[], theirs: number[]) =>
  ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN))

const throughput = async (setting: Setting, bare: Bare) => {
  for (const keepAlive of [true, false]) {
    const job = { callers: 32, keepAlive, paceMs: 0, seconds: 3 }
    const { ours, theirs } = await inTurn(setting, bare, job)
    const rates = [ours.map(perSecond), theirs.map(perSecond)] as const
    const ratios = paired(...rates)
    console.log(
      `${keepAlive ? 'connections kept' : 'one a request'}: ${whole(median(rates[0]))} requests/s, bare ${whole(median(rates[1]))}; ${median(ratios).toFixed(2)} of bare (pairs ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}); ${failuresOf(ours)}`
    )
    console.log(`  ours ${spread(ours.flatMap(allOf))}`)
    console.log(`  bare ${spread(theirs.flatMap(allOf))}`)
  }
}

const latency = async (setting: Setting, bare: Bare) => {
  for (const [name, job] of [
    ['one call after the other', { ...once, rounds: 100 }],
    ['one call a second', { ...once, rounds: 15, paceMs: 1000 }],
  ] as const) {
    const { ours, theirs } = await inTurn(setting, bare, job)
    const tail = (report: Report) => quantile(allOf(report), 0.99)
    const ratios = paired(ours.map(tail), theirs.map(tail))
    const mine = ours.flatMap(allOf)
    const other = theirs.flatMap(allOf)
    console.log(`torrents/info, ${name}: ${failuresOf(ours)}`)
    console.log(`  ours ${spread(mine)}`)
    console.log(`  bare ${spread(other)}`)
    console.log(
      `  p99 ${(quantile(mine, 0.99) / quantile(other, 0.99)).toFixed(2)} times that of bare (median of the pairs ${median(ratios).toFixed(2)})`
    )
  }
}

const deltas = async (setting: Setting) => {
  for (const [name, paceMs] of [
    ['one call after the other', 0],
    ['one call a second', 1000],
  ] as const) {
    const job = { ...once, ...at(setting), paths: [DELTA], paceMs, seconds: paceMs > 0 ? 60 : 10 }
    const report = await runLoad(job)
    // The first one is told everything.
    console.log(
      `sync/maindata delta, ${name}: ${spread(allOf(report).slice(1))}; ${failuresOf([report])}`
    )
  }
}

/** Memory and CPU while somebody calls, or nobody does. */
const watchCalls = async (
  name: string,
  setting: Setting,
  calling: Partial<Job> & { paths: string[] }
) => {
  const job = { ...once, ...at(setting), paceMs: 1000, seconds: SECONDS, ...calling }
  const { rss, peak, cpu, result: report } = await watch(setting.pid, () => runLoad(job))
  console.log(
    `${name}: RSS median ${whole(rss)} MB, peak ${whole(peak)} MB; CPU ${cpu.toFixed(1)} % of a core; ${allOf(report).length} answers, ${failuresOf([report])}`
  )
}

const small = await openSetting(1000)
const bareSmall = await openBare(small)
console.log('1,000 torrents, 32 callers, torrents/info:')
await throughput(small, bareSmall)
await bareSmall.stop()
await small.stop()

const large = await openSetting(10_000)
const { peak } = await memoryOf(large.pid)
console.log(`\n10,000 torrents: RSS peak ${whole(peak)} MB from the start until it is ready`)
await watchCalls('nobody calls', large, { paths: [] })
await watchCalls('torrents/info once a minute', large, { paths: [LIST], paceMs: 60_000 })
await watchCalls('torrents/info once a second', large, { paths: [LIST] })
const [torrent] = large.torrents
const properties = `/api/v2/torrents/properties?hash=${torrent?.id}`
await watchCalls('info, maindata and properties once a second', large, {
  paths: [LIST, DELTA, properties],
})
const bareLarge = await openBare(large)
await latency(large, bareLarge)
await deltas(large)
await watchCalls('32 callers at once', large, { paths: [LIST], callers: 32, rounds: 1, paceMs: 0 })
await watchCalls('32 callers for a while', large, {
  paths: [LIST],
  callers: 32,
  paceMs: 0,
  seconds: 20,
})
await bareLarge.stop()
await large.stop()

const busy = await openSetting(10_000, 300)
await watchCalls('300 download, torrents/info once a second', busy, { paths: [LIST] })
await busy.stop()
process.exit(0)
