import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Files that container engines (Docker, Podman) leave in every container. They stay where an image
 * is unpacked and becomes something else: a virtual machine, or a folder to chroot into.
 */
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
  const table = readMounts(mounts)
  const root = table.findLast(({ point }) => point === '/')
  if (root === undefined || isWholeDisk(root)) return false
  const path = resolve(folder)
  return !table.some(
    ({ point }) => point !== '/' && (path === point || path.startsWith(`${point}/`))
  )
}

/** `part` is what of the file system is mounted, `source` where that comes from. */
type Mount = { part: string; point: string; source: string }

/** A container's layer is an overlay, a part of a disk or a data set: never a disk as a whole. */
const isWholeDisk = ({ part, source }: Mount) => part === '/' && source.startsWith('/dev/')

const readMounts = (mounts: string): Mount[] => {
  try {
    return readFileSync(mounts, 'utf8').trimEnd().split('\n').map(parseMount)
  } catch {
    // Not Linux, or a kernel that hides them: nothing is known then.
    return []
  }
}

/** A number of optional fields stands before ` - `, the type and the source behind it. */
const parseMount = (line: string): Mount => {
  const [before = '', after = ''] = line.split(' - ')
  const [, , , part = '', point = ''] = before.split(' ').map(decodeOctal)
  const [, source = ''] = after.split(' ').map(decodeOctal)
  return { part, point, source }
}

/** Blanks and backslashes stand as octal in the table. */
const decodeOctal = (field: string) =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8))
  )
