import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Completion } from '../../../src/domain.ts'
import { createMediaServer } from '../../../src/mediaserver/create.ts'
import type { ItemPath } from '../../../src/mediaserver/server.ts'
import { type AskedRefresh, createPayer } from '../../../src/refresh/payer.ts'
import type { MediaServerSettings } from '../../../src/settings/schema.ts'
import type { Store } from '../../../src/store/store.ts'
import { captureLog } from '../../support/captured-log.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'
import { silentLog } from '../../support/silent-log.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { timings } from '../../support/timings.ts'
import { infoHash } from '../../support/torrents.ts'

const POST = 'POST /Library/Refresh'
const LOOK = 'GET /ScheduledTasks'

let server: ScriptedServer
let store: Store
let clock: ManualClock
/** Where every torrent lies, and what was told of refreshes that were taken. */
let place: ItemPath | null
let asked: AskedRefresh[]

beforeEach(() => {
  server = startScriptedServer()
  store = temporaryStore()
  clock = createManualClock()
  place = { path: '/data/Film', isFolder: true }
  asked = []
  scan('Idle')
  server.on(POST, () => new Response(null, { status: 204 }))
})
afterEach(async () => {
  await server.stop()
  await store.close()
})

const scan = (state: string, percentage?: number) =>
  server.on(LOOK, () =>
    Response.json([
      { Key: 'OtherTask', State: 'Running' },
      { Key: 'RefreshLibrary', State: state, CurrentProgressPercentage: percentage },
    ])
  )

const finish = async (
  number: number,
  owed: Completion['owed'] = ['jellyfin', 'emby'],
  awaitsImport = false
) => {
  const torrentId = infoHash(number)
  const id = `${torrentId}:1`
  const seenAt = clock.now()
  const completedAt = Math.floor(seenAt / 1000)
  await store.completions.add([
    {
      id,
      torrentId,
      torrentName: `Film ${number}`,
      seenAt,
      completedAt,
      owed,
      awaitsImport,
      settled: [],
    },
  ])
}

const settingsOf = (change: Partial<MediaServerSettings> = {}): MediaServerSettings => {
  const settings = fixedSettings({ jellyfin: server.url })
  settings.set('jellyfin', change)
  return settings.last()?.jellyfin ?? expect.unreachable()
}

const startPayer = (
  waits: Partial<typeof timings> = {},
  log = silentLog,
  latest = (): MediaServerSettings | null => null
) => {
  const all = { ...timings, ...waits }
  const payer = createPayer({
    kind: 'jellyfin',
    store,
    connect: (address) => createMediaServer('jellyfin', { address, timeoutMs: all.refreshTimeout }),
    latest,
    locate: async () => place,
    onAsked: (refresh) => void asked.push(refresh),
    timings: all,
    clock,
    random: () => 1,
    log,
  })
  return {
    ...payer,
    /** Steps and waits as told, until nothing is owed or `ms` have passed. */
    async run(ms: number, settings = settingsOf()) {
      const end = clock.monotonic() + ms
      for (;;) {
        const wait = await payer.step(settings)
        if (payer.state().phase === 'settled' || clock.monotonic() + wait > end) return
        clock.advance(wait)
      }
    },
  }
}

const posts = () => server.requests.filter((call) => call === POST).length
const owed = async () => (await store.completions.owed('jellyfin')).length

