import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../test/support/eventually.ts'
import { freePort } from '../test/support/free-port.ts'

/** An emulated processor is some thirty times slower. */
const START_DEADLINE_MS = 60_000
/** A container is killed ten seconds after it was asked to stop. */
const STOP_DEADLINE_MS = 10_000

export type Trial = {
  /** The command that starts the executable. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What `version` is to print. */
  readonly version: string
}

/**
 * Starts an executable as an owner would, in an empty folder: `version`, the service until
 * `/health` answers 200, `healthcheck` beside it, and SIGTERM, which is to end it with 0.
 *
 * @returns The milliseconds until the first answer.
 * @throws What went wrong, with what the service had written.
 */
export const tryOut = async ({ command, env, version }: Trial): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'trial-'))
  const port = await freePort()
  const surroundings = { HOME: folder, DATA_DIR: folder, HTTP_ADDR: `127.0.0.1:${port}`, ...env }
  const start = (...args: string[]) =>
    Bun.spawn([...command, ...args], {
      cwd: folder,
      env: surroundings,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    })
  const run = async (word: string) => {
    const child = start(word)
    const [said, complaint] = await outputOf(child)
    if ((await child.exited) === 0) return said.trim()
    throw new Error(`${word} exited with ${child.exitCode ?? child.signalCode}: ${complaint}`)
  }
  const service = start()
  const output = outputOf(service)
  try {
    const startedAt = performance.now()
    await Promise.race([
      eventually(() => isHealthy(port), { timeoutMs: START_DEADLINE_MS }),
      service.exited.then(endedEarly),
    ])
    const ms = performance.now() - startedAt
    const said = await run('version')
    if (said !== version) throw new Error(`version printed ${JSON.stringify(said)}`)
    await run('healthcheck')
    await stop(service)
    return ms
  } catch (error) {
    service.kill('SIGKILL')
    throw new Error(`${error instanceof Error ? error.message : error}\n${(await output).join('')}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const outputOf = ({ stdout, stderr }: Bun.ReadableSubprocess): Promise<[string, string]> =>
  Promise.all([new Response(stdout).text(), new Response(stderr).text()])

const endedEarly = (): never => {
  throw new Error('it ended before it answered')
}

const isHealthy = async (port: number): Promise<boolean> =>
  (await fetch(`http://127.0.0.1:${port}/health`)).ok

/** Sends SIGTERM; throws unless the process ends with 0 before a container would be killed. */
export const stop = async (child: Pick<Bun.Subprocess, 'kill' | 'exited'>): Promise<number> => {
  const askedAt = performance.now()
  child.kill('SIGTERM')
  const exitCode = await Promise.race([child.exited, Bun.sleep(STOP_DEADLINE_MS)])
  if (exitCode === 0) return performance.now() - askedAt
  throw new Error(
    exitCode === undefined
      ? `it still runs ${STOP_DEADLINE_MS} ms after SIGTERM`
      : `SIGTERM ended it with ${exitCode}`
  )
}
