import { demo } from '../src/commands/demo.ts'
import { startMongod } from '../test/support/mongod.ts'

/** The demo over a real MongoDB replica set and its change stream. */
const mongod = await startMongod({ replicaSet: true })
const exitCode = await demo(process.argv.slice(2), { mongoUri: mongod.uri })
await mongod.stop()
process.exit(exitCode)
