import { describe } from 'bun:test'
import { findQbittorrentNox } from './qbittorrent-nox.ts'

// Looked for while this file is loaded: tests are registered, or skipped, before any of them runs.
const found = await findQbittorrentNox()

/**
 * A `describe` for tests beside a real qBittorrent. Where none is installed they are skipped, each
 * counted, after one line that says why: it is no program that a check could fetch.
 *
 * @param define Gets the program's path, which is empty where the tests are skipped.
 */
export const describeWithQbittorrent = (name: string, define: (path: string) => void) => {
  describe.skipIf(found.path === null)(name, () => define(found.path ?? ''))
}

if (found.path === null) {
  process.stderr.write(`Tests beside a real qBittorrent are skipped: ${found.reason}\n`)
}
