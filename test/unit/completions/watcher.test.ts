import { heapStats } from 'bun:jsc'
import { afterEach, describe, expect, test } from 'bun:test'
import { createComparison } from '../../../src/completions/comparison.ts'
import { createLedger } from '../../../src/completions/ledger.ts'
import type { ChangeSource } from '../../../src/completions/source.ts'
import { StreamUnsupported } from '../../../src/completions/stream.ts'
import {
  type ChangeSources,
  createWatcher,
  type Watcher,
} from '../../../src/completions/watcher.ts'
import { completionId, isComplete, type Torrent } from '../../../src/domain.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { Unavailable } from '../../../src/upstream-error.ts'
import { eventually } from '../../support/eventually.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { silentLog } from '../../support/silent-log.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { timings } from '../../support/timings.ts'
import { torrent } from '../../support/torrents.ts'

/** A source that a test feeds; it has nothing to say until then. */
const createFeed = (mode: ChangeSource['mode']) => {
  const waiting: ((answer: () => Torrent[]) => void)[] = []
  const answers: (() => Torrent[])[] = []
  const say = (answer: () => Torrent[]) => {
    const next = waiting.shift()
    if (next) next(answer)
    else answers.push(answer)
  }
  let isClosed = false
  const source: ChangeSource = {
    mode,
    async next() {
      const answer =
        answers.shift() ?? (await new Promise<() => Torrent[]>((resolve) => waiting.push(resolve)))
      return answer()
    },
    async close() {
      isClosed = true
    },
  }
  return {
    source,
    tell: (...torrents: Torrent[]) => say(() => torrents),
    breakDown: () =>
      say(() => {
        throw new Unavailable('it broke', { code: 'store-down' })
      }),
    isClosed: () => isClosed,
  }
}

const forever = () => new Promise<never>(() => {})
const heapSize = () => {
  const { heapSize: own, extraMemorySize } = heapStats()
  return own + extraMemorySize
}

const watchers: Watcher[] = []
afterEach(async () => {
  for (const watcher of watchers.splice(0)) await watcher.stop()
})

/** A watcher over a real store, with `all` as the torrents that a comparison finds. */
const setUp = async ({
  all = [],
  sources,
  hasBaseline = true,
  waits = {},
}: {
  all?: Torrent[]
  sources: ChangeSources
  hasBaseline?: boolean
  waits?: Partial<typeof timings>
}) => {
  const store = temporaryStore()
  if (hasBaseline) await store.completions.markBaseline()
  const settings = fixedSettings({ jellyfin: 'http://jellyfin:8096' })
  const ledger = createLedger({
    isManaged: async () => false,
    store,
    settings,
    clock: systemClock,
    log: silentLog,
  })
  const census = {
    async *complete() {
      yield all.filter(isComplete)
    },
    async *ids() {
      yield all.map(({ id }) => id)
    },
  }
  const deps = { clock: systemClock, log: silentLog }
  const watcher = createWatcher({
    sources,
    ledger,
    comparison: createComparison({ store, ledger, census, ...deps }),
    malformed: () => 0,
    timings: { ...timings, ...waits },
    ...deps,
  })
  watchers.push(watcher)
  watcher.start()
  const owed = async () => (await store.completions.owed('jellyfin')).map(({ id }) => id)
  return { watcher, store, owed, settings }
}

const streamOf = (feed: ReturnType<typeof createFeed>): ChangeSources => ({
  stream: async () => feed.source,
  polling: async () => createFeed('polling').source,
})

describe('the first comparison ever', () => {
  test('marks what is complete as known, and nobody is owed a refresh for it', async () => {
    const feed = createFeed('stream')
    const old = torrent(1)
    const { watcher, owed } = await setUp({
      all: [old],
      sources: streamOf(feed),
      hasBaseline: false,
    })
    await eventually(() => watcher.state().hasBaseline)
    feed.tell(old, torrent(2))
    await eventually(async () => (await owed()).length > 0)
    expect(await owed()).toEqual([completionId(torrent(2))])
  })

  test('is not done while the torrents cannot be read', async () => {
    const all: Torrent[] = []
    Object.defineProperty(all, 'filter', {
      value: () => {
        throw new Unavailable('MongoDB is away', { code: 'store-down' })
      },
    })
    const { watcher, store } = await setUp({
      all,
      sources: streamOf(createFeed('stream')),
      hasBaseline: false,
    })
    await eventually(() => watcher.state().isFailing)
    expect(watcher.state().hasBaseline).toBe(false)
    expect(await store.completions.hasBaseline()).toBe(false)
  })
})

