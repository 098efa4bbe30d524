import { $ } from 'bun'
import { buildTargets, fileOf } from './build-targets.ts'

/**
 * Makes the executables of a release, and `SHA256SUMS`, which `sha256sum -c` reads, in `dist/`.
 * The runtimes of the other targets come from the npm registry, once. A build's name is part of
 * it: the same sources under the same name give the same bytes.
 */
process.chdir(`${import.meta.dir}/..`)

const digest = async (path: string): Promise<string> => {
  const hasher = new Bun.CryptoHasher('sha256')
  for await (const chunk of Bun.file(path).stream()) hasher.update(chunk)
  return hasher.digest('hex')
}

const sums: string[] = []
for (const target of buildTargets) {
  const file = fileOf(target)
  const path = `dist/${file}`
  await $`${process.execPath} scripts/build.ts --target=bun-linux-${target.name} --outfile=${path}`
  sums.push(`${await digest(path)}  ${file}\n`)
}
await Bun.write('dist/SHA256SUMS', sums.join(''))
process.stdout.write(`\n${sums.join('')}`)