describe('a finished torrent', () => {
  test('has the server asked after the quiet time, once, and is owed no more', async () => {
    const payer = startPayer()
    await finish(1)
    expect(await payer.step(settingsOf())).toBe(5000)
    expect(payer.state()).toMatchObject({ phase: 'quiet', owed: 1, owedSince: clock.now() })
    expect(server.requests).toEqual([])
    clock.advance(5000)
    await payer.step(settingsOf())
    expect(server.requests).toEqual([LOOK, POST])
    expect(server.lastHeaders().get('authorization')).toBe('MediaBrowser Token="key"')
    expect(await owed()).toBe(0)
    expect((await store.completions.recent(1))[0]?.settled).toEqual([
      { server: 'jellyfin', outcome: 'asked', scope: 'full', scanBefore: null, at: clock.now() },
    ])
    await payer.step(settingsOf())
    expect(payer.state()).toMatchObject({ phase: 'settled', owed: 0, lastAcceptedAt: clock.now() })
  })

  test('shares its refresh with those that finish close to it', async () => {
    const payer = startPayer()
    for (let number = 0; number < 5; number += 1) {
      await finish(number)
      await payer.step(settingsOf())
      clock.advance(1000)
    }
    await payer.run(60_000)
    expect(posts()).toBe(1)
    expect(await owed()).toBe(0)
  })

  test('leaves the debt of the other server alone', async () => {
    await finish(1)
    await startPayer().run(60_000)
    expect(await store.completions.owed('emby')).toHaveLength(1)
  })

  test('that finishes while the server is asked is owed another refresh', async () => {
    const payer = startPayer()
    await finish(1)
    server.on(POST, async () => {
      server.on(POST, () => new Response(null, { status: 204 }))
      await finish(2)
      return new Response(null, { status: 204 })
    })
    await payer.run(60_000)
    expect(await owed()).toBe(1)
    await payer.run(200_000)
    expect([posts(), await owed()]).toEqual([2, 0])
  })
})

describe('between two refreshes', () => {
  test('lie at least two minutes, also over a restart', async () => {
    await finish(1)
    await startPayer().run(60_000)
    await finish(2)
    clock.advance(5000)
    const restarted = startPayer()
    expect(await restarted.step(settingsOf())).toBe(115_000)
    expect(restarted.state().phase).toBe('pause')
    clock.advance(115_000)
    await restarted.run(1000)
    expect(posts()).toBe(2)
  })

  test('an address that comes back is still left alone for its two minutes', async () => {
    const payer = startPayer()
    const moved = startScriptedServer()
    moved.on(LOOK, () => Response.json([]))
    moved.on(POST, () => new Response(null, { status: 204 }))
    await finish(1)
    await payer.run(60_000)
    for (const [number, url] of [moved.url, server.url].entries()) {
      await finish(10 + number)
      clock.advance(5000)
      await payer.step(settingsOf({ url }))
    }
    expect([posts(), payer.state().phase]).toEqual([1, 'pause'])
    await moved.stop()
  })

  test('a server at another address waits for nothing', async () => {
    await finish(1)
    const payer = startPayer()
    await payer.run(60_000)
    const moved = startScriptedServer()
    moved.on(LOOK, () => Response.json([]))
    moved.on(POST, () => new Response(null, { status: 204 }))
    await finish(2)
    clock.advance(5000)
    await payer.step(settingsOf({ url: moved.url }))
    expect(moved.requests).toEqual([LOOK, POST])
    await moved.stop()
  })
})

describe('a library scan', () => {
  test('that runs is never cancelled, and one refresh follows it', async () => {
    const payer = startPayer()
    await finish(1)
    clock.advance(5000)
    for (let percentage = 0; percentage < 100; percentage += 1) {
      scan(percentage % 2 ? 'Cancelling' : 'Running', percentage)
      expect(await payer.step(settingsOf())).toBe(5000)
      expect(payer.state().phase).toBe('scan')
      clock.advance(600_000)
    }
    expect(posts()).toBe(0)
    scan('Idle')
    await payer.run(1000)
    expect(posts()).toBe(1)
  })

  test('that stands still for an hour holds nothing back, and the history says so', async () => {
    const payer = startPayer()
    await finish(1)
    scan('Running', 42)
    await payer.run(3_600_000)
    expect(posts()).toBe(0)
    await payer.run(60_000)
    expect(posts()).toBe(1)
    expect((await store.completions.recent(1))[0]?.settled[0]).toMatchObject({ note: 'scan-stuck' })
  })

  test.each([401, 403, 404])(
    'that the key may not see (%p) does not hold the refresh back',
    async (status) => {
      server.on(LOOK, () => new Response(null, { status }))
      await finish(1)
      await startPayer().run(60_000)
      expect([posts(), await owed()]).toEqual([1, 0])
    }
  )

  test.each([500, 503, 302])(
    'that cannot be looked at (%p) is a failed try without a refresh',
    async (status) => {
      server.on(LOOK, () => new Response(null, { status, headers: { location: '/x' } }))
      const payer = startPayer()
      await finish(1)
      clock.advance(5000)
      await payer.step(settingsOf())
      expect(posts()).toBe(0)
      expect(payer.state().fault).not.toBeNull()
    }
  )
})