describe('a torrent', () => {
  test('that finished while nobody watched is found by the comparison', async () => {
    const { owed } = await setUp({ all: [torrent(1)], sources: streamOf(createFeed('stream')) })
    await eventually(async () => (await owed()).length === 1)
  })

  test('that flaps between active and completed is owed once', async () => {
    const feed = createFeed('stream')
    const { owed, store } = await setUp({ sources: streamOf(feed) })
    for (const status of ['completed', 'active', 'completed', 'stopped', 'completed'] as const) {
      feed.tell(torrent(1, { status }))
    }
    feed.tell(torrent(2))
    await eventually(async () => (await owed()).length === 2)
    await store.completions.settle(await owed(), { server: 'jellyfin', outcome: 'asked', at: 1 })
    feed.tell(torrent(1))
    feed.tell(torrent(3))
    await eventually(async () => (await owed()).length === 1)
    expect(await owed()).toEqual([completionId(torrent(3))])
  })

  test('that was deleted and added again is owed again', async () => {
    const feed = createFeed('stream')
    const { owed } = await setUp({ sources: streamOf(feed) })
    feed.tell(torrent(1))
    feed.tell(torrent(1, { createdAt: torrent(1).createdAt + 1 }))
    await eventually(async () => (await owed()).length === 2)
  })

  test('that was stopped in the moment of its last byte is owed', async () => {
    const feed = createFeed('stream')
    const { owed } = await setUp({ sources: streamOf(feed) })
    feed.tell(torrent(1, { status: 'stopped', doneBytes: 999 }))
    feed.tell(torrent(1, { status: 'stopped', doneBytes: 1000 }))
    await eventually(async () => (await owed()).length === 1)
  })

  test('without bytes, or with some missing, is not owed', async () => {
    const feed = createFeed('stream')
    const { owed } = await setUp({ sources: streamOf(feed) })
    feed.tell(torrent(1, { status: 'active', totalBytes: 0, doneBytes: 0 }))
    feed.tell(torrent(2, { status: 'active', doneBytes: 999 }))
    feed.tell(torrent(3, { status: 'error', doneBytes: 0 }))
    feed.tell(torrent(4))
    await eventually(async () => (await owed()).length > 0)
    expect(await owed()).toEqual([completionId(torrent(4))])
  })

  test('is owed to the servers that are switched on at that moment, and to no other', async () => {
    const feed = createFeed('stream')
    const { settings, store } = await setUp({ sources: streamOf(feed) })
    feed.tell(torrent(1))
    await eventually(async () => (await store.completions.owed('jellyfin')).length === 1)
    settings.set('emby', { enabled: true, url: 'http://emby:8096', apiKey: 'key' })
    feed.tell(torrent(2))
    await eventually(async () => (await store.completions.owed('jellyfin')).length === 2)
    expect(await store.completions.owed('emby')).toHaveLength(1)
  })
})

