import { afterEach, expect, test } from 'bun:test'
import { untilReady } from '../support/binary.ts'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { eventually } from '../support/eventually.ts'
import { type House, openHouse, untilRefreshed } from '../support/house.ts'
import { textOf } from '../support/html.ts'
import type { RunningMongod } from '../support/mongod.ts'

/** The slowest way back that is promised after MongoDB has answered again, in milliseconds. */
const RECOVERY_MS = 10_000

let house: House

const open = async (mode: 'stream' | 'polling', env: Record<string, string> = {}) => {
  house = await openHouse(mode)
  await house.start(env)
  await house.setUp()
  const { mongod } = house
  if (mongod === null) throw new Error('this house has a MongoDB')
  return { ...house, mongod }
}
afterEach(() => house.stop())

const watcherMode = async () => {
  const health = await (await fetch(`${house.service().url}/health`)).json()
  return health.checks.watcher.mode
}
const untilMode = (mode: string, timeoutMs = RECOVERY_MS) =>
  eventually(async () => (await watcherMode()) === mode, { timeoutMs })

/** Everything still works: a torrent that finishes now has both servers asked once more. */
const expectToWork = async (times: number) => {
  await house.finishTorrent(`Film.${times}`)
  await untilRefreshed(house, times, RECOVERY_MS)
}

for (const mode of ['stream', 'polling'] as const) {
  describeWithMongo(`MongoDB, ${mode},`, () => {
    test('that is killed and started again loses nothing', async () => {
      const { mongod } = await open(mode)
      await expectToWork(1)
      await mongod.kill()
      await eventually(async () => {
        const answer = await fetch(`${house.service().url}/health`)
        return answer.status === 200 && (await answer.json()).checks.store.status !== 'pass'
      })
      await mongod.restart()
      await expectToWork(2)
    })

    test('that is frozen and thaws loses nothing', async () => {
      const { mongod } = await open(mode)
      await expectToWork(1)
      await mongod.freeze()
      await Bun.sleep(6000)
      const startedAt = performance.now()
      expect((await fetch(`${house.service().url}/health`)).status).toBe(200)
      expect(performance.now() - startedAt).toBeLessThan(1000)
      mongod.thaw()
      await expectToWork(2)
    })

    test('that is frozen does not hold up the stop', async () => {
      const { mongod } = await open(mode)
      await mongod.freeze()
      await Bun.sleep(200)
      const { exitCode, ms } = await house.service().end('SIGTERM')
      mongod.thaw()
      expect(exitCode).toBe(0)
      expect(ms).toBeLessThan(5000)
    })

    test('that dies between the completion and the refresh costs none and doubles none', async () => {
      const { mongod } = await open(mode, { REFRESH_QUIET: '1s', REFRESH_QUIET_MAX: '1s' })
      await house.finishTorrent('Small.Film.2020')
      await eventually(() => house.service().output().includes('torrent finished'))
      await mongod.kill()
      await Bun.sleep(1500)
      await mongod.restart()
      await untilRefreshed(house, 1, RECOVERY_MS)
    })

    test('that comes up after the service is found', async () => {
      house = await openHouse(mode)
      const { mongod } = house
      await mongod?.kill()
      const service = await house.start()
      await eventually(async () => (await fetch(`${service.url}/health`)).ok)
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(503)
      await mongod?.restart()
      await untilReady(service, RECOVERY_MS)
      await house.setUp()
      await expectToWork(1)
    })
  })
}

describeWithMongo('a MongoDB that changes its kind', () => {
  const change = (mongod: RunningMongod, replicaSet: boolean) => mongod.restartAs({ replicaSet })

  test('from standalone to replica set is followed, and back', async () => {
    const { mongod } = await open('polling')
    await untilMode('polling')
    await expectToWork(1)
    await change(mongod, true)
    await untilMode('stream')
    await expectToWork(2)
    await change(mongod, false)
    await untilMode('polling')
    await expectToWork(3)
  })

  test('to a replica set that nobody has initiated is told what it waits for, and is followed then', async () => {
    const { mongod } = await open('polling')
    await expectToWork(1)
    await mongod.restartAs({ replicaSet: true, isInitiated: false })
    const page = async () => {
      const headers = { accept: 'text/html' }
      return textOf(await (await fetch(house.service().url, { headers })).text())
    }
    await eventually(async () => (await page()).includes('MongoDB waits to be initiated.'), {
      timeoutMs: RECOVERY_MS,
    })
    expect(await page()).not.toContain('That is fine.')
    await mongod.initiate()
    await untilMode('stream')
    expect(await page()).not.toContain('initiated')
    await expectToWork(2)
  })
})
