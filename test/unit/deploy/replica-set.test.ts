import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Document, MongoClient } from 'mongodb'
import { describeWithMongo } from '../../support/describe-with-mongo.ts'
import { eventually } from '../../support/eventually.ts'
import { type RunningMongod, startMongod } from '../../support/mongod.ts'
import { parseYaml, textOf } from './files.ts'

const { at } = parseYaml(await textOf('deploy', 'compose.replica-set.yml'))
const [, mongosh, ...words] = [at('services', 'mongo', 'healthcheck', 'test')].flat()
const script = String(words.at(-1))

test("MongoDB keeps T◎RRX's options, and 72 hours of its oplog", () => {
  expect(at('services', 'mongo', 'command')).toEqual(
    'mongod --wiredTigerCacheSizeGB 0.25 --replSet rs0 --oplogMinRetentionHours 72'.split(' ')
  )
})

test("its health check is a script of its own shell, which calls the member by the service's name", () => {
  expect([mongosh, ...words]).toEqual(['mongosh', '--quiet', '--eval', script])
  expect(script).toContain("host: 'mongo:27017'")
  // `--eval` takes no await, and waits by itself; compose would put a variable in for a dollar.
  expect(script).not.toMatch(/await|\$/)
})

describeWithMongo('the health check of the replica set', () => {
  let mongod: RunningMongod
  let client: MongoClient
  const admin = (command: Document) => client.db('admin').command(command)

  /** Runs the script as the shell does, which waits for every call of `db` by itself. */
  const check = async () => {
    const waiting = script
      .replaceAll('db.', 'await db.')
      .replaceAll('mongo:27017', `127.0.0.1:${mongod.port}`)
    const run = new Function('db', `return (async () => {\n${waiting}\n})()`)
    await run({ adminCommand: admin })
  }
  const start = async (replSet: string[]) => {
    mongod = await startMongod({
      replicaSet: false,
      args: [...replSet, '--oplogMinRetentionHours', '72'],
    })
    client = new MongoClient(mongod.uri, { directConnection: true })
  }

  beforeAll(() => start(['--replSet', 'rs0']), 60_000)
  afterAll(async () => {
    await client.close()
    await mongod.stop()
  })

  test('first says no, and makes the set', async () => {
    await expect(check()).rejects.toThrow('not a primary yet')
    await eventually(async () => (await admin({ hello: 1 }))['isWritablePrimary'])
    const { config } = await admin({ replSetGetConfig: 1 })
    expect(config).toMatchObject({
      _id: 'rs0',
      version: 1,
      members: [{ _id: 0, host: `127.0.0.1:${mongod.port}` }],
    })
  })

  test('then says yes, however often, and leaves the set as it is', async () => {
    await check()
    await check()
    const { config } = await admin({ replSetGetConfig: 1 })
    expect(config.version).toBe(1)
  })

  test('says yes again after a restart', async () => {
    await mongod.restart()
    await eventually(() => check().then(() => true))
    const { config } = await admin({ replSetGetConfig: 1 })
    expect(config.version).toBe(1)
  }, 60_000)
})
