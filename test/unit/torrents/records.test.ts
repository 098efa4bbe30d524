import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { Double, Int32, Long, MongoClient, ObjectId } from 'mongodb'
import { completionId, type Torrent } from '../../../src/domain.ts'
import { createLog } from '../../../src/lib/log.ts'
import { connectMongo, type MongoConnection } from '../../../src/lib/mongo.ts'
import { createTorrentRecords } from '../../../src/torrents/records/records.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { describeWithMongo } from '../../support/describe-with-mongo.ts'
import { type RunningMongod, startMongod } from '../../support/mongod.ts'
import { silentLog } from '../../support/silent-log.ts'

const idOf = (number: number) => number.toString(16).padStart(40, '0')

/** A document as the engine writes it. */
const engineDocument = (number: number, changes: Record<string, unknown> = {}) => ({
  _id: idOf(number),
  name: `torrent ${number}`,
  status: 'active',
  infoHash: idOf(number),
  magnet: '',
  torrent: '/data/.torrents/x.torrent',
  files: [{ index: new Int32(0), path: 'a/b', length: Long.fromNumber(10_000) }],
  totalBytes: Long.fromNumber(10_000),
  doneBytes: Long.fromNumber(2500),
  progress: new Double(0.25),
  createdAt: Long.fromNumber(1795376824),
  updatedAt: Long.fromNumber(1795376889),
  ...changes,
})
const collect = async <T>(batches: AsyncIterable<T[]>) => (await Array.fromAsync(batches)).flat()
const namesOf = (torrents: Torrent[]) => torrents.map(({ name }) => name).sort()

