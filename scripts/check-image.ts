import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../test/support/eventually.ts'
import { freePort } from '../test/support/free-port.ts'
import { buildClean } from './build-clean.ts'
import { fillRoot, startContainer } from './build-container.ts'
import { muslLibraries } from './build-musl-libraries.ts'
import { commandOf, readStages, restOf, variablesOf } from './build-stages.ts'
import { stop } from './build-trial.ts'

/**
 * Shows of the image what can be shown without a container engine: its build stage works in a clean
 * folder; what it makes runs as process 1 under the image's user on a read-only root, is healthy by
 * the image's own check, writes into the volume alone and ends on SIGTERM; the parts are small
 * enough together. Alpine's own part is not here: musl comes from Debian, the C++ library from
 * PyPI. Needs Linux, root, git, and Debian 13's `musl`.
 */
const LARGEST_BYTES = 135_000_000
/** `alpine:3.22` unpacked, rounded up. */
const ALPINE_BYTES = 9_000_000

if (process.getuid?.() !== 0) throw new Error('only root may make namespaces and mounts')
process.chdir(`${import.meta.dir}/..`)
const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
const [build, final] = readStages(await Bun.file('Dockerfile').text())
if (build === undefined || final === undefined) throw new Error('the Dockerfile has two stages')

const say = (what: string, text: string) => process.stdout.write(`${what.padEnd(14)}  ${text}\n`)
const holds = (what: string, isTrue: boolean, text: string) => {
  if (!isTrue) throw new Error(`${what}: ${text}`)
  say(what, text)
}
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
const sizeOf = async (folder: string) => {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async ({ name }) => (await stat(join(folder, name))).size)
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

const checkSize = async (binary: string, libraries: string) => {
  const parts = [ALPINE_BYTES, await sizeOf(libraries), Bun.file(binary).size]
  const sum = parts.reduce((total, part) => total + part, 0)
  const [alpine, cpp, own] = parts.map(megabytes)
  holds(
    'size',
    sum <= LARGEST_BYTES,
    `${megabytes(sum)}: ${alpine} Alpine, ${cpp} C++, ${own} ours`
  )
}

const checkRunning = async (folder: string, binary: string, libraries: string) => {
  const port = await freePort()
  const container = {
    root: join(folder, 'root'),
    volume: join(folder, 'volume'),
    volumePath: restOf(final, 'VOLUME'),
    user: restOf(final, 'USER'),
    env: { ...variablesOf(final), HTTP_ADDR: `127.0.0.1:${port}` },
  }
  const loader = `/lib/ld-musl-${arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`
  await fillRoot(container, { binary, loader, libraries })
  const service = startContainer(container, commandOf(restOf(final, 'ENTRYPOINT')))
  try {
    const health = commandOf(restOf(final, 'HEALTHCHECK'))
    const isHealthy = async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok
    await Promise.race([eventually(isHealthy), service.exited.then(endedEarly)])
    holds('health check', (await service.run(health)) === 0, health.join(' '))
    await checkProcess(await service.pid(), container)
    const pid = await service.pid()
    const ms = await stop({ exited: service.exited, kill: () => process.kill(pid, 'SIGTERM') })
    say('SIGTERM', `ended with 0 after ${Math.round(ms)} ms`)
  } catch (error) {
    const pid = await service.pid().catch(() => 0)
    if (pid > 0) process.kill(pid, 'SIGKILL')
    throw new Error((await service.output).join(''), { cause: error })
  }
}

const checkProcess = async (pid: number, { volume, user }: { volume: string; user: string }) => {
  const status = await Bun.file(`/proc/${pid}/status`).text()
  holds('process 1', /^NSpid:\s+\d+\s+1$/m.test(status), 'of its own namespace')
  const uid = user.split(':')[0]
  holds('user', new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s`, 'm').test(status), user)
  const mounts = await Bun.file(`/proc/${pid}/mountinfo`).text()
  holds('root', /^(?:\S+ ){4}\/ ro[, ]/m.test(mounts), 'read-only')
  const written = await readdir(volume)
  holds('volume', written.length > 0, written.sort().join(', '))
}

const endedEarly = (): never => {
  throw new Error('it ended before it answered')
}

const folder = await mkdtemp(join(tmpdir(), 'image-'))
try {
  await mkdir(join(folder, 'build'))
  const work = await buildClean({ stage: build, arch, folder: join(folder, 'build') })
  const binary = join(work, 'dist', 'torrent-notifier')
  say('build stage', 'from the lock file, in an empty folder')
  const libraries = await muslLibraries(arch)
  await checkRunning(folder, binary, libraries)
  await checkSize(binary, libraries)
} finally {
  await rm(folder, { recursive: true, force: true })
}
