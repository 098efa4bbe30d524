import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { libraryOf } from '../../../src/mediaserver/holding-library.ts'
import type { MediaServer, ScanState } from '../../../src/mediaserver/server.ts'
import type { AskedRefresh } from '../../../src/refresh/asked-refresh.ts'
import { createOutcomes } from '../../../src/refresh/outcome.ts'
import type { Store } from '../../../src/store/store.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { captureLog } from '../../support/captured-log.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { infoHash } from '../../support/torrents.ts'

const AT = 77
const ended = { startedAt: 2000, endedAt: 3000, status: 'completed' } as const
const idOf = (number: number) => `${infoHash(number)}:1`
const away = () => new Unavailable('away', { code: 'refused' })

let store: Store
beforeEach(() => {
  store = temporaryStore()
})
afterEach(() => store.close())

/** What is learned of refreshes of a server that answers by what `given` says at the moment. */
const setUp = ({ kind = 'jellyfin' as const, managed = [] as number[] } = {}) => {
  const clock = createManualClock()
  const stopping = new AbortController()
  const { log, lines } = captureLog()
  const given = {
    scan: (): ScanState => ({ isRunning: false, last: ended }),
    libraries: () => [{ id: 'films', name: 'Films', paths: ['/media'] }],
    items: new Set<string>(['/media/Film 1']),
  }
  const asked: string[] = []
  let owedAgain = 0
  const never = () => Promise.reject(new Error('nobody asks for this'))
  const server: MediaServer = {
    kind,
    refresh: never,
    refreshPaths: never,
    publicInfo: never,
    seesFolder: never,
    async scanState() {
      return given.scan()
    },
    async libraries() {
      return given.libraries()
    },
    async findItems(items) {
      const paths = items.map(({ path }) => path)
      asked.push(...paths)
      const libraries = given.libraries()
      return {
        found: new Set(paths.filter((path) => given.items.has(path))),
        outside: new Set(paths.filter((path) => libraryOf(libraries, path) === null)),
      }
    },
  }
  const numberOf = (torrentId: string) => Number.parseInt(torrentId, 16)
  const outcomes = createOutcomes({
    store,
    locate: async (torrentId) => ({ path: `/data/Film ${numberOf(torrentId)}`, isFolder: true }),
    isManaged: async (torrentId) => managed.includes(numberOf(torrentId)),
    onFound() {},
    onOwedAgain() {
      owedAgain += 1
    },
    pollMs: 5000,
    clock,
    log,
    signal: stopping.signal,
  })
  const settings = fixedSettings({ jellyfin: 'http://jellyfin:8096' })
  settings.set('jellyfin', { pathMap: [{ from: '/data', to: '/media' }] })
  /** A refresh for the torrents with these numbers, settled in the store. */
  const refresh = async (numbers: number[], scope: 'full' | 'targeted' = 'full') => {
    const debts = numbers.map((number) => ({
      id: idOf(number),
      torrentId: infoHash(number),
      torrentName: `Film ${number}`,
      seenAt: 1,
      awaitsImport: false,
    }))
    await store.completions.add(
      debts.map((debt) => ({ ...debt, completedAt: 1, owed: [kind], settled: [] }))
    )
    const ids = debts.map(({ id }) => id)
    await store.completions.settle(ids, { server: kind, outcome: 'asked', at: AT, scope })
    const refreshed: AskedRefresh = {
      server,
      settings: settings.last()?.jellyfin ?? expect.unreachable(),
      at: AT,
      debts,
      paid: [{ ids, scope }],
      scanBefore: 1000,
    }
    return outcomes.watch(refreshed)
  }
  const results = async () =>
    Object.fromEntries(
      (await store.completions.recent({ limit: 300 })).map(({ torrentName, settled }) => [
        torrentName,
        settled[0]?.result ?? null,
      ])
    )
  return {
    clock,
    stopping,
    given,
    asked,
    outcomes,
    refresh,
    results,
    lines,
    owedAgain: () => owedAgain,
  }
}