describe('a refresh that fails', () => {
  const failing = (status: number, headers: Record<string, string> = {}) =>
    server.on(POST, () => new Response(null, { status, headers }))

  test('is sent once more at once in the first round, and later once a round', async () => {
    const payer = startPayer()
    failing(500)
    await finish(1)
    clock.advance(5000)
    expect(await payer.step(settingsOf())).toBe(2000)
    expect(posts()).toBe(2)
    clock.advance(2000)
    expect(await payer.step(settingsOf())).toBe(4000)
    expect(posts()).toBe(3)
    expect(payer.state()).toMatchObject({ phase: 'retry', fault: { code: 'server-error' } })
  })

  test.each(['Running', 'Cancelling'])(
    'is not sent again into the scan that it has started (%s)',
    async (state) => {
      const payer = startPayer()
      server.on(POST, () => {
        scan(state, 1)
        return new Response(null, { status: 502 })
      })
      await finish(1)
      clock.advance(5000)
      await payer.step(settingsOf())
      expect(server.requests).toEqual([LOOK, POST, LOOK])
      expect(payer.state().phase).toBe('scan')
      expect(await owed()).toBe(1)
    }
  )

  test.each<[string, Partial<MediaServerSettings>]>([
    ['switched off', { enabled: false }],
    ['moved', { url: 'http://127.0.0.1:9' }],
  ])('is not sent again to a server that was %s meanwhile', async (_name, change) => {
    let latest = settingsOf()
    const payer = startPayer({}, silentLog, () => latest)
    server.on(POST, () => {
      latest = settingsOf(change)
      return new Response(null, { status: 500 })
    })
    await finish(1)
    clock.advance(5000)
    await payer.step(settingsOf())
    expect(posts()).toBe(1)
  })

  test.each([
    ['without a type', {}],
    ['as plain text', { 'content-type': 'text/plain' }],
    ['as XHTML', { 'content-type': 'Application/XHTML+XML' }],
  ])('because of a web page that comes %s stays owed', async (_name, headers) => {
    server.on(POST, () => new Response(new TextEncoder().encode(' <!doctype html>'), { headers }))
    const payer = startPayer()
    await finish(1)
    await payer.run(60_000)
    expect(await owed()).toBe(1)
  })

  test.each([301, 401, 403, 404, 429, 503])('with %p is not sent again at once', async (status) => {
    const payer = startPayer()
    failing(status, { location: '/web/' })
    await finish(1)
    clock.advance(5000)
    await payer.step(settingsOf())
    expect(posts()).toBe(1)
    expect(await owed()).toBe(1)
  })

  test('for an hour is still owed, and paid within 75 s after the server is back', async () => {
    const payer = startPayer()
    failing(500)
    await finish(1)
    await payer.run(3_600_000)
    const before = posts()
    expect(await owed()).toBe(1)
    server.on(POST, () => new Response(null, { status: 204 }))
    await payer.run(75_000)
    expect([posts() - before, await owed()]).toEqual([1, 0])
    expect(payer.state().fault).toBeNull()
  })

  test('for a wrong key waits 15 minutes, or for other settings', async () => {
    const payer = startPayer()
    failing(401)
    await finish(1)
    clock.advance(5000)
    expect(await payer.step(settingsOf())).toBe(900_000)
    expect(payer.state().phase).toBe('paused')
    clock.advance(1000)
    await payer.step(settingsOf())
    expect(posts()).toBe(1)
    server.on(POST, () => new Response(null, { status: 204 }))
    await payer.step(settingsOf({ apiKey: 'another' }))
    expect(await owed()).toBe(0)
  })

  test('for want of a key is sent at once when the key is back', async () => {
    const payer = startPayer()
    await finish(1)
    await payer.run(60_000)
    await finish(2)
    clock.advance(120_000)
    await payer.step(settingsOf({ apiKey: '' }))
    expect(payer.state().phase).toBe('paused')
    await payer.step(settingsOf())
    expect([posts(), await owed()]).toEqual([2, 0])
  })

  test('is not said to be over before the server has taken one', async () => {
    const { log, lines } = captureLog()
    const payer = startPayer({}, log)
    failing(401)
    await finish(1)
    clock.advance(5000)
    await payer.step(settingsOf())
    await payer.step(settingsOf({ apiKey: 'another' }))
    expect(lines.filter((line) => line.includes('can be asked again'))).toEqual([])
    server.on(POST, () => new Response(null, { status: 204 }))
    clock.advance(900_000)
    await payer.step(settingsOf({ apiKey: 'another' }))
    expect(lines.filter((line) => line.includes('can be asked again'))).toHaveLength(1)
  })

  test('waits as long as Retry-After says', async () => {
    const payer = startPayer()
    failing(503, { 'retry-after': '90' })
    await finish(1)
    clock.advance(5000)
    expect(await payer.step(settingsOf())).toBe(90_000)
  })

  test('because a web page answers in the place of the server stays owed', async () => {
    server.on(POST, () => new Response('<html>', { headers: { 'content-type': 'text/html' } }))
    const payer = startPayer()
    await finish(1)
    await payer.run(60_000)
    expect(await owed()).toBe(1)
    expect(payer.state().fault?.code).toBe('not-json')
  })
})

