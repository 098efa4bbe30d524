import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Unavailable } from '../../../src/upstream-error.ts'
import { timings } from '../../support/timings.ts'
import { infoHash } from '../../support/torrents.ts'
import { LOOK, type PayerBench, POST, startPayerBench } from './payer-bench.ts'

let bench: PayerBench
beforeEach(() => {
  bench = startPayerBench()
})
afterEach(() => bench.stop())

const LIBRARIES = 'GET /Library/VirtualFolders'
const answer = (status: number) => bench.server.on(POST, () => new Response(null, { status }))

/** A payer of a server that took a refresh a minute ago: half of its pause is over. */
const payOneRefresh = async () => {
  const payer = bench.startPayer()
  await bench.finish(1)
  await payer.run(60_000)
  bench.clock.advance(60_000)
  bench.server.requests.length = 0
  return payer
}

describe('a refresh that the owner asks for by hand', () => {
  test('is one of all libraries, at once, although nothing is owed', async () => {
    const payer = bench.startPayer()
    await payer.step(bench.settingsOf())
    expect([payer.state().phase, bench.posts()]).toEqual(['settled', 0])
    payer.refreshNow()
    await payer.step(bench.settingsOf())
    expect(bench.server.requests).toEqual([LOOK, POST])
    expect(bench.asked).toMatchObject([{ debts: [], paid: [{ ids: [], scope: 'full' }] }])
    await payer.step(bench.settingsOf())
    expect(payer.state()).toMatchObject({ phase: 'settled', lastAcceptedAt: bench.clock.now() })
    expect(bench.posts()).toBe(1)
  })

  test('does not wait for the quiet time, and pays what is owed', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.step(bench.settingsOf())
    expect(payer.state().phase).toBe('quiet')
    payer.refreshNow()
    await payer.run(0)
    expect([bench.posts(), await bench.owed()]).toEqual([1, 0])
  })

  test('does not wait for the minimum pause, and begins another one', async () => {
    const payer = await payOneRefresh()
    payer.refreshNow()
    await payer.run(0)
    expect(bench.posts()).toBe(1)
    await bench.finish(2)
    bench.clock.advance(5000)
    expect(await payer.step(bench.settingsOf())).toBe(timings.refreshMinInterval - 5000)
    expect(payer.state().phase).toBe('pause')
  })

  test('does not wait for imports; what waits for its own stays owed for after it', async () => {
    const settings = bench.settingsOf({ after: 'import' })
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'], true)
    await bench.finish(2, ['jellyfin'])
    payer.refreshNow()
    await payer.step(settings)
    expect(bench.posts()).toBe(1)
    expect(bench.asked[0]?.paid).toEqual([{ ids: [`${infoHash(2)}:1`], scope: 'full' }])
    await payer.step(settings)
    expect(payer.state()).toMatchObject({ phase: 'import', owed: 1 })
    bench.clock.advance(1000)
    payer.refreshNow()
    await payer.step(settings)
    expect([bench.posts(), await bench.owed()]).toEqual([2, 1])
  })

  test('is one of all libraries, too, where the owner wants the places of torrents alone', async () => {
    const settings = bench.settingsOf({ refresh: 'targeted' })
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'])
    payer.refreshNow()
    await payer.step(settings)
    expect(bench.server.requests).toEqual([LOOK, POST])
    expect((await bench.store.completions.recent({ limit: 1 }))[0]?.settled).toMatchObject([
      { outcome: 'asked', scope: 'full' },
    ])
  })

  test('is one, however often he asks before the server has taken it, and right afterwards', async () => {
    const payer = bench.startPayer()
    bench.server.on(POST, () => {
      payer.refreshNow()
      return new Response(null, { status: 204 })
    })
    payer.refreshNow()
    payer.refreshNow()
    await payer.run(0)
    bench.clock.advance(999)
    payer.refreshNow()
    await payer.run(10_000)
    expect(bench.posts()).toBe(1)
  })

  test('while the place of a torrent alone is asked for follows that', async () => {
    const settings = bench.settingsOf({
      refresh: 'targeted',
      pathMap: [{ from: '/data', to: '/media' }],
    })
    const payer = bench.startPayer()
    bench.server.on('GET /Library/VirtualFolders', () =>
      Response.json([{ Name: 'Films', ItemId: 'films', Locations: ['/media'] }])
    )
    bench.server.on('POST /Items/films/Refresh', () => {
      payer.refreshNow()
      return new Response(null, { status: 204 })
    })
    await bench.finish(1, ['jellyfin'])
    await payer.run(10_000, settings)
    expect(bench.asked).toMatchObject([
      { paid: [{ scope: 'targeted' }] },
      { debts: [], paid: [{ ids: [], scope: 'full' }] },
    ])
    expect(bench.posts()).toBe(1)
  })

  test('outlives a restart, and is asked for at once then', async () => {
    const payer = bench.startPayer()
    answer(401)
    payer.refreshNow()
    await payer.step(bench.settingsOf())
    expect(payer.state().phase).toBe('paused')
    answer(204)
    const restarted = bench.startPayer()
    bench.server.requests.length = 0
    await restarted.run(600_000)
    expect(bench.posts()).toBe(1)
    expect(bench.asked).toMatchObject([{ paid: [{ ids: [], scope: 'full' }] }])
  })

  test('is not asked for again after a restart once the server has taken it', async () => {
    const payer = bench.startPayer()
    payer.refreshNow()
    await payer.run(0)
    const restarted = bench.startPayer()
    await restarted.run(600_000)
    expect([bench.posts(), restarted.state().phase]).toEqual([1, 'settled'])
  })

  test('is written down before the server is asked', async () => {
    const payer = bench.startPayer()
    let wasWanted = false
    bench.server.on(POST, async () => {
      wasWanted = await bench.store.refreshes.isWanted('jellyfin')
      return new Response(null, { status: 204 })
    })
    payer.refreshNow()
    await payer.step(bench.settingsOf())
    expect(wasWanted).toBe(true)
  })
})

