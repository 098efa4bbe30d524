import { expect, test } from 'bun:test'
import type { Library, ScanState } from '../../../src/mediaserver/server.ts'
import { awaitScan } from '../../../src/refresh/scan-end.ts'
import { Misconfigured, Unavailable } from '../../../src/upstream-error.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const HOUR = 3_600_000
const scanOf = (startedAt: number) =>
  ({ startedAt, endedAt: startedAt + 500, status: 'completed' }) as const
const running: ScanState = { isRunning: true, percentage: 10, last: scanOf(1000) }
const idle = (startedAt: number | null): ScanState => ({
  isRunning: false,
  last: startedAt === null ? null : scanOf(startedAt),
})

/** Waits beside a server that answers by what `given` says at the moment of the look. */
const setUp = (scanBefore: number | null = 1000) => {
  const clock = createManualClock()
  const stopping = new AbortController()
  const given = { state: (): ScanState => running, libraries: (): Library[] => [] }
  const looks: number[] = []
  const failures: (string | null)[] = []
  const scan = awaitScan({
    server: {
      async scanState() {
        looks.push(clock.monotonic())
        return given.state()
      },
      libraries: async () => given.libraries(),
    },
    scanBefore,
    onLook: (failure) => void failures.push(failure?.code ?? null),
    pollMs: 5000,
    clock,
    signal: stopping.signal,
  })
  return { clock, stopping, given, looks, failures, scan }
}

test('the scan that ended before is not taken for the one that was asked for', async () => {
  const { clock, given, scan } = setUp()
  given.state = () => idle(1000)
  await clock.pass(60_000)
  given.state = () => idle(2000)
  await clock.pass(60_000)
  expect(await scan).toEqual(scanOf(2000))
})

test('a scan that runs is waited for, with looks that become rare', async () => {
  const { clock, given, looks, scan } = setUp()
  await clock.pass(HOUR)
  expect(looks.length).toBeLessThan(70)
  given.state = () => idle(2000)
  await clock.pass(60_000)
  expect(await scan).toEqual(scanOf(2000))
})

test('a scan that a server which has nothing to do never made is lost', async () => {
  const { clock, given, scan } = setUp()
  given.state = () => idle(1000)
  await clock.pass(4 * 60_000)
  expect(await scan).toBe('lost')
})

test('of a server that had made none before, the first is it', async () => {
  const { clock, given, scan } = setUp(null)
  given.state = () => idle(null)
  await clock.pass(20_000)
  given.state = () => idle(2000)
  await clock.pass(60_000)
  expect(await scan).toEqual(scanOf(2000))
})

test('a server that is away for a while is asked again', async () => {
  const { clock, given, scan } = setUp()
  given.state = () => {
    throw new Unavailable('away', { code: 'refused' })
  }
  await clock.pass(10 * 60_000)
  given.state = () => idle(2000)
  await clock.pass(60_000)
  expect(await scan).toEqual(scanOf(2000))
})

test('a server that is away, or refuses the key, is said to at each look until it answers', async () => {
  const { clock, given, failures, scan } = setUp()
  const refuse = () => {
    throw new Misconfigured('no', { code: 'unauthorized', status: 401 })
  }
  given.state = () => {
    throw new Unavailable('away', { code: 'refused' })
  }
  await clock.pass(5000)
  given.state = refuse
  given.libraries = refuse
  await clock.pass(8000)
  given.state = () => running
  await clock.pass(12_000)
  expect(failures).toEqual(['refused', 'unauthorized', null])
  given.state = () => idle(2000)
  await clock.pass(60_000)
  expect(await scan).toEqual(scanOf(2000))
})

test('a server that does not show its tasks is not asked again, and given a minute', async () => {
  const { clock, given, looks, scan } = setUp()
  given.state = () => {
    throw new Misconfigured('no', { code: 'forbidden', status: 403 })
  }
  await clock.pass(60_000)
  expect(await Promise.race([scan, 'waits'])).toBe('waits')
  await clock.pass(5000)
  expect(await scan).toBeNull()
  expect(looks).toHaveLength(1)
})

test('nothing is waited for longer than two hours, nor beyond the stop of the service', async () => {
  const { clock, scan } = setUp()
  await clock.pass(2 * HOUR + 60_000)
  expect(await scan).toBeNull()
  const other = setUp()
  other.stopping.abort()
  expect(await other.scan).toBeNull()
})
