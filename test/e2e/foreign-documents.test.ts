import { afterEach, expect, test } from 'bun:test'
import { type Collection, MongoClient } from 'mongodb'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { eventually } from '../support/eventually.ts'
import { type House, openHouse, untilRefreshed } from '../support/house.ts'

/** What other tools write, and this service reads. */
type Stored = { _id: string; [field: string]: unknown }

let house: House
let client: MongoClient

const open = async (mode: 'stream' | 'polling') => {
  house = await openHouse(mode)
  client = new MongoClient(house.mongod?.uri ?? '', { directConnection: true })
  return house
}
const collection = (name: string): Collection<Stored> => client.db('torrentstream').collection(name)
const complete = (number: number): Stored => ({
  _id: number.toString(16).padStart(40, '0'),
  name: `Film ${number}`,
  status: 'completed',
  infoHash: '',
  files: [],
  totalBytes: 1000,
  doneBytes: 1000,
  progress: 1,
  createdAt: 1_700_000_000,
  updatedAt: 1_700_000_000,
})
const settingsNow = async () => (await fetch(`${house.service().url}/settings/integrations`)).json()

afterEach(async () => {
  await client.close()
  await house.stop()
})

for (const mode of ['stream', 'polling'] as const) {
  describeWithMongo(`documents of others, ${mode}`, () => {
    test('that are malformed are skipped and said once each, and hide nothing', async () => {
      await open(mode)
      await house.start()
      await house.setUp()
      await collection('torrents').insertMany([
        { ...complete(1), _id: 'not-a-hash' },
        { ...complete(2), status: 7 },
        { ...complete(3), createdAt: 'yesterday' },
      ])
      const said = () =>
        house
          .service()
          .output()
          .match(/malformed/g) ?? []
      await eventually(() => said().length >= 3)
      await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
      await Bun.sleep(1200)
      expect(said()).toHaveLength(3)
    })

    test('that a backup brings back, all complete, cost one refresh a server', async () => {
      await open(mode)
      await house.start({ REFRESH_QUIET: '500ms', REFRESH_QUIET_MAX: '5s' })
      await house.setUp()
      const restored = Array.from({ length: 300 }, (_, number) => complete(number + 1))
      await collection('torrents').insertMany(restored)
      await untilRefreshed(house, 1)
      expect(
        house
          .service()
          .output()
          .match(/torrent finished/g)
      ).toHaveLength(300)
    })

    test('with times from the future or the past hide no completion', async () => {
      await open(mode)
      await house.start()
      await house.setUp()
      await collection('torrents').insertMany([
        { ...complete(1), status: 'active', doneBytes: 0, updatedAt: 4_000_000_000 },
        { ...complete(2), status: 'active', doneBytes: 0, updatedAt: 0 },
      ])
      await Bun.sleep(300)
      await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
      const { _id } = complete(2)
      await collection('torrents').updateOne(
        { _id },
        { $set: { status: 'completed', doneBytes: 1000 } }
      )
      await untilRefreshed(house, 2)
    })
  })
}

describeWithMongo('a settings document of somebody else', () => {
  test('that is old and partly malformed is read with defaults, and written whole', async () => {
    await open('polling')
    await collection('settings').insertOne({
      _id: 'integrations',
      jellyfin: { enabled: true, url: house.jellyfin.url, apiKey: 'canary-key' },
      emby: { enabled: 'perhaps', url: 12, apiKey: null },
      updatedAt: 1_700_000_000_123,
      theme: 'dark',
    })
    const service = await house.start()
    await eventually(async () => (await fetch(`${service.url}/health/ready`)).ok)
    expect(await settingsNow()).toMatchObject({
      jellyfin: { enabled: true, apiKey: '********', refresh: 'full' },
      emby: { enabled: false, url: '', apiKey: '' },
      qbt: { enabled: true, finished: 'keep' },
      updatedAt: 1_700_000_000,
    })
    const answer = await fetch(`${service.url}/settings/integrations`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ qbt: { addByUrl: true } }),
    })
    expect(answer.status).toBe(200)
    const stored = await collection('settings').findOne({ _id: 'integrations' })
    expect(stored).toMatchObject({
      theme: 'dark',
      qbt: { addByUrl: true },
      jellyfin: { apiKey: 'canary-key' },
    })
    expect(stored?.['updatedAt']).toBeLessThan(1e11)
  })

  test('is followed within five seconds when it changes', async () => {
    await open('polling')
    await house.start()
    const jellyfin = async () => {
      const { checks } = await (await fetch(`${house.service().url}/health`)).json()
      return checks.jellyfin.detail
    }
    await house.setUp()
    // It was off before that as well.
    await eventually(async () => (await jellyfin()) === 'up-to-date')
    await collection('settings').updateOne(
      { _id: 'integrations' },
      { $set: { 'jellyfin.enabled': false } }
    )
    await eventually(async () => (await jellyfin()) === 'off', { timeoutMs: 5000 })
    await house.finishTorrent('Small.Film.2020')
    await eventually(() => house.emby.control.refreshes.length === 1)
    expect(house.refreshes()).toEqual([0, 1])
  })
})
