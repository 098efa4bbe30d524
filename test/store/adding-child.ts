import { openSqliteStore } from '../../src/store/sqlite.ts'
import { UpstreamError } from '../../src/upstream-error.ts'
import { silentLog } from '../support/silent-log.ts'
import { completionOf } from './completions.ts'

// Started by sqlite.test.ts: adds completions one by one, says each that was added, and waits to be
// killed. What fails is said, too, and ends it.
const [dataDir = '', count = '1'] = process.argv.slice(2)
const store = openSqliteStore({ dataDir, log: silentLog })
try {
  for (let at = 0; at < Number(count); at += 1) {
    const name = 'A long name. '.repeat(100)
    const added = await store.completions.add([completionOf(at, { torrentName: name })])
    process.stdout.write(`added ${added[0]}\n`)
  }
  await Bun.sleep(60_000)
} catch (error) {
  const code = error instanceof UpstreamError ? error.code : 'unexpected'
  process.stdout.write(`failed ${error instanceof Error ? error.name : ''} ${code}\n`)
}
