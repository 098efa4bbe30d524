import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Files that container engines (Docker, Podman) leave in every container. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv']

/**
 * Whether a folder lies in a container's own layer, which the next container does not have: every
 * restart would then be a first start. Outside containers, and where the mounts cannot be read,
 * the answer is `false`.
 *
 * @param marks Files that show that this is a container.
 * @param mounts The kernel's table of mounts (proc(5), mountinfo).
 */
export const isLostWithContainer = (
  folder: string,
  {
    marks = CONTAINER_MARKS,
    mounts = '/proc/self/mountinfo',
  }: { marks?: readonly string[]; mounts?: string } = {}
): boolean => {
  if (!marks.some((mark) => existsSync(mark))) return false
  const points = mountPoints(mounts)
  if (points.length === 0) return false
  const path = resolve(folder)
  return !points.some((point) => path === point || path.startsWith(`${point}/`))
}

/** Every mount point but the root, which is the container's own layer. */
const mountPoints = (mounts: string): string[] => {
  try {
    return readFileSync(mounts, 'utf8')
      .split('\n')
      .map((line) => decodeOctal(line.split(' ')[4] ?? ''))
      .filter((point) => point.length > 1)
  } catch {
    // Not Linux, or a kernel that hides them: nothing is known then.
    return []
  }
}

/** Blanks and backslashes stand as octal in the table. */
const decodeOctal = (field: string) =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8))
  )
