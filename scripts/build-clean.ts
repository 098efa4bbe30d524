import { cp, mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { $ } from 'bun'
import { muslLibraries } from './build-musl-libraries.ts'
import { restsOf, type Stage } from './build-stages.ts'
import type { BuildTarget } from './build-targets.ts'

export type CleanBuild = {
  readonly stage: Stage
  /** This machine's. */
  readonly arch: BuildTarget['arch']
  /** Empty; everything that the build needs goes into it. */
  readonly folder: string
}

/**
 * Does what the build stage says, `COPY` by `COPY` and `RUN` by `RUN`, with an empty home, and the
 * build of Bun for musl that the stage's image has. Needs git and musl's loader.
 *
 * @returns The folder that is the stage's working directory.
 */
export const buildClean = async ({ stage, arch, folder }: CleanBuild): Promise<string> => {
  const version = /^oven\/bun:([\d.]+)-alpine$/.exec(stage.image)?.[1]
  if (version === undefined) throw new Error(`${stage.image} is not a known image of Bun`)
  const bun = await installBun({ version, arch, folder: join(folder, 'bun') })
  const work = join(folder, 'work')
  await mkdir(join(folder, 'home'))
  await mkdir(work)
  const env = {
    HOME: join(folder, 'home'),
    PATH: `${dirname(bun)}:/usr/bin:/bin`,
    LD_LIBRARY_PATH: await muslLibraries(arch),
  }
  for (const copy of restsOf(stage, 'COPY')) await copyInto(work, copy.split(' '))
  for (const command of restsOf(stage, 'RUN')) await $`sh -c ${command}`.cwd(work).env(env).quiet()
  return work
}

/** The npm package has the same runtime as the image. */
const installBun = async ({
  version,
  arch,
  folder,
}: { version: string } & Omit<CleanBuild, 'stage'>) => {
  const name = `@oven/bun-linux-${arch === 'arm64' ? 'aarch64' : 'x64'}-musl`
  await mkdir(folder)
  await Bun.write(join(folder, 'package.json'), '{}')
  await $`${process.execPath} add --exact ${name}@${version}`.cwd(folder).quiet()
  return join(folder, 'node_modules', name, 'bin', 'bun')
}

/** Copies what git knows or would take: what is ignored is not in the image's context either. */
const copyInto = async (work: string, [...words]: string[]) => {
  const target = words.pop() ?? '.'
  for (const source of words) {
    const listed = await $`git ls-files -z --cached --others --exclude-standard -- ${source}`.text()
    const paths = listed.split('\0').filter((path) => path !== '')
    if (paths.length === 0) throw new Error(`COPY ${source}: there is no such file`)
    for (const path of paths) {
      const inside = path === source ? basename(path) : path.slice(source.length + 1)
      if (await Bun.file(path).exists()) await cp(path, join(work, target, inside))
    }
  }
}
