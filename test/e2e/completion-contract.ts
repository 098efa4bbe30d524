import { afterEach, describe, expect, test } from 'bun:test'
import { describeWithMongo } from '../support/describe-with-mongo.ts'
import { eventually } from '../support/eventually.ts'
import { type House, type Mode, openHouse, untilRefreshed } from '../support/house.ts'

/**
 * What holds wherever completions come from. Each source runs it in a file of its own, so that
 * the files can run side by side.
 */
export const testCompletions = (mode: Mode) => {
  const describeMode = mode === 'engine' ? describe : describeWithMongo
  let house: House

  const open = async (env: Record<string, string> = {}) => {
    house = await openHouse(mode)
    await house.start(env)
    await house.setUp()
    return house
  }

  describeMode(`completions by ${mode}`, () => {
    afterEach(() => house.stop())

    test('a torrent that finishes has each server asked once, in its own words', async () => {
      const { engine, jellyfin, emby } = await open()
      const { id } = await engine.control.addPending()
      await engine.control.syncNow()
      engine.control.giveMetadata(id, { name: 'Small.Film.2020', totalBytes: 1_000_000 })
      await engine.control.syncNow()
      expect((await engine.control.record(id))?.status).toBe('active')
      engine.control.finish(id)
      await engine.control.syncNow()
      await untilRefreshed(house, 1)
      expect(jellyfin.control.refreshes[0]?.credential).toBe('authorization')
      expect(emby.control.refreshes[0]?.credential).toBe('x-emby-token')
      expect(house.service().output()).not.toContain('canary')
      const health = await (await fetch(`${house.service().url}/health`)).json()
      expect(health).toMatchObject({ status: 'pass', checks: { watcher: { mode } } })
    })

    test('a torrent that finishes is heard of from the source itself, without the comparison', async () => {
      await open({ RECONCILE_INTERVAL: '1h' })
      await eventually(async () => {
        const health = await (await fetch(`${house.service().url}/health`)).json()
        return health.checks.watcher.mode === mode
      })
      await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
    })

    test('a finished torrent that is played, stopped and started again asks nobody', async () => {
      const { engine } = await open()
      const id = await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
      await engine.control.stopTorrent(id)
      await engine.control.startTorrent(id)
      await engine.control.syncNow()
      await engine.control.restart()
      await engine.control.startTorrent(id)
      await engine.control.syncNow()
      await untilRefreshed(house, 1)
    })

    test('a stop in the moment of the last byte is a completion', async () => {
      const { engine } = await open()
      const { id } = await engine.control.add({ name: 'Small.Film.2020', totalBytes: 1_000_000 })
      await engine.control.syncNow()
      engine.control.finish(id)
      await engine.control.stopTorrent(id)
      await engine.control.syncNow()
      expect((await engine.control.record(id))?.status).toBe('stopped')
      await untilRefreshed(house, 1)
    })

    test('a torrent that is deleted and added again is a completion of its own', async () => {
      const { engine } = await open()
      const id = await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
      await engine.control.remove(id, { deleteFiles: true })
      // The time of creation tells the two apart, and it is in whole seconds.
      await Bun.sleep(1100)
      await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 2)
    })

    test('a torrent whose session was thrown out before its record was written is found later', async () => {
      const { engine } = await open()
      const { id } = await engine.control.add({ name: 'Small.Film.2020', totalBytes: 1_000_000 })
      await engine.control.syncNow()
      engine.control.finish(id)
      engine.control.evictSession(id)
      await engine.control.syncNow()
      expect((await engine.control.record(id))?.status).toBe('active')
      await Bun.sleep(300)
      expect(house.refreshes()).toEqual([0, 0])
      await engine.control.restart()
      await engine.control.syncNow()
      await untilRefreshed(house, 1)
    })

    test('a torrent that an engine restart sends back to zero is complete at its last byte', async () => {
      const { engine } = await open()
      const { id } = await engine.control.add({ name: 'Small.Film.2020', totalBytes: 1_000_000 })
      engine.control.setSpeed(id, 600_000)
      await eventually(() => engine.control.doneBytes(id) > 300_000)
      engine.control.setSpeed(id, 0)
      await engine.control.syncNow()
      await engine.control.restart()
      await engine.control.syncNow()
      expect(engine.control.doneBytes(id)).toBeLessThan(300_000)
      expect((await engine.control.record(id))?.doneBytes).toBeGreaterThan(300_000)
      await Bun.sleep(300)
      expect(house.refreshes()).toEqual([0, 0])
      engine.control.finish(id)
      await engine.control.syncNow()
      await untilRefreshed(house, 1)
    })

    test('what was complete before the first start asks nobody', async () => {
      house = await openHouse(mode)
      await house.finishTorrent('Old.Film.1999')
      await house.start()
      await house.setUp()
      await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
    })

    test('what finishes while the service is away is made up for', async () => {
      await open()
      await house.finishTorrent('First.Film.2020')
      await untilRefreshed(house, 1)
      const { exitCode, ms } = await house.service().end('SIGTERM')
      expect(exitCode).toBe(0)
      expect(ms).toBeLessThan(5000)
      await house.finishTorrent('Second.Film.2020')
      await house.start()
      await untilRefreshed(house, 2)
    })

    test('a kill between the completion and the refresh costs none and doubles none', async () => {
      await open({ REFRESH_QUIET: '3s', REFRESH_QUIET_MAX: '3s' })
      await house.finishTorrent('Small.Film.2020')
      await eventually(() => house.service().output().includes('torrent finished'))
      await house.service().end('SIGKILL')
      expect(house.refreshes()).toEqual([0, 0])
      await house.start()
      await untilRefreshed(house, 1)
    })

    test('media servers that are down are asked when they are back, each for itself', async () => {
      const { jellyfin, emby } = await open()
      jellyfin.control.phase = 'off'
      await house.finishTorrent('First.Film.2020')
      await eventually(() => emby.control.refreshes.length === 1)
      await eventually(async () => {
        const health = await (await fetch(`${house.service().url}/health`)).json()
        return health.checks.jellyfin.status === 'warn' && health.checks.emby.status === 'pass'
      })
      jellyfin.control.phase = 'ready'
      await untilRefreshed(house, 1)
    })

    test('an engine that is away and comes back is followed', async () => {
      const { engine } = await open()
      await engine.control.kill()
      await eventually(async () => {
        const health = await (await fetch(`${house.service().url}/health`)).json()
        return health.checks.engine.status !== 'pass'
      })
      await engine.control.restart()
      await house.finishTorrent('Small.Film.2020')
      await untilRefreshed(house, 1)
    })
  })
}
