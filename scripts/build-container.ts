import { chown, cp, mkdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { $ } from 'bun'

export type Container = {
  /** The folder that holds the image's files. */
  readonly root: string
  /** What stands for the volume. */
  readonly volume: string
  /** Where the volume is inside. */
  readonly volumePath: string
  /** `65532:65532` */
  readonly user: string
  readonly env: Readonly<Record<string, string>>
}

/** Mounts the root read-only and the volume into it, and becomes the command. */
const ENTER = `
set -eu
mount --bind "$1" "$1"
mount --bind "$2" "$1/$3"
mount -o remount,bind,ro "$1"
mount -t proc proc "$1/proc"
shift 3
exec env -i "$@"
`

/** Puts the executable, musl's loader and the C++ library into a folder, as Alpine has them. */
export const fillRoot = async (
  { root, volume, volumePath, user }: Omit<Container, 'env'>,
  { binary, loader, libraries }: { binary: string; loader: string; libraries: string }
): Promise<void> => {
  const folders = ['app', 'lib', 'usr/lib', 'proc', volumePath]
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true })
  await mkdir(volume)
  const [uid, gid] = user.split(':').map(Number)
  await chown(volume, uid ?? 0, gid ?? 0)
  await cp(binary, join(root, 'app', basename(binary)))
  await cp(await realpath(loader), join(root, loader))
  await $`cp -a ${libraries}/. ${root}/usr/lib/`.quiet()
}

const insideOf = ({ root, user, env }: Container, command: readonly string[]) => [
  ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
  '/usr/sbin/chroot',
  `--userspec=${user}`,
  `--groups=${user.split(':')[1]}`,
  root,
  ...command,
]

/** Starts a command as process 1 of its own process and mount namespaces. Needs root. */
export const startContainer = (container: Container, command: readonly string[]) => {
  const { root, volume, volumePath } = container
  const flags = ['--mount', '--pid', '--fork', '--kill-child']
  const inside = [root, volume, volumePath, ...insideOf(container, command)]
  const outer = Bun.spawn(['unshare', ...flags, 'sh', '-c', ENTER, 'sh', ...inside], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const pidInside = async () => {
    const children = await Bun.file(`/proc/${outer.pid}/task/${outer.pid}/children`).text()
    return Number(children.trim())
  }
  return {
    exited: outer.exited,
    output: Promise.all([new Response(outer.stdout).text(), new Response(outer.stderr).text()]),
    /** The number by which the host knows process 1. */
    pid: pidInside,
    /** Runs another command in the container, as `docker exec` does; its exit code. */
    async run(other: readonly string[]): Promise<number> {
      const enter = ['nsenter', `--target=${await pidInside()}`, '--mount', '--pid']
      const child = Bun.spawn([...enter, 'env', '-i', ...insideOf(container, other)], {
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'inherit',
      })
      return await child.exited
    },
  }
}
