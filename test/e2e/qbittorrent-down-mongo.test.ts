import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { untilReady } from '../support/binary.ts'
import { assertText, readJson } from '../support/clients/answer.ts'
import { call } from '../support/clients/call.ts'
import { joined, outcomeOf, pollFor } from '../support/clients/polling.ts'
import { categories } from '../support/clients/servarr-needs.ts'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { eventually } from '../support/eventually.ts'
import { type House, openHouse } from '../support/house.ts'

const hashes = ['1', '2', '3'].map((digit) => digit.repeat(40))
const whole = joined(hashes)

describeWithMongo('with MongoDB', () => {
  let house: House
  const ask = (path: string, fields?: Record<string, string>) =>
    call(`${house.service().url}/api/v2/${path}`, {
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    })
  const poll = async () => outcomeOf(await ask('torrents/info?category=tv'))

  beforeAll(async () => {
    house = await openHouse('polling')
    await house.start()
    await untilReady(house.service())
    for (const id of hashes) {
      await house.engine.control.add({ id, name: `Film.${id.slice(0, 1)}`, totalBytes: 1_000_000 })
    }
    await house.engine.control.syncNow()
    await ask('torrents/createCategory', { category: 'tv' })
    await eventually(async () => outcomeOf(await ask('torrents/info')) === whole)
    await ask('torrents/setCategory', { hashes: 'all', category: 'tv' })
    expect(await poll()).toBe(whole)
  })
  afterEach(async () => {
    await eventually(async () => (await poll()) !== 'unavailable')
    expect(await poll()).toBe(whole)
  })
  afterAll(() => house.stop())

  test('an engine that dies leaves the records, and with them the whole list', async () => {
    await house.engine.control.kill()
    expect(await pollFor(poll, 3500)).toEqual([whole])
    await house.engine.control.restart()
  })

  test('a MongoDB that is killed takes nothing out of a list, and what was kept is kept', async () => {
    await house.mongod?.kill()
    for (const outcome of await pollFor(poll, 4000))
      expect([whole, 'unavailable']).toContain(outcome)
    assertText(await ask('app/webapiVersion'), '2.9.2')
    expect((await ask('torrents/createCategory', { category: 'lost' })).status).toBe(503)
    await house.mongod?.restart()
    await eventually(
      async () => (await ask('torrents/createCategory', { category: 'late' })).status === 200
    )
    const known = readJson(categories, await ask('torrents/categories'))
    expect(Object.keys(known).sort()).toEqual(['late', 'tv'])
  })

  test('a MongoDB that is away at the start keeps nobody waiting who asks for preferences', async () => {
    await house.mongod?.kill()
    await house.service().end('SIGTERM')
    const { url } = await house.start()
    await eventually(async () => (await fetch(`${url}/health`)).ok)
    const startedAt = performance.now()
    for (const path of ['app/version', 'app/preferences', 'app/defaultSavePath']) {
      expect([path, (await ask(path)).status]).toEqual([path, 200])
    }
    expect(performance.now() - startedAt).toBeLessThan(1000)
    await house.mongod?.restart()
  })
})