describe('a server', () => {
  test('that is switched off has its debts closed, and is not asked', async () => {
    const payer = startPayer()
    await finish(1)
    await payer.step(settingsOf({ enabled: false }))
    expect([posts(), await owed(), payer.state().phase]).toEqual([0, 0, 'off'])
    expect((await store.completions.recent(1))[0]?.settled[0]?.outcome).toBe('switched-off')
    await payer.run(60_000)
    expect(posts()).toBe(0)
  })

  test('that is on without a key waits for its owner, and nothing is lost', async () => {
    const payer = startPayer()
    await finish(1)
    await payer.step(settingsOf({ apiKey: '' }))
    expect(payer.state()).toMatchObject({ phase: 'paused', owed: 1, fault: { code: 'incomplete' } })
    clock.advance(5000)
    await payer.run(60_000)
    expect([posts(), await owed()]).toEqual([1, 0])
  })
})

describe('while the store is away', () => {
  test('a refresh that was taken is not asked for again, only written down later', async () => {
    const payer = startPayer()
    await finish(1)
    clock.advance(5000)
    const { settle } = store.completions
    store.completions.settle = () => Promise.reject(new Error('the disk is full'))
    await expect(payer.step(settingsOf())).rejects.toThrow('the disk is full')
    store.completions.settle = settle
    await payer.run(300_000)
    expect([posts(), await owed()]).toEqual([1, 0])
  })
})

