import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

const root = join(import.meta.dir, '..', '..')
const path = join(root, 'dist', 'torrent-notifier')
let built: Promise<string> | null = null

/**
 * The compiled binary, built from the sources of this moment, once for all tests of a process.
 * `TEST_BINARY` names one that was built for all processes of a run.
 */
export const buildBinary = (): Promise<string> => {
  built ??= process.env['TEST_BINARY'] ? Promise.resolve(process.env['TEST_BINARY']) : build()
  return built
}

const build = async () => {
  const child = Bun.spawn([process.execPath, join(root, 'scripts', 'build.ts')], {
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const reason = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`the build failed: ${reason}`)
  return path
}

/** A process of the binary, in a folder that is not the project's and with an empty home. */
export type RunningBinary = {
  readonly url: string
  readonly pid: number
  /** Everything it has written so far. */
  output(): string
  /** Resolves with its exit code. */
  readonly exited: Promise<number>
  /** Sends a signal and waits for the end. Returns the exit code, and how long it took. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<{ exitCode: number; ms: number }>
}

export type BinaryOptions = {
  args?: string[]
  /** Nothing of this process's own environment reaches the binary. */
  env?: Record<string, string>
  /** To start again at the address of an earlier one. */
  port?: number
}

/** Short waits, so that nothing in a test is slow; each can be set to another. */
export const shortWaits = {
  REFRESH_QUIET: '50ms',
  REFRESH_QUIET_MAX: '500ms',
  REFRESH_MIN_INTERVAL: '0s',
  REFRESH_TIMEOUT: '500ms',
  REFRESH_RETRY_MIN: '50ms',
  REFRESH_RETRY_MAX: '200ms',
  SCAN_POLL_INTERVAL: '50ms',
  POLL_INTERVAL: '100ms',
  RECONCILE_INTERVAL: '1s',
  STREAM_PROBE_INTERVAL: '500ms',
  STREAM_STALL_TIMEOUT: '2s',
}

/** Starts the binary; it may take a moment until it answers. */
export const startBinary = async ({
  args = [],
  env = {},
  port,
}: BinaryOptions = {}): Promise<RunningBinary> => {
  const binary = await buildBinary()
  const at = port ?? (await freePort())
  const folder = await mkdtemp(join(tmpdir(), 'binary-'))
  const child = Bun.spawn([binary, ...args], {
    cwd: folder,
    env: { HOME: folder, HTTP_ADDR: `127.0.0.1:${at}`, ...shortWaits, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const parts: string[] = []
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) parts.push(decoder.decode(chunk, { stream: true }))
  }
  const reading = Promise.all([read(child.stdout), read(child.stderr)])
  const exited = child.exited.then(async (exitCode) => {
    await reading
    await rm(folder, { recursive: true, force: true })
    return exitCode
  })
  return {
    url: `http://127.0.0.1:${at}`,
    pid: child.pid,
    output: () => parts.join(''),
    exited,
    async end(signal) {
      const startedAt = performance.now()
      child.kill(signal)
      return { exitCode: await exited, ms: performance.now() - startedAt }
    },
  }
}

/** Resolves when the service says that it is ready: store, engine, and the first comparison. */
export const untilReady = ({ url, output }: RunningBinary, timeoutMs = 15_000): Promise<boolean> =>
  eventually(async () => (await fetch(`${url}/health/ready`)).ok, { timeoutMs }).catch((error) => {
    throw new Error(`not ready: ${error}\n${output()}`)
  })
