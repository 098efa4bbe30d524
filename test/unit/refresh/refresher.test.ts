import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { systemClock } from '../../../src/lib/clock.ts'
import { createSignal } from '../../../src/lib/signal.ts'
import { createRefresher, type Refresher } from '../../../src/refresh/refresher.ts'
import { eventually } from '../../support/eventually.ts'
import { type FixedSettings, fixedSettings } from '../../support/fixed-settings.ts'
import { silentLog } from '../../support/silent-log.ts'
import { timings } from '../../support/timings.ts'
import { infoHash } from '../../support/torrents.ts'
import { LOOK, type PayerBench, startPayerBench } from './payer-bench.ts'

let bench: PayerBench
let settings: FixedSettings
let refresher: Refresher
const start = () => {
  refresher = createRefresher({
    store: bench.store,
    settings,
    recorded: createSignal(),
    imported: createSignal(),
    locate: async () => bench.place,
    isManaged: async () => false,
    timings: { ...timings, scanPollInterval: 20 },
    clock: systemClock,
    log: silentLog,
  })
  refresher.start()
}
beforeEach(() => {
  bench = startPayerBench()
  settings = fixedSettings({ jellyfin: bench.server.url })
  start()
})
afterEach(async () => {
  await refresher.stop()
  await bench.stop()
})

/** The server tells of a scan that began at this second and has ended 58 s later. */
const endScan = (startedAt: number) => {
  const at = (second: number) => new Date(second * 1000).toISOString()
  const LastExecutionResult = {
    StartTimeUtc: at(startedAt),
    EndTimeUtc: at(startedAt + 58),
    Status: 'Completed',
  }
  bench.server.on(LOOK, () =>
    Response.json([{ Key: 'RefreshLibrary', State: 'Idle', LastExecutionResult }])
  )
}

test('a press wakes the server it is for, and no other', async () => {
  await eventually(() => refresher.state('jellyfin').phase === 'settled')
  await eventually(() => refresher.state('emby').phase === 'off')
  refresher.refreshNow('emby')
  refresher.refreshNow('jellyfin')
  await eventually(() => bench.posts() === 1)
  await eventually(() => refresher.state('jellyfin').lastAcceptedAt !== null)
  expect(refresher.state('emby')).toMatchObject({ phase: 'off', lastAcceptedAt: null })
})

test('the scan that a press begins is told once it has ended, also where no torrent was owed', async () => {
  endScan(1000)
  refresher.refreshNow('jellyfin')
  await eventually(() => refresher.state('jellyfin').lastAcceptedAt !== null)
  expect(refresher.state('jellyfin').lastScan).toBeNull()
  endScan(2000)
  await eventually(() => refresher.state('jellyfin').lastScan !== null)
  expect(refresher.state('jellyfin').lastScan).toEqual({
    endedAt: 2_058_000,
    tookMs: 58_000,
    status: 'completed',
  })
  expect(refresher.state('emby').lastScan).toBeNull()
})

describe('what came of the newest refresh', () => {
  const scan = { startedAt: 1_000_000, endedAt: 1_009_000, status: 'completed' } as const
  /** A torrent was finished, and was asked for at this time. */
  const ask = async (number: number, at: number, item?: 'found' | 'not-found') => {
    await bench.finish(number, ['jellyfin'])
    const ids = [`${infoHash(number)}:1`]
    const settlement = { server: 'jellyfin', outcome: 'asked', at, scope: 'full' } as const
    await bench.store.completions.settle(ids, settlement)
    await bench.store.refreshes.accept('jellyfin', { origin: bench.server.url, at })
    if (item === undefined) return
    await bench.store.completions.conclude(ids, { server: 'jellyfin', at }, { at, scan, item })
  }
  const restart = async () => {
    await refresher.stop()
    start()
    await eventually(() => refresher.state('jellyfin').phase === 'settled')
    return refresher.state('jellyfin')
  }

  test('is known over a restart, and not mixed with what came of older ones', async () => {
    const at = Date.now() - 60_000
    await ask(1, at - 60_000, 'not-found')
    await ask(2, at, 'not-found')
    await ask(3, at, 'found')
    expect(await restart()).toMatchObject({
      lastAcceptedAt: at,
      lastScan: { endedAt: 1_009_000, tookMs: 9000, status: 'completed' },
      isScanAwaited: false,
      missing: 1,
    })
  })

  test('is waited for, where it was not known before the restart', async () => {
    const at = Date.now() - 1000
    await ask(1, at - 60_000, 'found')
    await ask(2, at)
    expect(await restart()).toMatchObject({ lastAcceptedAt: at, lastScan: null, missing: 0 })
    await eventually(() => refresher.state('jellyfin').isScanAwaited)
  })

  test('says nothing of a server at another address', async () => {
    await ask(1, Date.now() - 60_000, 'not-found')
    expect((await restart()).missing).toBe(1)
    settings.set('jellyfin', { url: 'http://127.0.0.1:1' })
    expect(refresher.state('jellyfin')).toMatchObject({ lastAcceptedAt: null, missing: 0 })
  })

  test('is nothing where the newest was asked for by hand, and has no history', async () => {
    await ask(1, Date.now() - 60_000, 'not-found')
    const at = Date.now() - 1000
    await bench.store.refreshes.accept('jellyfin', { origin: bench.server.url, at })
    expect(await restart()).toMatchObject({ lastAcceptedAt: at, lastScan: null, missing: 0 })
  })
})
