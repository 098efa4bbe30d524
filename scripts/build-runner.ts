import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { muslLibraries } from './build-musl-libraries.ts'
import type { BuildTarget } from './build-targets.ts'

/** How this machine runs a build. */
export type Runner = {
  /** In words, for people. */
  readonly how: string
  /** What stands before the executable's path. */
  readonly prefix: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Where an executable has its loader; without that file the kernel does not start it. */
const loaders = {
  glibc: { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' },
  musl: { x64: '/lib/ld-musl-x86_64.so.1', arm64: '/lib/ld-musl-aarch64.so.1' },
} as const

const machines = { x64: 'x86_64', arm64: 'aarch64' } as const

/** Debian's packages, and where those of another processor are put. */
const packages = {
  glibc: { native: 'libc6', foreign: 'libc6-arm64-cross', triple: 'linux-gnu' },
  musl: { native: 'musl', foreign: 'musl:arm64', triple: 'linux-musl' },
} as const

/**
 * What it takes to run a build here: nothing, a loader, or an emulator of its processor.
 *
 * @throws One sentence that says what is missing.
 */
export const runnerFor = async ({ arch, libc }: BuildTarget): Promise<Runner> => {
  const isNative = arch === process.arch
  const emulator = isNative ? null : findEmulator(arch)
  const root = findRoot({ arch, libc, isNative })
  const prefix = emulator === null ? [] : [emulator, '-L', root]
  const how = emulator ?? 'natively'
  if (libc === 'glibc') return { how, prefix, env: {} }
  const musl = muslVersion([...prefix, join(root, loaders.musl[arch])])
  return {
    how: `${how}, musl ${musl}`,
    prefix,
    env: { LD_LIBRARY_PATH: await muslLibraries(arch) },
  }
}

/** The first musl that knows the relative relocations of a C++ library of today. */
const OLDEST_MUSL = '1.2.4'

/** Started alone, musl's loader says which it is. */
const muslVersion = (loader: string[]): string => {
  const said = Bun.spawnSync(loader, { stderr: 'pipe' }).stderr.toString()
  const version = /^Version (\S+)/m.exec(said)?.[1] ?? 'of no known version'
  if (Bun.semver.satisfies(version, `>=${OLDEST_MUSL}`)) return version
  throw new Error(`musl ${version} is too old: it takes ${OLDEST_MUSL} (Debian 13, Ubuntu 24.04)`)
}

const findEmulator = (arch: BuildTarget['arch']): string => {
  const name = `qemu-${machines[arch]}-static`
  if (Bun.which(name) === null) throw new Error(`there is no ${name} (Debian: qemu-user-static)`)
  return name
}

type Wanted = Pick<BuildTarget, 'arch' | 'libc'> & { isNative: boolean }

const findRoot = ({ arch, libc, isNative }: Wanted): string => {
  const { native, foreign, triple } = packages[libc]
  const roots = isNative ? ['/'] : ['/', `/usr/${machines[arch]}-${triple}`]
  const loader = loaders[libc][arch]
  const root = roots.find((candidate) => existsSync(join(candidate, loader)))
  if (root !== undefined) return root
  throw new Error(`there is no ${loader} (Debian: ${isNative ? native : foreign})`)
}
