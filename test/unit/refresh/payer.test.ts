import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { MediaServerSettings } from '../../../src/settings/schema.ts'
import { captureLog } from '../../support/captured-log.ts'
import { startScriptedServer } from '../../support/scripted-server.ts'
import { silentLog } from '../../support/silent-log.ts'
import { timings } from '../../support/timings.ts'
import { infoHash } from '../../support/torrents.ts'
import { LOOK, type PayerBench, POST, startPayerBench } from './payer-bench.ts'

let bench: PayerBench
beforeEach(() => {
  bench = startPayerBench()
})
afterEach(() => bench.stop())

describe('a finished torrent', () => {
  test('has the server asked after the quiet time, once, and is owed no more', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    expect(await payer.step(bench.settingsOf())).toBe(5000)
    expect(payer.state()).toMatchObject({ phase: 'quiet', owed: 1, owedSince: bench.clock.now() })
    expect(bench.server.requests).toEqual([])
    bench.clock.advance(5000)
    await payer.step(bench.settingsOf())
    expect(bench.server.requests).toEqual([LOOK, POST])
    expect(bench.server.lastHeaders().get('authorization')).toBe('MediaBrowser Token="key"')
    expect(await bench.owed()).toBe(0)
    expect((await bench.store.completions.recent({ limit: 1 }))[0]?.settled).toEqual([
      {
        server: 'jellyfin',
        outcome: 'asked',
        scope: 'full',
        scanBefore: null,
        at: bench.clock.now(),
      },
    ])
    await payer.step(bench.settingsOf())
    expect(payer.state()).toMatchObject({
      phase: 'settled',
      owed: 0,
      lastAcceptedAt: bench.clock.now(),
    })
  })

  test('shares its refresh with those that finish close to it', async () => {
    const payer = bench.startPayer()
    for (let number = 0; number < 5; number += 1) {
      await bench.finish(number)
      await payer.step(bench.settingsOf())
      bench.clock.advance(1000)
    }
    await payer.run(60_000)
    expect(bench.posts()).toBe(1)
    expect(await bench.owed()).toBe(0)
  })

  test('leaves the debt of the other server alone', async () => {
    await bench.finish(1)
    await bench.startPayer().run(60_000)
    expect(await bench.store.completions.owed('emby')).toHaveLength(1)
  })

  test('that finishes while the server is asked is owed another refresh', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    bench.server.on(POST, async () => {
      bench.server.on(POST, () => new Response(null, { status: 204 }))
      await bench.finish(2)
      return new Response(null, { status: 204 })
    })
    await payer.run(60_000)
    expect(await bench.owed()).toBe(1)
    await payer.run(200_000)
    expect([bench.posts(), await bench.owed()]).toEqual([2, 0])
  })
})

describe('settings that were changed a moment ago', () => {
  test('are a new chance, and what was wrong with the old ones is not said any more', async () => {
    let now = bench.settingsOf()
    const payer = bench.startPayer({}, silentLog, () => now)
    bench.server.on(POST, () => new Response(null, { status: 401 }))
    await bench.finish(1)
    await payer.run(60_000, now)
    expect(payer.state()).toMatchObject({ phase: 'paused', fault: { code: 'unauthorized' } })
    now = bench.settingsOf({ refresh: 'targeted' })
    expect(payer.state()).toMatchObject({ phase: 'paused', fault: { code: 'unauthorized' } })
    now = bench.settingsOf({ apiKey: 'another' })
    expect(payer.state()).toMatchObject({
      phase: 'asking',
      fault: null,
      nextTryAt: bench.clock.now(),
      owed: 1,
    })
  })

  test('lead to a server that has never taken a refresh, unless it is the same one', async () => {
    let now = bench.settingsOf()
    const payer = bench.startPayer({}, silentLog, () => now)
    await bench.finish(1)
    await payer.run(60_000, now)
    const { lastAcceptedAt } = payer.state()
    expect(lastAcceptedAt).not.toBeNull()
    now = bench.settingsOf({ url: `${now.url}/base` })
    expect(payer.state()).toMatchObject({ lastAcceptedAt })
    now = bench.settingsOf({ url: 'http://other:8096' })
    expect(payer.state()).toMatchObject({ lastAcceptedAt: null })
  })
})