describe('a source', () => {
  test('that breaks is closed and opened again, and what was missed is found', async () => {
    const all: Torrent[] = []
    const feeds = [createFeed('stream'), createFeed('stream')]
    let opened = 0
    const { watcher, owed } = await setUp({
      all,
      sources: {
        stream: async () => feeds[opened++]?.source ?? createFeed('stream').source,
        polling: async () => createFeed('polling').source,
      },
    })
    feeds[0]?.tell()
    await eventually(() => watcher.state().mode === 'stream')
    all.push(torrent(1))
    feeds[0]?.breakDown()
    await eventually(() => watcher.state().isFailing)
    expect(feeds[0]?.isClosed()).toBe(true)
    await eventually(async () => (await owed()).length === 1)
    feeds[1]?.tell()
    await eventually(() => !watcher.state().isFailing)
  })

  test('that misses a change is caught by the comparison in between', async () => {
    const all: Torrent[] = []
    const feed = createFeed('stream')
    const { owed } = await setUp({ all, sources: streamOf(feed), waits: { reconcileInterval: 1 } })
    all.push(torrent(1))
    feed.tell()
    await eventually(async () => (await owed()).length === 1)
  })

  test.each(['standalone', 'not-permitted'] as const)(
    'that MongoDB refuses (%s) gives way to polling, and is tried again later',
    async (reason) => {
      const stream = createFeed('stream')
      let refusals = 2
      let closed = 0
      const polling: ChangeSource = {
        mode: 'polling',
        async next() {
          await Bun.sleep(50)
          return []
        },
        async close() {
          closed += 1
        },
      }
      const { watcher } = await setUp({
        sources: {
          stream: async () => {
            if (refusals-- > 0) throw new StreamUnsupported(reason)
            return stream.source
          },
          polling: async () => polling,
        },
        waits: { streamProbeInterval: 1 },
      })
      await eventually(() => watcher.state().mode === 'polling')
      expect(watcher.state().reason).toBe(reason)
      stream.tell()
      await eventually(() => watcher.state().mode === 'stream')
      expect(watcher.state().reason).toBeNull()
      expect(closed).toBe(2)
    }
  )

  test('is no reason any more once the stream is back, though there was no polling between', async () => {
    const first = createFeed('stream')
    const second = createFeed('stream')
    const opened: (() => Promise<ChangeSource>)[] = [
      async () => first.source,
      async () => {
        throw new StreamUnsupported('not-initiated')
      },
      async () => second.source,
    ]
    const { watcher } = await setUp({
      sources: {
        stream: () => opened.shift()?.() ?? Promise.resolve(second.source),
        polling: () => Promise.reject(new Unavailable('not initiated', { code: 'store-down' })),
      },
    })
    first.tell()
    await eventually(() => watcher.state().mode === 'stream')
    first.breakDown()
    await eventually(() => watcher.state().reason === 'not-initiated', { timeoutMs: 10_000 })
    await eventually(() => opened.length === 0, { timeoutMs: 10_000 })
    second.tell()
    await eventually(() => !watcher.state().isFailing, { timeoutMs: 10_000 })
    expect(watcher.state()).toMatchObject({ mode: 'stream', reason: null })
  })

  test('that learns only on reading that it lacks the privilege gives way to polling', async () => {
    const polling = createFeed('polling')
    const { watcher } = await setUp({
      sources: {
        stream: async () => ({
          mode: 'stream',
          next: () => Promise.reject(new StreamUnsupported('not-permitted')),
          close: async () => {},
        }),
        polling: async () => polling.source,
      },
    })
    polling.tell()
    await eventually(() => watcher.state().mode === 'polling')
    expect(watcher.state().reason).toBe('not-permitted')
  })

  test('that fails wakes those who pay, for the failed write may have been done', async () => {
    const feed = createFeed('stream')
    const { watcher } = await setUp({ sources: streamOf(feed) })
    const woken = new Promise<string>((resolve) => {
      watcher.recorded.listen(() => resolve('woken'))
    })
    feed.breakDown()
    expect(await woken).toBe('woken')
  })

  test('that is looked at for months leaves nothing behind', async () => {
    Bun.gc(true)
    const before = heapSize()
    let looks = 0
    const { watcher } = await setUp({
      sources: {
        stream: null,
        polling: async () => ({
          mode: 'engine',
          async next() {
            looks += 1
            // As long as a list of a few hundred torrents.
            return looks <= 4000 ? [torrent(1, { name: 'x'.repeat(20_000) + looks })] : forever()
          },
          async close() {},
        }),
      },
    })
    await eventually(() => looks > 4000)
    Bun.gc(true)
    expect(heapSize() - before).toBeLessThan(20_000_000)
    await watcher.stop()
  })

  test('that never answers does not hold up the stop', async () => {
    const { watcher } = await setUp({ sources: streamOf(createFeed('stream')) })
    await eventually(() => watcher.state().hasBaseline)
    const stopped = watcher.stop().then(() => 'stopped')
    expect(await Promise.race([stopped, Bun.sleep(1000)])).toBe('stopped')
  })
})
