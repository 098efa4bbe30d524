import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where programs for tests are kept, by the XDG base directory specification. */
export const cacheFolder = (env: Readonly<Record<string, string | undefined>>): string => {
  const home = env['HOME'] ? join(env['HOME'], '.cache') : tmpdir()
  return join(env['XDG_CACHE_HOME'] || home, 'torrent-notifier')
}

/**
 * A program that was put there before. Without a home the folder lies in `/tmp`, where anybody
 * could have put a program for us.
 *
 * @throws With the reason, where there is none, or none of ours.
 */
export const findCached = async (path: string): Promise<string> => {
  const found = await stat(path).catch(() => fail(`${path} is not there`))
  const owner = process.getuid?.() ?? found.uid
  return found.uid === owner || found.uid === 0 ? path : fail(`${path} belongs to somebody else`)
}

/** What went wrong, on one line that is not too long for a report. */
export const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replace(/\s+/g, ' ').slice(0, 240)

/** An error as an expression. */
export const fail = (reason: string): never => {
  throw new Error(reason)
}