describeWithMongo('the records of torrents', () => {
  let mongod: RunningMongod
  let client: MongoClient
  let connection: MongoConnection

  beforeAll(async () => {
    mongod = await startMongod({ replicaSet: false })
    client = new MongoClient(mongod.uri, { ignoreUndefined: true })
    connection = connectMongo({ uri: mongod.uri, database: 'torrentstream', log: silentLog })
  })
  afterAll(async () => {
    await client.close()
    await connection.close()
    await mongod.stop()
  })
  const collection = () =>
    client.db('torrentstream').collection<{ _id: unknown; [field: string]: unknown }>('torrents')
  beforeEach(async () => {
    await collection().deleteMany({})
  })
  const store = async (...documents: { _id: unknown }[]) => {
    await collection().insertMany(documents as never[]) // ids of every type, on purpose
  }
  const setUp = (log = silentLog) => createTorrentRecords({ connection, log })

  describe('one torrent', () => {
    test('is read as the engine wrote it', async () => {
      await store(engineDocument(1, { tags: ['tv', 'new'] }))
      expect(await setUp().byId(idOf(1))).toEqual({
        id: idOf(1),
        name: 'torrent 1',
        status: 'active',
        totalBytes: 10_000,
        doneBytes: 2500,
        createdAt: 1795376824,
        updatedAt: 1795376889,
        tags: ['tv', 'new'],
      })
    })

    test('is nothing when it is not there', async () => {
      expect(await setUp().byId(idOf(1))).toBeNull()
    })

    test.each([
      ['tags are null', { tags: null }, { tags: [] }],
      ['the name is missing', { name: undefined }, { name: '' }],
      [
        'sizes are missing',
        { totalBytes: undefined, doneBytes: null },
        { totalBytes: 0, doneBytes: 0 },
      ],
      [
        'sizes are doubles',
        { totalBytes: new Double(7), doneBytes: new Int32(3) },
        { totalBytes: 7, doneBytes: 3 },
      ],
      ['the last change is missing', { updatedAt: undefined }, { updatedAt: 1795376824 }],
      ['times have fractions', { createdAt: new Double(1795376824.9) }, { createdAt: 1795376824 }],
    ])('is fine when %s', async (_, changes, expected) => {
      await store(engineDocument(1, changes))
      const records = setUp()
      expect(await records.byId(idOf(1))).toMatchObject(expected)
      expect(records.malformed()).toBe(0)
    })

    test.each([
      ['its status is a number', { status: 3 }],
      ['its status is missing', { status: undefined }],
      ['its status is a word that nobody knows', { status: 'seeding' }],
      ['its creation time is text', { createdAt: '2026' }],
      ['its creation time is a date', { createdAt: new Date() }],
      ['its creation time is missing', { createdAt: undefined }],
      ['its creation time is not finite', { createdAt: Number.POSITIVE_INFINITY }],
      ['its size is negative', { totalBytes: -1 }],
      [
        'its size is more than a number can count',
        { totalBytes: Long.fromString('9007199254740993') },
      ],
      ['its name is a document', { name: { $ne: 1 } }],
      ['its tags are text', { tags: 'tv' }],
    ])('is malformed when %s: skipped and counted once', async (_, changes) => {
      await store(engineDocument(1, changes))
      const records = setUp()
      expect(await records.byId(idOf(1))).toBeNull()
      expect(await records.byId(idOf(1))).toBeNull()
      expect(records.malformed()).toBe(1)
    })
  })

  describe('the complete ones', () => {
    test('are those with the status, and those with all their bytes', async () => {
      await store(
        engineDocument(1, { status: 'completed', doneBytes: 0 }),
        engineDocument(2, { status: 'stopped', doneBytes: Long.fromNumber(10_000) }),
        engineDocument(3, { doneBytes: new Double(10_000) }),
        engineDocument(4, { doneBytes: Long.fromNumber(9999) }),
        engineDocument(5, { status: 'pending', totalBytes: 0, doneBytes: 0 }),
        engineDocument(6, { totalBytes: undefined, doneBytes: undefined }),
        engineDocument(7, { totalBytes: null, doneBytes: null })
      )
      const records = setUp()
      expect(namesOf(await collect(records.complete()))).toEqual([
        'torrent 1',
        'torrent 2',
        'torrent 3',
      ])
      expect(records.malformed()).toBe(0)
    })

    test('leave malformed documents out, and count those that cannot be judged', async () => {
      await store(
        engineDocument(1, { status: 'completed' }),
        engineDocument(2, { status: 'completed', createdAt: 'yesterday' }),
        engineDocument(3, { status: 17 }),
        engineDocument(4, { status: null }),
        engineDocument(5, { totalBytes: 'big', doneBytes: 'bigger' }),
        { ...engineDocument(6, { status: 'completed' }), _id: idOf(0xabc).toUpperCase() },
        { ...engineDocument(7, { status: 'completed' }), _id: new ObjectId() },
        { ...engineDocument(8, { status: 'completed' }), _id: 12 }
      )
      const records = setUp()
      expect(namesOf(await collect(records.complete()))).toEqual(['torrent 1'])
      await collect(records.complete())
      expect(records.malformed()).toBe(7)
    })

    test('come in batches, without one lost or twice', async () => {
      const many = Array.from({ length: 2500 }, (_, number) =>
        engineDocument(number, { status: 'completed' })
      )
      await store(...many)
      const sizes: number[] = []
      const seen = new Set<string>()
      for await (const batch of setUp().complete()) {
        sizes.push(batch.length)
        for (const torrent of batch) seen.add(completionId(torrent))
      }
      expect(Math.max(...sizes)).toBe(1000)
      expect(seen.size).toBe(2500)
    })

    test('end with an error when MongoDB goes away between two batches', async () => {
      await store(
        ...Array.from({ length: 1500 }, (_, number) =>
          engineDocument(number, { status: 'completed' })
        )
      )
      let runs = 0
      const dying: Pick<MongoConnection, 'run'> = {
        async run(operation) {
          runs += 1
          if (runs < 3) return await connection.run(operation)
          throw new Unavailable('MongoDB cannot be reached', { code: 'store-down' })
        },
      }
      const records = createTorrentRecords({ connection: dying, log: silentLog })
      let seen = 0
      const read = async () => {
        for await (const batch of records.complete()) seen += batch.length
      }
      await expect(read()).rejects.toBeInstanceOf(Unavailable)
      expect(seen).toBe(1000)
    })

    test('are all found behind a thousand documents with ids of another type', async () => {
      const strangers = Array.from({ length: 1000 }, (_, number) => ({
        ...engineDocument(number, { status: 'completed' }),
        _id: number,
      }))
      await store(...strangers, engineDocument(1, { status: 'completed' }))
      expect(namesOf(await collect(setUp().complete()))).toEqual(['torrent 1'])
    })

    test('do not carry file lists over the wire', async () => {
      await store(engineDocument(1, { status: 'completed' }))
      const [torrent] = await collect(setUp().complete())
      expect(torrent).not.toHaveProperty('files')
    })
  })

  describe('changes', () => {
    test('since a second include those of that second', async () => {
      await store(
        engineDocument(1, { updatedAt: 99 }),
        engineDocument(2, { updatedAt: new Double(100) }),
        engineDocument(3, { updatedAt: Long.fromNumber(101) }),
        engineDocument(4, { updatedAt: '101' })
      )
      expect(namesOf(await setUp().changedSince(100))).toEqual(['torrent 2', 'torrent 3'])
    })

    test('are the 500 newest, where a backup has brought back thousands at once', async () => {
      const restored = Array.from({ length: 1200 }, (_, number) =>
        engineDocument(number + 1, { updatedAt: 100 })
      )
      await store(...restored, engineDocument(5000, { updatedAt: 101 }))
      const changed = await setUp().changedSince(100)
      expect(changed).toHaveLength(500)
      expect(namesOf(changed.slice(0, 1))).toEqual(['torrent 5000'])
    })

    test('have a newest one, whatever stands in other documents', async () => {
      await store(
        engineDocument(1, { updatedAt: Long.fromNumber(100) }),
        engineDocument(2, { updatedAt: new Int32(200) }),
        engineDocument(3, { updatedAt: new Date() }),
        engineDocument(4, { updatedAt: Number.POSITIVE_INFINITY }),
        engineDocument(5, { updatedAt: 'zzz' }),
        engineDocument(6, { updatedAt: undefined })
      )
      expect(await setUp().newestChange()).toBe(200)
    })

    test('have no newest one where there are no torrents', async () => {
      expect(await setUp().newestChange()).toBeNull()
    })
  })

  test('all torrents are listed, those in error too', async () => {
    await store(
      engineDocument(1),
      engineDocument(2, { status: 'error' }),
      engineDocument(3, { status: 5 })
    )
    expect(namesOf(await setUp().all())).toEqual(['torrent 1', 'torrent 2'])
  })

  test('the ids are those of all documents, because a malformed torrent is not gone', async () => {
    await store(engineDocument(1), engineDocument(2, { status: 5 }))
    expect(await collect(setUp().ids())).toEqual([idOf(1), idOf(2)])
  })

  test('malformed documents are named once each, and no more than twenty of them', async () => {
    const lines: string[] = []
    const records = setUp(
      createLog({ level: 'info', format: 'text', write: (line) => lines.push(line) })
    )
    await store(...Array.from({ length: 25 }, (_, number) => engineDocument(number, { status: 1 })))
    await records.all()
    await records.all()
    expect(lines.filter((line) => line.includes(' id='))).toHaveLength(20)
    expect(lines).toHaveLength(21)
    expect(records.malformed()).toBe(25)
  })
})