describe('a scan that runs when the owner asks', () => {
  test('is never cancelled, but waited for', async () => {
    const payer = bench.startPayer()
    for (let percentage = 0; percentage < 100; percentage += 10) {
      bench.scan('Running', percentage)
      payer.refreshNow()
      expect(await payer.step(bench.settingsOf())).toBe(5000)
      expect(payer.state()).toMatchObject({
        phase: 'scan',
        owed: 0,
        nextTryAt: bench.clock.now() + 5000,
      })
      bench.clock.advance(5000)
    }
    expect(bench.posts()).toBe(0)
    bench.scan('Idle')
    await payer.run(600_000)
    expect(bench.posts()).toBe(1)
  })

  test('may be ours where the tasks are not shown: then the pause is waited for', async () => {
    bench.server.on(LOOK, () => new Response(null, { status: 403 }))
    const payer = await payOneRefresh()
    payer.refreshNow()
    expect(await payer.step(bench.settingsOf())).toBe(timings.refreshMinInterval - 60_000)
    expect([payer.state().phase, bench.posts()]).toEqual(['pause', 0])
    bench.clock.advance(timings.refreshMinInterval - 60_000)
    await payer.run(0)
    expect(bench.posts()).toBe(1)
  })

  test('may be ours where the tasks are not shown and the server never answered', async () => {
    bench.server.on(LOOK, () => new Response(null, { status: 403 }))
    answer(504)
    const payer = bench.startPayer()
    payer.refreshNow()
    await payer.step(bench.settingsOf())
    answer(204)
    bench.clock.advance(timings.refreshMinInterval - 1000)
    payer.refreshNow()
    expect(await payer.step(bench.settingsOf())).toBe(1000)
    expect(bench.posts()).toBe(1)
    bench.clock.advance(1000)
    await payer.run(0)
    expect(bench.posts()).toBe(2)
  })
})

