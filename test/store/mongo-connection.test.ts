import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { MongoServerError } from 'mongodb'
import { connectMongo } from '../../src/lib/mongo.ts'
import { Unavailable } from '../../src/upstream-error.ts'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { type RunningMongod, startMongod } from '../support/mongod.ts'
import { silentLog } from '../support/silent-log.ts'

/** On a machine that is busy with everything else. */
const START_TIMEOUT_MS = 30_000

const connectTo = (uri: string) => connectMongo({ uri, database: 'connection', log: silentLog })

describe('the connection to MongoDB', () => {
  test.each([
    ['mongodb://nas', true],
    ['mongodb://user:secret@nas:27018/admin?authSource=admin', true],
    ['mongodb://nas/?replicaSet=rs0', false],
    ['mongodb://one,two', false],
    ['mongodb://nas/?directConnection=false', false],
    ['mongodb://nas/?loadBalanced=true', false],
  ])('to %s is direct: %p', async (uri, isDirect) => {
    const connection = connectTo(uri)
    expect(connection.current().db.client.options.directConnection ?? false).toBe(isDirect)
    await connection.close()
  })

  test('is refused for what is no connection string', () => {
    expect(() => connectTo('nas:27017')).toThrow('Invalid scheme')
  })
})

describeWithMongo('the connection to a real MongoDB', () => {
  let mongod: RunningMongod
  beforeAll(async () => {
    mongod = await startMongod({
      replicaSet: true,
      args: ['--setParameter', 'enableTestCommands=1'],
    })
  }, START_TIMEOUT_MS)
  afterAll(() => mongod.stop())

  const failureOf = (operation: Promise<unknown>): Promise<unknown> =>
    operation.then(
      () => 'it worked',
      (error) => error
    )

  test('hands on what the server answers, and what the operation throws', async () => {
    const connection = connectTo(mongod.uri)
    const twice = connection.run((db) =>
      db.collection<{ _id: number }>('twice').insertMany([{ _id: 1 }, { _id: 1 }])
    )
    expect(await failureOf(twice)).toBeInstanceOf(MongoServerError)
    const ours = new Error('ours')
    expect(await failureOf(connection.run(() => Promise.reject(ours)))).toBe(ours)
    await connection.close()
  })

  test('with wrong credentials is unavailable, and says that they are the reason', async () => {
    const connection = connectTo(mongod.uri.replace('//', '//nobody:wrong@'))
    const failure = await failureOf(connection.run((db) => db.collection('a').findOne()))
    expect(failure).toBeInstanceOf(Unavailable)
    expect(failure).toHaveProperty('code', 'unauthorized')
    await connection.close()
  })

  test.each([
    ['a server that is no longer primary', { errorCode: 10107 }],
    ['a server that steps down', { errorCode: 189 }],
    ['a server that shuts down', { errorCode: 91 }],
    ['a server that interrupts us at its end', { errorCode: 11600 }],
    ['a server without room', { errorCode: 14031 }],
    ['a majority that does not follow', { writeConcernError: { code: 64, errmsg: 'too slow' } }],
    ['a server that hangs up', { closeConnection: true }],
  ])('counts %s as unavailable', async (_, data) => {
    const connection = connectTo(mongod.uri)
    await connection.run((db) =>
      db.admin().command({
        configureFailPoint: 'failCommand',
        mode: { times: 2 },
        data: { failCommands: ['insert'], ...data },
      })
    )
    const failure = await failureOf(
      connection.run((db) => db.collection('b').insertMany([{}, {}], { ordered: false }))
    )
    await connection.run((db) =>
      db.admin().command({ configureFailPoint: 'failCommand', mode: 'off' })
    )
    expect(failure).toBeInstanceOf(Unavailable)
    expect(failure).toHaveProperty('code', 'store-down')
    await connection.run((db) => db.collection('b').insertOne({}))
    await connection.close()
  })

  test('gives an operation up at its deadline, and the next one gets a new client', async () => {
    const connection = connectTo(mongod.uri)
    const before = connection.current().db.client
    const startedAt = performance.now()
    const failure = await failureOf(connection.run(() => new Promise(() => {}), { deadlineMs: 50 }))
    expect(failure).toBeInstanceOf(Unavailable)
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(connection.current().db.client).not.toBe(before)
    await connection.run((db) => db.command({ ping: 1 }))
    await connection.close()
  })

  test('lets a long read end in full, although its client is thrown away meanwhile', async () => {
    const connection = connectTo(mongod.uri)
    const documents = Array.from({ length: 500 }, (_, at) => ({ at }))
    await connection.run((db) => db.collection('long').insertMany(documents))
    const reading = connection.run(async (db) => {
      let count = 0
      for await (const _ of db.collection('long').find().batchSize(50)) {
        count += 1
        if (count % 50 === 0) await Bun.sleep(20)
      }
      return count
    })
    await failureOf(connection.run(() => new Promise(() => {}), { deadlineMs: 50 }))
    expect(await reading).toBe(500)
    await connection.close()
  })

  test('does not pass a read for whole that our own stop cut short', async () => {
    const connection = connectTo(mongod.uri)
    const documents = Array.from({ length: 500 }, (_, at) => ({ at }))
    await connection.run((db) => db.collection('cut').insertMany(documents))
    const reading = failureOf(
      connection.run(async (db) => {
        let count = 0
        for await (const _ of db.collection('cut').find().batchSize(50)) {
          count += 1
          if (count % 50 === 0) await Bun.sleep(20)
        }
        return count
      })
    )
    await Bun.sleep(60)
    await connection.close()
    expect(await reading).toBeInstanceOf(Unavailable)
  })
})

test('an address whose name nobody can look up is unavailable', async () => {
  const uri = 'mongodb+srv://cluster.invalid/'
  const connection = connectMongo({ uri, database: 'torrentstream', log: silentLog })
  const asked = connection.run((db) => db.command({ ping: 1 }))
  await expect(asked).rejects.toMatchObject({ name: 'Unavailable', code: 'store-down' })
  await connection.close()
})
