import { openConnection } from './connection.ts'

/** What a process of callers is to do. */
export type Job = {
  port: number
  /** Asked for one after the other, then again; `{rid}` stands for the number of the last answer. */
  paths: string[]
  headers?: Record<string, string>
  /** So many callers at once. */
  callers: number
  /** Whether a caller keeps its connection; `false` as Sonarr does. */
  keepAlive: boolean
  /** Between the beginnings of two rounds through the paths; 0 for at once. */
  paceMs: number
  seconds: number
  /** Each caller stops after so many rounds. */
  rounds?: number
}

export type Report = {
  seconds: number
  bytes: number
  /** From the request, or the connection made for it, to the last byte; of each path, in milliseconds. */
  ms: Record<string, number[]>
  /** Answers with another status than 200, and connections that were cut. */
  failures: string[]
}

const run = async (job: Job): Promise<Report> => {
  const report: Report = { seconds: 0, bytes: 0, ms: {}, failures: [] }
  const startedAt = performance.now()
  const endsAt = startedAt + job.seconds * 1000
  await Promise.all(Array.from({ length: job.callers }, () => call(job, { report, endsAt })))
  return { ...report, seconds: (performance.now() - startedAt) / 1000 }
}

const call = async (job: Job, { report, endsAt }: { report: Report; endsAt: number }) => {
  const { port, paths, keepAlive, paceMs, rounds = Number.POSITIVE_INFINITY } = job
  let connection = keepAlive ? await openConnection(port) : null
  let rid = '0'
  for (let round = 0; round < rounds && performance.now() < endsAt; round += 1) {
    const nextAt = performance.now() + paceMs
    for (const path of paths) {
      const keepsText = path.includes('{rid}')
      const askedAt = performance.now()
      try {
        connection ??= await openConnection(port)
        const request = write(job, path.replace('{rid}', rid))
        const { status, bytes, text } = await connection.ask(request, { keepsText })
        if (status !== 200) report.failures.push(`${status} ${path}`)
        report.bytes += bytes
        report.ms[path] ??= []
        report.ms[path].push(performance.now() - askedAt)
        rid = /"rid":(\d+)/.exec(text)?.[1] ?? rid
      } catch (error) {
        report.failures.push(`${path}: ${error}`)
        connection = null
      }
      if (keepAlive) continue
      connection?.close()
      connection = null
    }
    if (paceMs > 0) await Bun.sleep(Math.max(Math.min(nextAt, endsAt) - performance.now(), 0))
  }
  connection?.close()
}

const write = ({ port, headers = {}, keepAlive }: Job, path: string): string => {
  const lines = Object.entries({ connection: keepAlive ? 'keep-alive' : 'close', ...headers })
  return `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`
}

/** Has another process do the job, so that the callers' work is not on anybody's event loop. */
export const runLoad = async (job: Job): Promise<Report> => {
  const child = Bun.spawn([process.execPath, import.meta.path, JSON.stringify(job)], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  return (await new Response(child.stdout).json()) as Report // written by this very file
}

if (import.meta.main) {
  const [, , job = ''] = process.argv
  const report = await run(JSON.parse(job) as Job) // written by `runLoad`
  process.stdout.write(JSON.stringify(report))
}
