/** One of the executables that a release has. */
export type BuildTarget = {
  /** What stands for it in file names and on the command line. */
  readonly name: 'x64' | 'x64-musl' | 'arm64' | 'arm64-musl'
  readonly arch: 'x64' | 'arm64'
  readonly libc: 'glibc' | 'musl'
}

export const buildTargets: readonly BuildTarget[] = [
  { name: 'x64', arch: 'x64', libc: 'glibc' },
  { name: 'x64-musl', arch: 'x64', libc: 'musl' },
  { name: 'arm64', arch: 'arm64', libc: 'glibc' },
  { name: 'arm64-musl', arch: 'arm64', libc: 'musl' },
]

/** The executable's name in `dist/` and among the files of a release. */
export const fileOf = ({ name }: BuildTarget): string => `torrent-notifier-linux-${name}`