describe('a refresh after the import', () => {
  const settings = () => settingsOf({ after: 'import' })
  const importedBy = (number: number) => store.completions.markImported([infoHash(number)])

  test('waits for the import of what a program is to import, and comes right after it', async () => {
    const payer = startPayer()
    await finish(1, ['jellyfin'], true)
    expect(await payer.step(settings())).toBe(timings.importWait)
    expect(payer.state()).toMatchObject({ phase: 'import', owed: 1 })
    clock.advance(60_000)
    await importedBy(1)
    await payer.run(1000, settings())
    expect(posts()).toBe(1)
  })

  test('waits no longer than it may', async () => {
    const payer = startPayer()
    await finish(1, ['jellyfin'], true)
    clock.advance(timings.importWait - 1)
    await payer.run(0, settings())
    expect(posts()).toBe(0)
    clock.advance(1)
    await payer.run(10_000, settings())
    expect(posts()).toBe(1)
  })

  test('comes at once for what nobody is to import, and later for the rest', async () => {
    const payer = startPayer()
    await finish(1, ['jellyfin'], true)
    await finish(2, ['jellyfin'])
    await payer.run(10_000, settings())
    expect(posts()).toBe(1)
    expect(await owed()).toBe(1)
    expect(asked[0]?.paid).toEqual([{ ids: [`${infoHash(2)}:1`], scope: 'full' }])
  })

  test('is not waited for where the owner wants it after the download', async () => {
    const payer = startPayer()
    await finish(1, ['jellyfin'], true)
    await payer.run(10_000)
    expect(posts()).toBe(1)
  })
})

describe('a refresh of the place alone', () => {
  const LIBRARY = 'POST /Items/films/Refresh'
  const settings = () =>
    settingsOf({ refresh: 'targeted', pathMap: [{ from: '/data', to: '/media' }] })
  const settlements = async () =>
    (await store.completions.recent(10)).map(({ settled }) => settled[0])
  beforeEach(() => {
    server.on('GET /Library/VirtualFolders', () =>
      Response.json([{ Name: 'Films', ItemId: 'films', Locations: ['/media'] }])
    )
    server.on(LIBRARY, () => new Response(null, { status: 204 }))
  })

  test('asks for the library that holds it, as the server calls the place', async () => {
    const payer = startPayer()
    await finish(1)
    await payer.run(10_000, settings())
    expect(server.requests).toContain(LIBRARY)
    expect(posts()).toBe(0)
    expect(await settlements()).toMatchObject([{ outcome: 'asked', scope: 'targeted' }])
  })

  test('of what is in no library is one of all, and the history says so', async () => {
    place = { path: '/elsewhere/Film', isFolder: true }
    const payer = startPayer()
    await finish(1)
    await payer.run(10_000, settings())
    expect(posts()).toBe(1)
    expect(await settlements()).toMatchObject([{ scope: 'full', fallback: 'in-no-library' }])
  })

  test('of what nobody knows the place of is one of all, and the history says so', async () => {
    place = null
    const payer = startPayer()
    await finish(1)
    await payer.run(10_000, settings())
    expect(posts()).toBe(1)
    expect(await settlements()).toMatchObject([{ scope: 'full', fallback: 'place-unknown' }])
  })
})

describe('a server whose tasks are not shown, and that may have taken a refresh without an answer', () => {
  test('is left alone for the minimum pause: a scan may run that nobody sees', async () => {
    server.on(LOOK, () => new Response(null, { status: 403 }))
    server.on(POST, () => new Response(null, { status: 504 }))
    const payer = startPayer()
    await finish(1, ['jellyfin'])
    await payer.run(10_000)
    expect(posts()).toBe(1)
    await payer.run(timings.refreshMinInterval - 10_000)
    expect(posts()).toBe(1)
    clock.advance(timings.refreshMinInterval)
    await payer.run(10_000)
    expect(posts()).toBe(2)
  })

  test('is tried again soon where it was never reached', async () => {
    server.on(LOOK, () => new Response(null, { status: 403 }))
    server.on(POST, () => new Response(null, { status: 503 }))
    const payer = startPayer()
    await finish(1, ['jellyfin'])
    await payer.run(30_000)
    expect(posts()).toBeGreaterThan(1)
  })
})
