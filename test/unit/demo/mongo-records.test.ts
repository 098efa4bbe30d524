import { afterAll, beforeAll, expect, test } from 'bun:test'
import { BSON, type ChangeStream, MongoClient } from 'mongodb'
import { createMongoRecords } from '../../../src/demo/engine/records.ts'
import { type Engine, startEngine } from '../../../src/demo/engine/start.ts'
import { describeWithMongo } from '../../support/describe-with-mongo.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { type RunningMongod, startMongod } from '../../support/mongod.ts'

const ID = 'dbeecb6c86c096da10d2c46b0c68ddd91ca7f893'

describeWithMongo('records in MongoDB', () => {
  const clock = createManualClock()
  let mongod: RunningMongod
  let client: MongoClient
  let ownClient: MongoClient
  let engine: Engine
  let stream: ChangeStream

  beforeAll(async () => {
    mongod = await startMongod({ replicaSet: true })
    client = new MongoClient(mongod.uri, { directConnection: true, promoteValues: false })
    ownClient = new MongoClient(mongod.uri, { directConnection: true })
    const records = createMongoRecords({ db: ownClient.db('torrentstream') })
    engine = await startEngine({ clock, records })
    stream = client.db('torrentstream').collection('torrents').watch()
    // The stream sees what comes after it is open.
    await stream.tryNext()
  }, 60_000)

  afterAll(async () => {
    await engine.stop()
    await stream.close()
    await client.close()
    await ownClient.close()
    await mongod.stop()
  })

  /** The next change in canonical form, so that the kinds of numbers show. */
  const nextChange = async () => {
    const change = JSON.parse(BSON.EJSON.stringify(await stream.next(), { relaxed: false }))
    const { operationType: kind, fullDocument, updateDescription } = change
    return kind === 'insert'
      ? { kind, document: fullDocument }
      : { kind, fields: updateDescription?.updatedFields ?? {} }
  }
  const long = (value: number) => ({ $numberLong: String(value) })
  const double = (text: string) => ({ $numberDouble: text })
  const now = () => long(Math.floor(clock.now() / 1000))

  test('are written change by change as the engine was seen to write them', async () => {
    const { control } = engine
    await control.addPending({ id: ID })
    expect(await nextChange()).toEqual({
      kind: 'insert',
      document: {
        _id: ID,
        name: '',
        status: 'pending',
        infoHash: ID,
        magnet: `magnet:?xt=urn:btih:${ID}`,
        torrent: '',
        files: [],
        totalBytes: long(0),
        doneBytes: long(0),
        progress: double('0.0'),
        createdAt: now(),
        updatedAt: now(),
      },
    })

    const files = [
      { path: 'a.mkv', length: 750 },
      { path: 'b.nfo', length: 250 },
    ]
    control.setSpeed(ID, 50)
    control.giveMetadata(ID, { name: 'Show', files })
    clock.advance(10_000)
    await control.syncNow()
    const file = (index: number, path: string, length: number, bytes?: number) => ({
      index: { $numberInt: String(index) },
      path,
      length: long(length),
      ...(bytes === undefined ? {} : { bytesCompleted: long(bytes) }),
    })
    expect(await nextChange()).toEqual({
      kind: 'update',
      fields: {
        doneBytes: long(500),
        files: [file(0, 'Show/a.mkv', 750, 500), file(1, 'Show/b.nfo', 250)],
        name: 'Show',
        progress: double('0.5'),
        status: 'active',
        totalBytes: long(1000),
        updatedAt: now(),
      },
    })

    clock.advance(10_000)
    await control.syncNow()
    expect(await nextChange()).toEqual({
      kind: 'update',
      fields: {
        doneBytes: long(1000),
        files: [file(0, 'Show/a.mkv', 750, 750), file(1, 'Show/b.nfo', 250, 250)],
        progress: double('1.0'),
        status: 'completed',
        updatedAt: now(),
      },
    })

    const setTags = (tags: string[]) =>
      fetch(`${engine.url}/torrents/${ID}/tags`, { method: 'PUT', body: JSON.stringify({ tags }) })
    await setTags(['tv-sonarr'])
    // Equal values leave no trace: within the second, the time is not told again.
    expect(await nextChange()).toEqual({ kind: 'update', fields: { tags: ['tv-sonarr'] } })
    await setTags([])
    expect(await nextChange()).toEqual({ kind: 'update', fields: { tags: null } })

    clock.advance(2000)
    await control.stopTorrent(ID)
    expect(await nextChange()).toEqual({
      kind: 'update',
      fields: { status: 'stopped', updatedAt: now() },
    })
    clock.advance(3000)
    await control.startTorrent(ID)
    expect(await nextChange()).toEqual({
      kind: 'update',
      fields: { status: 'active', updatedAt: now() },
    })
    clock.advance(4000)
    await control.syncNow()
    expect(await nextChange()).toEqual({
      kind: 'update',
      fields: { status: 'completed', updatedAt: now() },
    })

    await control.remove(ID, { deleteFiles: true })
    expect(await nextChange()).toEqual({ kind: 'delete', fields: {} })
  }, 30_000)

  test('answer the list as records in memory do, and have their indexes', async () => {
    const { id } = await engine.control.add({ name: 'Some.Show', totalBytes: 10 })
    const names = async (query: string) =>
      (await (await fetch(`${engine.url}/torrents?${query}`)).json()).items.map(
        ({ name }: { name: string }) => name
      )
    expect(await names('search=SHOW&sortBy=name&limit=5')).toEqual(['Some.Show'])
    expect(await names('search=.*')).toEqual([])
    expect(await names('status=completed')).toEqual([])
    await fetch(`${engine.url}/torrents/${id}/tags`, { method: 'PUT', body: '{"tags":["tv"]}' })
    expect(await names('tags=tv')).toEqual(['Some.Show'])
    expect(await names('tags=TV')).toEqual([])
    const indexes = await client.db('torrentstream').collection('torrents').indexes()
    expect(indexes.map(({ name }) => name)).toContain('updatedAt_-1')
  })
})