describe('a refresh by hand that fails', () => {
  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
  ] as const)(
    'because the key is refused by now (%i) is known at once, also within the pause',
    async (status, code) => {
      const payer = await payOneRefresh()
      bench.server.on(LOOK, () => new Response(null, { status }))
      bench.server.on(LIBRARIES, () => new Response(null, { status }))
      payer.refreshNow()
      await payer.step(bench.settingsOf())
      expect(payer.state()).toMatchObject({ phase: 'paused', fault: { code } })
      expect(bench.posts()).toBe(0)
    }
  )

  test('is tried again as a debt is, until the server takes it', async () => {
    const payer = bench.startPayer()
    answer(503)
    payer.refreshNow()
    expect(await payer.step(bench.settingsOf())).toBe(2000)
    expect(payer.state()).toMatchObject({
      phase: 'retry',
      owed: 0,
      owedSince: null,
      fault: { code: 'service-unavailable' },
      nextTryAt: bench.clock.now() + 2000,
    })
    bench.clock.advance(1000)
    expect(await payer.step(bench.settingsOf())).toBe(1000)
    expect(bench.posts()).toBe(1)
    bench.clock.advance(1000)
    expect(await payer.step(bench.settingsOf())).toBe(4000)
    answer(204)
    bench.clock.advance(4000)
    await payer.run(600_000)
    expect(bench.posts()).toBe(3)
    expect(payer.state()).toMatchObject({ phase: 'settled', fault: null, nextTryAt: null })
  })

  test('does not fall back to the pause after the last refresh', async () => {
    const payer = await payOneRefresh()
    answer(503)
    payer.refreshNow()
    await payer.step(bench.settingsOf())
    answer(204)
    bench.clock.advance(2000)
    await payer.step(bench.settingsOf())
    expect(bench.posts()).toBe(2)
  })

  test('is tried at once when he asks again, also where the key was wrong', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    bench.server.on(LOOK, () => new Response(null, { status: 401 }))
    answer(401)
    bench.clock.advance(5000)
    expect(await payer.step(bench.settingsOf())).toBe(timings.refreshPausedRetry)
    payer.refreshNow()
    expect(await payer.step(bench.settingsOf())).toBe(timings.refreshPausedRetry)
    expect([bench.posts(), payer.state().phase]).toEqual([2, 'paused'])
    answer(204)
    payer.refreshNow()
    await payer.run(0)
    expect([bench.posts(), await bench.owed()]).toEqual([3, 0])
  })

  test('for want of a key is sent once there is one', async () => {
    const payer = bench.startPayer()
    payer.refreshNow()
    await payer.step(bench.settingsOf({ apiKey: '' }))
    expect(payer.state()).toMatchObject({ phase: 'paused', owed: 0, fault: { code: 'incomplete' } })
    await payer.step(bench.settingsOf())
    expect(bench.posts()).toBe(1)
  })

  test('because the store does not answer is said to wait for it, and is sent then', async () => {
    const payer = bench.startPayer()
    await payer.run(0)
    const { owed } = bench.store.completions
    bench.store.completions.owed = () =>
      Promise.reject(new Unavailable('away', { code: 'store-down' }))
    await expect(payer.step(bench.settingsOf())).rejects.toThrow('away')
    expect(payer.state().phase).toBe('settled')
    payer.refreshNow()
    await expect(payer.step(bench.settingsOf())).rejects.toThrow('away')
    expect(payer.state()).toMatchObject({ phase: 'store', owed: 0, nextTryAt: null })
    bench.store.completions.owed = owed
    await payer.run(0)
    expect([bench.posts(), payer.state().phase]).toEqual([1, 'settled'])
  })

  test('because the store is away is not asked for twice', async () => {
    const payer = bench.startPayer()
    const { accept } = bench.store.refreshes
    bench.store.refreshes.accept = () => Promise.reject(new Error('the disk is full'))
    payer.refreshNow()
    await expect(payer.step(bench.settingsOf())).rejects.toThrow('the disk is full')
    bench.store.refreshes.accept = accept
    await payer.run(600_000)
    expect([bench.posts(), bench.asked.length]).toEqual([1, 1])
  })
})

describe('a server that is switched off', () => {
  test('is not asked by hand either, and not when it is on again', async () => {
    const payer = bench.startPayer()
    payer.refreshNow()
    await payer.step(bench.settingsOf({ enabled: false }))
    expect(payer.state()).toMatchObject({ phase: 'off', nextTryAt: null })
    await payer.run(600_000)
    await bench.startPayer().run(600_000)
    expect(bench.server.requests).toEqual([])
  })

  test('while a refresh by hand is tried again is asked no more', async () => {
    const payer = bench.startPayer()
    answer(503)
    payer.refreshNow()
    await payer.step(bench.settingsOf())
    await payer.step(bench.settingsOf({ enabled: false }))
    bench.clock.advance(600_000)
    await payer.run(0)
    expect([bench.posts(), payer.state().phase]).toEqual([1, 'settled'])
  })
})
