import { mkdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What T◎RRX's compose file gives the service. */
const MEMORY_BYTES = 128 * 1024 * 1024
const CPU_QUOTA_US = 25_000
const CPU_PERIOD_US = 100_000

const ROOT = '/sys/fs/cgroup'
const NAME = `torrent-notifier-bench-${process.pid}`

export type Limits = {
  /** How the limits are held; `null` where they cannot be on this machine. */
  by: 'cgroup v1' | 'cgroup v2' | null
  /** Puts a process below them. What it had before is not counted. */
  hold(pid: number): Promise<void>
  lift(): Promise<void>
}

type File = [path: string, value: string]

const versions = [
  {
    by: 'cgroup v2',
    groups: [NAME],
    files: [
      [`${NAME}/memory.max`, String(MEMORY_BYTES)],
      [`${NAME}/cpu.max`, `${CPU_QUOTA_US} ${CPU_PERIOD_US}`],
    ] as File[],
  },
  {
    by: 'cgroup v1',
    groups: [`memory/${NAME}`, `cpu/${NAME}`],
    files: [
      [`memory/${NAME}/memory.limit_in_bytes`, String(MEMORY_BYTES)],
      [`cpu/${NAME}/cpu.cfs_period_us`, String(CPU_PERIOD_US)],
      [`cpu/${NAME}/cpu.cfs_quota_us`, String(CPU_QUOTA_US)],
    ] as File[],
  },
] as const

/** Writes to a file that is there: one that we made would be no control of the kernel's. */
const set = (path: string, value: string) => writeFile(path, value, { flag: 'r+' })

/** Makes the limits of 128 MB and a quarter of a core, where this machine lets us. */
export const openLimits = async (): Promise<Limits> => {
  for (const { by, groups, files } of versions) {
    const remove = async () => {
      for (const group of groups) await rmdir(join(ROOT, group)).catch(() => {})
    }
    try {
      for (const group of groups) await mkdir(join(ROOT, group))
      for (const [path, value] of files) await set(join(ROOT, path), value)
      const hold = async (pid: number) => {
        for (const group of groups) await set(join(ROOT, group, 'cgroup.procs'), String(pid))
      }
      return { by, hold, lift: remove }
    } catch {
      await remove()
    }
  }
  return { by: null, async hold() {}, async lift() {} }
}
