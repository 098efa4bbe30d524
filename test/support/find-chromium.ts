import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { cacheFolder, fail, findCached, oneLine } from './cache-folder.ts'
import { fetchChromiumPackage } from './find-chromium-package.ts'

/** What Debian, Ubuntu and Google call it. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chromium-headless-shell',
]
const START_DEADLINE_MS = 20_000

export type FoundChromium = { path: string } | { path: null; tried: string[] }

/** One place to look: the path of a browser, or an error that says why there is none. */
type Look = () => Promise<string>

/**
 * Finds a real Chromium that opens pages on this machine: `CHROMIUM`, PATH, the user's cache
 * folder, the browser inside an npm package (kept in that folder from then on).
 *
 * @returns The path, or one sentence for each place where there was none.
 */
export const findChromium = async (
  env: Readonly<Record<string, string | undefined>> = process.env
): Promise<FoundChromium> => {
  // Somebody has looked already, for all processes of this run.
  if (env['CHROMIUM_NOT_FOUND']) return { path: null, tried: [env['CHROMIUM_NOT_FOUND']] }
  const folder = join(cacheFolder(env), 'chromium-147.0.0')
  const places: Look[] = [
    async () => env['CHROMIUM'] || fail('CHROMIUM is not set'),
    ...NAMES.map((name): Look => {
      return async () => Bun.which(name, { PATH: env['PATH'] ?? '' }) ?? fail(`no ${name} on PATH`)
    }),
    () => findCached(join(folder, 'chromium')),
    () => fetchChromiumPackage(folder),
  ]
  const tried: string[] = []
  for (const look of places) {
    try {
      const path = await look()
      await checkThatItRuns(path, { isNamed: path === env['CHROMIUM'] })
      return { path }
    } catch (error) {
      tried.push(oneLine(error))
    }
  }
  return { path: null, tried }
}

const checkThatItRuns = async (path: string, { isNamed }: { isNamed: boolean }) => {
  await access(path, constants.X_OK).catch(() => fail(`${path} cannot be executed`))
  const { exitCode, stderr } = Bun.spawnSync([path, '--version'], { timeout: 10_000 })
  if (exitCode !== 0) fail(`${path} does not run here: ${oneLine(stderr.toString())}`)
  if (!isNamed) await checkThatItOpensPages(path)
}

/** Ubuntu's snap tells its version, and opens no page for a program that keeps files in `/tmp`. */
const checkThatItOpensPages = async (path: string) => {
  const started = chromium.launch({ executablePath: path, timeout: START_DEADLINE_MS })
  const browser = await started.catch((error) => fail(`${path} does not start: ${error}`))
  try {
    await browser.newPage().catch((error) => fail(`${path} opens no page: ${error}`))
  } finally {
    await browser.close()
  }
}
