import { afterEach, beforeEach, expect, test } from 'bun:test'
import { systemClock } from '../../../src/lib/clock.ts'
import { createSignal } from '../../../src/lib/signal.ts'
import { createRefresher, type Refresher } from '../../../src/refresh/refresher.ts'
import { eventually } from '../../support/eventually.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { silentLog } from '../../support/silent-log.ts'
import { timings } from '../../support/timings.ts'
import { LOOK, type PayerBench, startPayerBench } from './payer-bench.ts'

let bench: PayerBench
let refresher: Refresher
beforeEach(() => {
  bench = startPayerBench()
  refresher = createRefresher({
    store: bench.store,
    settings: fixedSettings({ jellyfin: bench.server.url }),
    recorded: createSignal(),
    imported: createSignal(),
    locate: async () => bench.place,
    isManaged: async () => false,
    timings: { ...timings, scanPollInterval: 20 },
    clock: systemClock,
    log: silentLog,
  })
  refresher.start()
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