describe('between two refreshes', () => {
  test('lie at least two minutes, also over a restart', async () => {
    await bench.finish(1)
    await bench.startPayer().run(60_000)
    await bench.finish(2)
    bench.clock.advance(5000)
    const restarted = bench.startPayer()
    expect(await restarted.step(bench.settingsOf())).toBe(115_000)
    expect(restarted.state().phase).toBe('pause')
    bench.clock.advance(115_000)
    await restarted.run(1000)
    expect(bench.posts()).toBe(2)
  })

  test('an address that comes back is still left alone for its two minutes', async () => {
    const payer = bench.startPayer()
    const moved = startScriptedServer()
    moved.on(LOOK, () => Response.json([]))
    moved.on(POST, () => new Response(null, { status: 204 }))
    await bench.finish(1)
    await payer.run(60_000)
    for (const [number, url] of [moved.url, bench.server.url].entries()) {
      await bench.finish(10 + number)
      bench.clock.advance(5000)
      await payer.step(bench.settingsOf({ url }))
    }
    expect([bench.posts(), payer.state().phase]).toEqual([1, 'pause'])
    await moved.stop()
  })

  test('a server at another address waits for nothing', async () => {
    await bench.finish(1)
    const payer = bench.startPayer()
    await payer.run(60_000)
    const moved = startScriptedServer()
    moved.on(LOOK, () => Response.json([]))
    moved.on(POST, () => new Response(null, { status: 204 }))
    await bench.finish(2)
    bench.clock.advance(5000)
    await payer.step(bench.settingsOf({ url: moved.url }))
    expect(moved.requests).toEqual([LOOK, POST])
    await moved.stop()
  })
})

describe('a library scan', () => {
  test('that runs is never cancelled, and one refresh follows it', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    bench.clock.advance(5000)
    for (let percentage = 0; percentage < 100; percentage += 1) {
      bench.scan(percentage % 2 ? 'Cancelling' : 'Running', percentage)
      expect(await payer.step(bench.settingsOf())).toBe(5000)
      expect(payer.state().phase).toBe('scan')
      bench.clock.advance(600_000)
    }
    expect(bench.posts()).toBe(0)
    bench.scan('Idle')
    await payer.run(1000)
    expect(bench.posts()).toBe(1)
  })

  test('that stands still for an hour holds nothing back, and the history says so', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    bench.scan('Running', 42)
    await payer.run(3_600_000)
    expect(bench.posts()).toBe(0)
    await payer.run(60_000)
    expect(bench.posts()).toBe(1)
    expect((await bench.store.completions.recent({ limit: 1 }))[0]?.settled[0]).toMatchObject({
      note: 'scan-stuck',
    })
  })

  test.each([401, 403, 404])(
    'that the key may not see (%p) does not hold the refresh back',
    async (status) => {
      bench.server.on(LOOK, () => new Response(null, { status }))
      await bench.finish(1)
      await bench.startPayer().run(60_000)
      expect([bench.posts(), await bench.owed()]).toEqual([1, 0])
    }
  )

  test.each([500, 503, 302])(
    'that cannot be looked at (%p) is a failed try without a refresh',
    async (status) => {
      bench.server.on(LOOK, () => new Response(null, { status, headers: { location: '/x' } }))
      const payer = bench.startPayer()
      await bench.finish(1)
      bench.clock.advance(5000)
      await payer.step(bench.settingsOf())
      expect(bench.posts()).toBe(0)
      expect(payer.state().fault).not.toBeNull()
    }
  )
})

