import { connectMongo } from '../../src/lib/mongo.ts'
import { openMongoStore } from '../../src/store/mongo.ts'
import { silentLog } from '../support/silent-log.ts'

// Started by mongo-faults.test.ts: opens a store, and closes it when told so. Nothing ends this
// process but that nothing is left for it to do.
const [uri = ''] = process.argv.slice(2)
const connection = connectMongo({ uri, database: 'closing', log: silentLog })
const store = openMongoStore({ connection, log: silentLog })
await store.ping()
process.stdout.write('ready\n')
for await (const line of console) {
  if (line === 'ask') store.ping().catch(() => {})
  if (line === 'close') break
}
const startedAt = performance.now()
await store.close()
process.stdout.write(`closed ${Math.round(performance.now() - startedAt)}\n`)
