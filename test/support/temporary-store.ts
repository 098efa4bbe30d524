import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/lib/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { silentLog } from './silent-log.ts'

/** A real store in a folder of its own, which is gone once it is closed. */
export const temporaryStore = (): Store => {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'))
  const store = openSqliteStore({ dataDir, clock: systemClock, log: silentLog })
  return {
    ...store,
    async close() {
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