describe('a refresh that fails', () => {
  const failing = (status: number, headers: Record<string, string> = {}) =>
    bench.server.on(POST, () => new Response(null, { status, headers }))

  test('is sent once more at once in the first round, and later once a round', async () => {
    const payer = bench.startPayer()
    failing(500)
    await bench.finish(1)
    bench.clock.advance(5000)
    expect(await payer.step(bench.settingsOf())).toBe(2000)
    expect(bench.posts()).toBe(2)
    bench.clock.advance(2000)
    expect(await payer.step(bench.settingsOf())).toBe(4000)
    expect(bench.posts()).toBe(3)
    expect(payer.state()).toMatchObject({ phase: 'retry', fault: { code: 'server-error' } })
  })

  test.each(['Running', 'Cancelling'])(
    'is not sent again into the scan that it has started (%s)',
    async (state) => {
      const payer = bench.startPayer()
      bench.server.on(POST, () => {
        bench.scan(state, 1)
        return new Response(null, { status: 502 })
      })
      await bench.finish(1)
      bench.clock.advance(5000)
      await payer.step(bench.settingsOf())
      expect(bench.server.requests).toEqual([LOOK, POST, LOOK])
      expect(payer.state().phase).toBe('scan')
      expect(await bench.owed()).toBe(1)
    }
  )

  test.each<[string, Partial<MediaServerSettings>]>([
    ['switched off', { enabled: false }],
    ['moved', { url: 'http://127.0.0.1:9' }],
  ])('is not sent again to a server that was %s meanwhile', async (_name, change) => {
    let latest = bench.settingsOf()
    const payer = bench.startPayer({}, silentLog, () => latest)
    bench.server.on(POST, () => {
      latest = bench.settingsOf(change)
      return new Response(null, { status: 500 })
    })
    await bench.finish(1)
    bench.clock.advance(5000)
    await payer.step(bench.settingsOf())
    expect(bench.posts()).toBe(1)
  })

  test.each([
    ['without a type', {}],
    ['as plain text', { 'content-type': 'text/plain' }],
    ['as XHTML', { 'content-type': 'Application/XHTML+XML' }],
  ])('because of a web page that comes %s stays owed', async (_name, headers) => {
    bench.server.on(
      POST,
      () => new Response(new TextEncoder().encode(' <!doctype html>'), { headers })
    )
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.run(60_000)
    expect(await bench.owed()).toBe(1)
  })

  test.each([301, 401, 403, 404, 429, 503])('with %p is not sent again at once', async (status) => {
    const payer = bench.startPayer()
    failing(status, { location: '/web/' })
    await bench.finish(1)
    bench.clock.advance(5000)
    await payer.step(bench.settingsOf())
    expect(bench.posts()).toBe(1)
    expect(await bench.owed()).toBe(1)
  })

  test('for an hour is still owed, and paid within 75 s after the server is back', async () => {
    const payer = bench.startPayer()
    failing(500)
    await bench.finish(1)
    await payer.run(3_600_000)
    const before = bench.posts()
    expect(await bench.owed()).toBe(1)
    bench.server.on(POST, () => new Response(null, { status: 204 }))
    await payer.run(75_000)
    expect([bench.posts() - before, await bench.owed()]).toEqual([1, 0])
    expect(payer.state().fault).toBeNull()
  })

  test('for a wrong key waits 15 minutes, or for other settings', async () => {
    const payer = bench.startPayer()
    failing(401)
    await bench.finish(1)
    bench.clock.advance(5000)
    expect(await payer.step(bench.settingsOf())).toBe(900_000)
    expect(payer.state().phase).toBe('paused')
    bench.clock.advance(1000)
    await payer.step(bench.settingsOf())
    expect(bench.posts()).toBe(1)
    bench.server.on(POST, () => new Response(null, { status: 204 }))
    await payer.step(bench.settingsOf({ apiKey: 'another' }))
    expect(await bench.owed()).toBe(0)
  })

  test('for want of a key is sent at once when the key is back', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.run(60_000)
    await bench.finish(2)
    bench.clock.advance(120_000)
    await payer.step(bench.settingsOf({ apiKey: '' }))
    expect(payer.state().phase).toBe('paused')
    await payer.step(bench.settingsOf())
    expect([bench.posts(), await bench.owed()]).toEqual([2, 0])
  })

  test('is not said to be over before the server has taken one', async () => {
    const { log, lines } = captureLog()
    const payer = bench.startPayer({}, log)
    failing(401)
    await bench.finish(1)
    bench.clock.advance(5000)
    await payer.step(bench.settingsOf())
    await payer.step(bench.settingsOf({ apiKey: 'another' }))
    expect(lines.filter((line) => line.includes('can be asked again'))).toEqual([])
    bench.server.on(POST, () => new Response(null, { status: 204 }))
    bench.clock.advance(900_000)
    await payer.step(bench.settingsOf({ apiKey: 'another' }))
    expect(lines.filter((line) => line.includes('can be asked again'))).toHaveLength(1)
  })

  test('waits as long as Retry-After says', async () => {
    const payer = bench.startPayer()
    failing(503, { 'retry-after': '90' })
    await bench.finish(1)
    bench.clock.advance(5000)
    expect(await payer.step(bench.settingsOf())).toBe(90_000)
  })

  test('because a web page answers in the place of the server stays owed', async () => {
    bench.server.on(
      POST,
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    )
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.run(60_000)
    expect(await bench.owed()).toBe(1)
    expect(payer.state().fault?.code).toBe('not-json')
  })
})

describe('a server', () => {
  test('that is switched off has its debts closed, and is not asked', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.step(bench.settingsOf({ enabled: false }))
    expect([bench.posts(), await bench.owed(), payer.state().phase]).toEqual([0, 0, 'off'])
    expect((await bench.store.completions.recent({ limit: 1 }))[0]?.settled[0]?.outcome).toBe(
      'switched-off'
    )
    await payer.run(60_000)
    expect(bench.posts()).toBe(0)
  })

  test('that is on without a key waits for its owner, and nothing is lost', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.step(bench.settingsOf({ apiKey: '' }))
    expect(payer.state()).toMatchObject({ phase: 'paused', owed: 1, fault: { code: 'incomplete' } })
    bench.clock.advance(5000)
    await payer.run(60_000)
    expect([bench.posts(), await bench.owed()]).toEqual([1, 0])
  })
})

