import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/lib/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { silentLog } from './silent-log.ts'

/** A real store in a folder of its own. */
export const temporaryStore = (): Store =>
  openSqliteStore({
    dataDir: mkdtempSync(join(tmpdir(), 'store-')),
    clock: systemClock,
    log: silentLog,
  })
