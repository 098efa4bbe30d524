import type { Watched } from '../watch.ts'
import type { Held, Limits } from './limits.ts'

/** One line of the table. */
export type Figure = {
  name: string
  /** The most that is wanted: megabytes at any moment, percent of a core. */
  goal: { peak: number; cpu?: number }
  watched: Watched
  held: Held
  /** What was done to the service meanwhile, and what came of it. */
  method: string
}

const columns = [
  ['figure', 44],
  ['goal', 14],
  ['RSS median', 11],
  ['peak', 7],
  ['own', 7],
  ['CPU', 8],
  ['reclaims', 9],
  ['throttled', 10],
  ['method', 0],
] as const

const write = (cells: readonly string[]) =>
  console.log(columns.map(([, width], index) => (cells[index] ?? '').padEnd(width)).join(' '))

/** Says how everything is measured, and what the columns are. @param readAhead In kilobytes. */
export const writeHead = ({
  by,
  readAhead,
  seconds,
}: {
  by: Limits['by']
  readAhead: number | null
  seconds: number
}): void => {
  const limits = by
    ? `128 MB and 0.25 CPU, held by ${by} from the first byte on`
    : '128 MB and 0.25 CPU cannot be held on this machine: measured without'
  console.log(`limits: ${limits}; read-ahead of the binary's disk: ${readAhead ?? 'unknown'} KB`)
  console.log(
    `over ${seconds} s each, a health check every 10 s; every 200 ms VmRSS and RssAnon (own), VmHWM (peak), in MB of 1024²; CPU in percent of a core`
  )
  write(columns.map(([title]) => title))
}

export const writeFigure = ({ name, goal, watched, held, method }: Figure): void => {
  const { rss, peak, own, cpu } = watched
  const isMet = peak <= goal.peak && cpu <= (goal.cpu ?? Number.POSITIVE_INFINITY)
  const wanted = `${goal.peak} MB${goal.cpu === undefined ? '' : `, ${goal.cpu} %`}`
  write([
    name,
    `${wanted}${isMet ? '' : ' !'}`,
    rss.toFixed(0),
    peak.toFixed(0),
    own.toFixed(0),
    `${cpu.toFixed(2)} %`,
    orDash(held.reclaims),
    Number.isNaN(held.throttledMs) ? '–' : `${held.throttledMs.toFixed(0)} ms`,
    method,
  ])
}

const orDash = (figure: number) => (Number.isNaN(figure) ? '–' : String(figure))
