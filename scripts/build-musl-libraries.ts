import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { $ } from 'bun'
import type { BuildTarget } from './build-targets.ts'

/**
 * A small Python package whose wheels for musl carry the C++ library of their compiler, with
 * relative relocations (`DT_RELR`): a musl before 1.2.4, as Debian 12 has it, crashes on them.
 */
const PACKAGE = 'greenlet==3.5.6'
const wheels = {
  x64: {
    platform: 'musllinux_1_2_x86_64',
    sha256: '3dbb4596a6a4e5d47121a33ff20533a81e60f302d9e67b69909a8bc21a43f0a7',
  },
  arm64: {
    platform: 'musllinux_1_2_aarch64',
    sha256: '0616b8f878098c5681fd8f0dc92d887551717402342a70f0abcbfea5f5ad8a44',
  },
} as const

/**
 * A wheel's libraries have a hash in their names, by which they know each other. The loader asks
 * for the plain names, so each stands there under both.
 */
const UNPACK = `
import os, re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for member in wheel.namelist():
        name = os.path.basename(member)
        plain = re.match(r'(lib(?:stdc\\+\\+|gcc_s))-[0-9a-f]+(\\.so\\.[0-9]+)', name)
        if plain is None: continue
        with open(os.path.join(sys.argv[2], name), 'wb') as target: target.write(wheel.read(member))
        os.symlink(name, os.path.join(sys.argv[2], ''.join(plain.groups())))
`

/**
 * The folder with `libstdc++.so.6` and `libgcc_s.so.1` for musl, which Debian does not have. They
 * are fetched with pip, checked, and kept beside the other packages.
 *
 * @throws Where there is no python3 with pip, or the wheel cannot be had.
 */
export const muslLibraries = async (arch: BuildTarget['arch']): Promise<string> => {
  const folder = join(import.meta.dir, '..', 'node_modules', '.cache', `musl-libraries-${arch}`)
  if ((await readdir(folder).catch(() => [])).length > 0) return folder
  await mkdir(dirname(folder), { recursive: true })
  const work = await mkdtemp(`${folder}-`)
  try {
    const unpacked = join(work, 'unpacked')
    await mkdir(unpacked)
    await $`python3 -c ${UNPACK} ${await downloadWheel(arch, work)} ${unpacked}`.quiet()
    await rename(unpacked, folder)
    return folder
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const downloadWheel = async (arch: BuildTarget['arch'], work: string): Promise<string> => {
  const { platform, sha256 } = wheels[arch]
  const requirements = join(work, 'requirements.txt')
  await Bun.write(requirements, `${PACKAGE} --hash=sha256:${sha256}\n`)
  await $`python3 -m pip download --quiet --disable-pip-version-check --no-deps \
    --only-binary=:all: --platform=${platform} --python-version=312 \
    --require-hashes --requirement=${requirements} --dest=${work}`.quiet()
  const name = (await readdir(work)).find((entry) => entry.endsWith('.whl'))
  if (name === undefined) throw new Error(`pip left no wheel of ${PACKAGE}`)
  return join(work, name)
}