describe('what came of a refresh of all libraries', () => {
  test('is in the history once the scan has ended: when, how, and that the item is there', async () => {
    const { clock, given, refresh, results } = setUp()
    given.scan = () => ({ isRunning: true, percentage: 5, last: null })
    await refresh([1])
    await clock.pass(60_000)
    expect(await results()).toEqual({ 'Film 1': null })
    given.scan = () => ({ isRunning: false, last: ended })
    await clock.pass(60_000)
    expect(await results()).toMatchObject({ 'Film 1': { scan: ended, item: 'found' } })
  })

  test('tells what is not there, and looks once more', async () => {
    const { clock, given, refresh, results } = setUp()
    await refresh([1, 2])
    await clock.pass(10_000)
    expect(await results()).toMatchObject({
      'Film 1': { item: 'found' },
      'Film 2': { item: 'not-found' },
    })
    given.items.add('/media/Film 2')
    await clock.pass(60_000)
    expect(await results()).toMatchObject({ 'Film 2': { item: 'found', scan: ended } })
  })

  test('tells that no library holds it, and the log says so', async () => {
    const { clock, given, refresh, results, lines } = setUp()
    given.libraries = () => [{ id: 'films', name: 'Films', paths: ['/films'] }]
    await refresh([1])
    await clock.pass(10_000)
    expect(await results()).toMatchObject({ 'Film 1': { item: 'in-no-library', scan: ended } })
    expect(lines.join()).toContain('Jellyfin has no library')
  })

  test('is not known for what a program puts into the library under another name', async () => {
    const { clock, given, refresh, results } = setUp({ managed: [1] })
    given.libraries = () => [{ id: 'films', name: 'Films', paths: ['/films'] }]
    await refresh([1])
    await clock.pass(10_000)
    expect(await results()).toMatchObject({ 'Film 1': { item: 'unknown', scan: ended } })
  })

  test('is not known of a server that has gone meanwhile', async () => {
    const { clock, given, refresh, results } = setUp()
    given.libraries = () => {
      throw away()
    }
    await refresh([1])
    await clock.pass(10_000)
    expect(await results()).toMatchObject({ 'Film 1': { item: 'unknown', scan: ended } })
  })

  test('that breaks off while the store is away is made up for once that is back', async () => {
    const real = store
    let isAway = false
    const orAway =
      <Args extends unknown[], T>(verb: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        if (isAway) throw new Unavailable('away', { code: 'store-down' })
        return await verb(...args)
      }
    store = {
      ...real,
      completions: {
        ...real.completions,
        conclude: orAway(real.completions.conclude),
        oweAgain: orAway(real.completions.oweAgain),
      },
    }
    const { clock, given, refresh, owedAgain } = setUp()
    given.scan = () => ({ isRunning: false, last: { ...ended, status: 'aborted' } })
    await refresh([1])
    isAway = true
    await clock.pass(20 * 60_000)
    expect(owedAgain()).toBe(0)
    isAway = false
    await clock.pass(60_000)
    expect(owedAgain()).toBe(1)
    expect(await real.completions.owed('jellyfin')).toHaveLength(1)
  })

  test('whose scan broke off is owed again, and asked for at once', async () => {
    const { clock, given, refresh, results, owedAgain } = setUp()
    given.scan = () => ({ isRunning: false, last: { ...ended, status: 'aborted' } })
    await refresh([1])
    await clock.pass(10_000)
    expect(owedAgain()).toBe(1)
    expect((await store.completions.owed('jellyfin')).map(({ id }) => id)).toEqual([idOf(1)])
    expect(await results()).toMatchObject({ 'Film 1': { scan: { status: 'aborted' } } })
  })

  test('whose scan somebody has cancelled is not', async () => {
    const { clock, given, refresh, owedAgain } = setUp()
    given.scan = () => ({ isRunning: false, last: { ...ended, status: 'cancelled' } })
    await refresh([1])
    await clock.pass(10_000)
    expect(owedAgain()).toBe(0)
  })

  test('of hundreds looks for the first two hundred, all at once', async () => {
    const { clock, given, asked, refresh, results } = setUp()
    for (let number = 1; number <= 250; number += 1) given.items.add(`/media/Film ${number}`)
    await refresh(Array.from({ length: 250 }, (_, number) => number + 1))
    await clock.pass(10_000)
    expect(asked).toHaveLength(200)
    expect(await results()).toMatchObject({
      'Film 200': { item: 'found', scan: ended },
      'Film 250': { item: 'unknown', scan: ended },
    })
  })
})

describe('the scan that a refresh began', () => {
  test('is told once it has ended', async () => {
    const { clock, given, refresh } = setUp()
    given.scan = () => ({ isRunning: true, percentage: 5, last: null })
    const outcome = await refresh([2])
    await clock.pass(60_000)
    expect(outcome()).toEqual({ lastScan: null, isScanAwaited: true, scanFault: null, missing: 0 })
    given.scan = () => ({ isRunning: false, last: ended })
    await clock.pass(60_000)
    expect(outcome()).toEqual({
      lastScan: { endedAt: 3000, tookMs: 1000, status: 'completed' },
      isScanAwaited: false,
      scanFault: null,
      missing: 1,
    })
    given.items.add('/media/Film 2')
    await clock.pass(60_000)
    expect(outcome().missing).toBe(0)
  })

  test('is said not to be seen while the server does not answer, and since when', async () => {
    const { clock, given, refresh } = setUp()
    given.scan = () => {
      throw new Unavailable('away', { code: 'refused' })
    }
    const outcome = await refresh([1])
    await clock.pass(5000)
    const since = clock.now()
    await clock.pass(60_000)
    expect(outcome()).toMatchObject({ isScanAwaited: true, scanFault: { code: 'refused', since } })
    given.scan = () => ({ isRunning: false, last: ended })
    await clock.pass(60_000)
    expect(outcome()).toMatchObject({ isScanAwaited: false, scanFault: null })
  })

  test('is told of a refresh that no torrent was owed, and nothing is looked for', async () => {
    const { clock, given, refresh, owedAgain } = setUp()
    let looks = 0
    given.libraries = () => {
      looks += 1
      return []
    }
    given.scan = () => ({ isRunning: false, last: { ...ended, status: 'failed' } })
    const scan = await refresh([])
    await clock.pass(120_000)
    expect(scan()).toMatchObject({ lastScan: { status: 'failed' }, isScanAwaited: false })
    expect([looks, owedAgain()]).toEqual([0, 0])
  })
})

test('what came of a refresh of one place waits for no scan', async () => {
  const { clock, given, refresh, results } = setUp()
  given.scan = () => ({ isRunning: true, percentage: 5, last: null })
  await refresh([1], 'targeted')
  await clock.pass(15_000)
  expect(await results()).toMatchObject({ 'Film 1': { scan: null, item: 'found' } })
})

test('the stop of the service ends the watching, and nothing is made up', async () => {
  const { clock, stopping, given, outcomes, refresh, results } = setUp()
  given.scan = () => ({ isRunning: true, percentage: 5, last: null })
  await refresh([1])
  await clock.pass(10_000)
  stopping.abort()
  await outcomes.ended()
  expect(await results()).toEqual({ 'Film 1': null })
})
