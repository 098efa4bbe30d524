import { chmod, mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'bun'

/** What T◎RRX's compose file gives the service. */
const MEMORY_BYTES = 128 * 1024 * 1024
const CPU_QUOTA_US = 25_000
const CPU_PERIOD_US = 100_000

const ROOT = '/sys/fs/cgroup'
const NAME = `torrent-notifier-bench-${process.pid}`

/** What the limits did so far. */
export type Held = {
  /** How often memory had to be taken back, such as pages of files, before more could be had. */
  reclaims: number
  /** For so long it was not let run although it had work, in milliseconds. */
  throttledMs: number
}

export type Limits = {
  /** How the limits are held; `null` where they cannot be on this machine. */
  by: 'cgroup v1' | 'cgroup v2' | null
  /** What starts the binary below them, from its first byte. */
  command: string
  held(): Promise<Held>
  /** To be called when every process below them has ended. */
  lift(): Promise<void>
}

/** The kernel's controls, by their files below the root. Both versions may be there. */
const versions = [
  {
    by: 'cgroup v2',
    groups: [NAME],
    limits: {
      [`${NAME}/memory.max`]: MEMORY_BYTES,
      [`${NAME}/cpu.max`]: `${CPU_QUOTA_US} ${CPU_PERIOD_US}`,
    },
    reclaims: { file: `${NAME}/memory.events`, pattern: /^max (\d+)/m },
    throttled: { file: `${NAME}/cpu.stat`, pattern: /^throttled_usec (\d+)/m, perMs: 1e3 },
  },
  {
    by: 'cgroup v1',
    groups: [`memory/${NAME}`, `cpu/${NAME}`],
    limits: {
      [`memory/${NAME}/memory.limit_in_bytes`]: MEMORY_BYTES,
      [`cpu/${NAME}/cpu.cfs_period_us`]: CPU_PERIOD_US,
      [`cpu/${NAME}/cpu.cfs_quota_us`]: CPU_QUOTA_US,
    },
    reclaims: { file: `memory/${NAME}/memory.failcnt`, pattern: /^(\d+)/ },
    throttled: { file: `cpu/${NAME}/cpu.stat`, pattern: /^throttled_time (\d+)/m, perMs: 1e6 },
  },
] as const

/** Makes the limits of 128 MB and a quarter of a core, where this machine lets us. */
export const openLimits = async (binary: string): Promise<Limits> => {
  for (const { by, groups, limits, reclaims, throttled } of versions) {
    const remove = async () => {
      for (const group of groups) await rmdir(join(ROOT, group)).catch(() => {})
    }
    try {
      for (const group of groups) await mkdir(join(ROOT, group))
      for (const [file, value] of Object.entries(limits)) await set(join(ROOT, file), `${value}`)
      const { command, forget } = await makeCommand(binary, groups)
      return {
        by,
        command,
        held: async () => ({
          reclaims: await count(reclaims),
          throttledMs: (await count(throttled)) / throttled.perMs,
        }),
        async lift() {
          await forget()
          await remove()
        },
      }
    } catch {
      await remove()
    }
  }
  const nothing = { reclaims: Number.NaN, throttledMs: Number.NaN }
  return { by: null, command: binary, held: async () => nothing, async lift() {} }
}

/** Writes to a file that is there: one that we made would be no control of the kernel's. */
const set = (path: string, value: string) => writeFile(path, value, { flag: 'r+' })

const count = async ({ file, pattern }: { file: string; pattern: RegExp }) =>
  Number(pattern.exec(await readFile(join(ROOT, file), 'utf8'))?.[1] ?? Number.NaN)

/** A process that enters the groups, then becomes the binary: what it had before is not counted. */
const makeCommand = async (binary: string, groups: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-limits-'))
  const command = join(folder, 'start')
  const enter = groups.map((group) => `echo $$ > '${join(ROOT, group, 'cgroup.procs')}'`)
  await writeFile(command, ['#!/bin/sh', 'set -e', ...enter, `exec '${binary}' "$@"`].join('\n'))
  await chmod(command, 0o755)
  // Pages of the binary that are in memory already are on another's account; a new container has
  // them on its own. GNU's dd lets go of them; without it the figures are only kinder.
  await $`dd of=${binary} oflag=nocache conv=notrunc,fdatasync count=0`.quiet().nothrow()
  return { command, forget: () => rm(folder, { recursive: true }) }
}
