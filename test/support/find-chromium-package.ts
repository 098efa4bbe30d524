import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { brotliDecompress, createBrotliDecompress } from 'node:zlib'

/** An npm package that carries a whole Chromium, for Linux x64, with the libraries it needs. */
const PACKAGE = '@sparticuz/chromium@147.0.0'
const PACKAGE_INTEGRITY =
  'sha512-4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=='
const DOWNLOAD_DEADLINE_MS = 5 * 60_000

/** The package's libraries and fonts are made known to the browser, and to nothing else. */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here/fonts"
exec "$here/browser" "$@"
`

/**
 * Downloads the package with Bun, checks it, and unpacks its browser into `folder`, which appears
 * in one step, so that several runs at once do not see each other's halves.
 *
 * @returns The path of a program that takes Chromium's arguments.
 * @throws One sentence that says why there is none.
 */
export const fetchChromiumPackage = async (folder: string): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const here = `${process.platform} ${process.arch}`
    throw new Error(`the package ${PACKAGE} is for Linux x64, this is ${here}`)
  }
  await mkdir(join(folder, '..'), { recursive: true })
  const work = await mkdtemp(`${folder}-fetching-`)
  try {
    const packed = await downloadPackage(work)
    const unpacked = join(work, 'unpacked')
    await unpack(packed, unpacked)
    await writeFile(join(unpacked, 'fonts', 'fonts.conf'), fontsConfiguration(folder))
    await writeFile(join(unpacked, 'chromium'), LAUNCHER, { mode: 0o755 })
    await rename(unpacked, folder).catch(async (error) => {
      // Another run was quicker: a folder that is not empty is not replaced (rename(2)).
      if ((await stat(folder).catch(() => null)) === null) throw error
    })
    return join(folder, 'chromium')
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Nothing of the package is run: only its packed files are taken. */
const downloadPackage = async (work: string): Promise<string> => {
  await Bun.write(join(work, 'package.json'), '{}')
  const child = Bun.spawn([process.execPath, 'add', '--exact', '--ignore-scripts', PACKAGE], {
    cwd: work,
    // A cache of its own, or what lies in the user's would be taken unchecked.
    env: { ...process.env, BUN_INSTALL_CACHE_DIR: join(work, 'cache') },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    timeout: DOWNLOAD_DEADLINE_MS,
  })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) {
    const reason = /error: .*/.exec(said)?.[0] ?? `ended by ${child.signalCode ?? child.exitCode}`
    throw new Error(`the package ${PACKAGE}: ${reason}`)
  }
  const lock = await Bun.file(join(work, 'bun.lock')).text()
  if (!lock.includes(PACKAGE_INTEGRITY)) {
    throw new Error(`the package ${PACKAGE} that the registry gave is not the expected one`)
  }
  return join(work, 'node_modules', '@sparticuz', 'chromium', 'bin')
}

/** One program beside its graphics libraries; other libraries in `lib`, and a font in `fonts`. */
const unpack = async (packed: string, into: string) => {
  await mkdir(into)
  await Promise.all([
    pipeline(
      createReadStream(join(packed, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(into, 'browser'), { mode: 0o755 })
    ),
    extract(join(packed, 'swiftshader.tar.br'), into),
    extract(join(packed, 'al2023.tar.br'), into),
    extract(join(packed, 'fonts.tar.br'), join(into, 'fonts')),
  ])
}

const extract = async (archive: string, into: string) => {
  const tar = await promisify(brotliDecompress)(await Bun.file(archive).bytes())
  await new Bun.Archive(tar).extract(into)
}

/** Its own names folders of another system. */
const fontsConfiguration = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`