describe('while the store is away', () => {
  test('a refresh that was taken is not asked for again, only written down later', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    bench.clock.advance(5000)
    const { settle } = bench.store.completions
    bench.store.completions.settle = () => Promise.reject(new Error('the disk is full'))
    await expect(payer.step(bench.settingsOf())).rejects.toThrow('the disk is full')
    bench.store.completions.settle = settle
    await payer.run(300_000)
    expect([bench.posts(), await bench.owed()]).toEqual([1, 0])
  })
})

describe('a refresh after the import', () => {
  const settings = () => bench.settingsOf({ after: 'import' })
  const importedBy = (number: number) => bench.store.completions.markImported([infoHash(number)])

  test('waits for the import of what a program is to import, and comes right after it', async () => {
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'], true)
    expect(await payer.step(settings())).toBe(timings.importWait)
    expect(payer.state()).toMatchObject({ phase: 'import', owed: 1 })
    bench.clock.advance(60_000)
    await importedBy(1)
    await payer.run(1000, settings())
    expect(bench.posts()).toBe(1)
  })

  test('waits no longer than it may', async () => {
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'], true)
    bench.clock.advance(timings.importWait - 1)
    await payer.run(0, settings())
    expect(bench.posts()).toBe(0)
    bench.clock.advance(1)
    await payer.run(10_000, settings())
    expect(bench.posts()).toBe(1)
  })

  test('comes at once for what nobody is to import, and later for the rest', async () => {
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'], true)
    await bench.finish(2, ['jellyfin'])
    await payer.run(10_000, settings())
    expect(bench.posts()).toBe(1)
    expect(await bench.owed()).toBe(1)
    expect(bench.asked[0]?.paid).toEqual([{ ids: [`${infoHash(2)}:1`], scope: 'full' }])
  })

  test('is not waited for where the owner wants it after the download', async () => {
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'], true)
    await payer.run(10_000)
    expect(bench.posts()).toBe(1)
  })
})

describe('a refresh of the place alone', () => {
  const LIBRARY = 'POST /Items/films/Refresh'
  const settings = () =>
    bench.settingsOf({ refresh: 'targeted', pathMap: [{ from: '/data', to: '/media' }] })
  const settlements = async () =>
    (await bench.store.completions.recent({ limit: 10 })).map(({ settled }) => settled[0])
  beforeEach(() => {
    bench.server.on('GET /Library/VirtualFolders', () =>
      Response.json([{ Name: 'Films', ItemId: 'films', Locations: ['/media'] }])
    )
    bench.server.on(LIBRARY, () => new Response(null, { status: 204 }))
  })

  test('asks for the library that holds it, as the server calls the place', async () => {
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.run(10_000, settings())
    expect(bench.server.requests).toContain(LIBRARY)
    expect(bench.posts()).toBe(0)
    expect(await settlements()).toMatchObject([{ outcome: 'asked', scope: 'targeted' }])
  })

  test('of what is in no library is one of all, and the history says so', async () => {
    bench.place = { path: '/elsewhere/Film', isFolder: true }
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.run(10_000, settings())
    expect(bench.posts()).toBe(1)
    expect(await settlements()).toMatchObject([{ scope: 'full', fallback: 'in-no-library' }])
  })

  test('of what nobody knows the place of is one of all, and the history says so', async () => {
    bench.place = null
    const payer = bench.startPayer()
    await bench.finish(1)
    await payer.run(10_000, settings())
    expect(bench.posts()).toBe(1)
    expect(await settlements()).toMatchObject([{ scope: 'full', fallback: 'place-unknown' }])
  })
})

describe('a server whose tasks are not shown, and that may have taken a refresh without an answer', () => {
  test('is left alone for the minimum pause: a scan may run that nobody sees', async () => {
    bench.server.on(LOOK, () => new Response(null, { status: 403 }))
    bench.server.on(POST, () => new Response(null, { status: 504 }))
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'])
    await payer.run(10_000)
    expect(bench.posts()).toBe(1)
    await payer.run(timings.refreshMinInterval - 10_000)
    expect(bench.posts()).toBe(1)
    bench.clock.advance(timings.refreshMinInterval)
    await payer.run(10_000)
    expect(bench.posts()).toBe(2)
  })

  test('is tried again soon where it was never reached', async () => {
    bench.server.on(LOOK, () => new Response(null, { status: 403 }))
    bench.server.on(POST, () => new Response(null, { status: 503 }))
    const payer = bench.startPayer()
    await bench.finish(1, ['jellyfin'])
    await payer.run(30_000)
    expect(bench.posts()).toBeGreaterThan(1)
  })
})
