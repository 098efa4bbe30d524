import { expect } from 'bun:test'
import type { Completion } from '../../../src/domain.ts'
import { createMediaServer } from '../../../src/mediaserver/create.ts'
import type { ItemPath } from '../../../src/mediaserver/server.ts'
import type { AskedRefresh } from '../../../src/refresh/asked-refresh.ts'
import { createPayer, type Payer } from '../../../src/refresh/payer.ts'
import type { MediaServerSettings } from '../../../src/settings/schema.ts'
import type { Store } from '../../../src/store/store.ts'
import { traceCalls } from '../../../src/tracing/outgoing.ts'
import { type Tracer, untraced } from '../../../src/tracing/tracer.ts'
import { fixedSettings } from '../../support/fixed-settings.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts'
import { silentLog } from '../../support/silent-log.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { timings } from '../../support/timings.ts'
import { infoHash } from '../../support/torrents.ts'

export const POST = 'POST /Library/Refresh'
export const LOOK = 'GET /ScheduledTasks'

/** A Jellyfin that says what a test tells it to, and what it takes to refresh it. */
export type PayerBench = {
  server: ScriptedServer
  store: Store
  clock: ManualClock
  /** Where every torrent lies. */
  place: ItemPath | null
  /** What its work is told to. */
  tracer: Tracer
  /** What was told of refreshes that were taken. */
  asked: AskedRefresh[]
  /** Has the server say this of its library scan. */
  scan(state: string, percentage?: number): void
  /** Sees the torrent with this number complete. */
  finish(number: number, owed?: Completion['owed'], awaitsImport?: boolean): Promise<void>
  settingsOf(change?: Partial<MediaServerSettings>): MediaServerSettings
  startPayer(
    waits?: Partial<typeof timings>,
    log?: typeof silentLog,
    latest?: () => MediaServerSettings | null
  ): Payer & {
    /** Steps and waits as told, until nothing is owed or `ms` have passed. */
    run(ms: number, settings?: MediaServerSettings): Promise<void>
  }
  /** How often the server was asked to refresh. */
  posts(): number
  /** For how many torrents it is owed that. */
  owed(): Promise<number>
  stop(): Promise<void>
}

/** Starts the server, which has nothing to do and takes every refresh, with an empty store. */
export const startPayerBench = (): PayerBench => {
  const server = startScriptedServer()
  const store = temporaryStore()
  const clock = createManualClock()
  const bench: PayerBench = {
    server,
    store,
    clock,
    place: { path: '/data/Film', isFolder: true },
    tracer: untraced,
    asked: [],
    scan(state, percentage) {
      server.on(LOOK, () =>
        Response.json([
          { Key: 'OtherTask', State: 'Running' },
          { Key: 'RefreshLibrary', State: state, CurrentProgressPercentage: percentage },
        ])
      )
    },
    async finish(number, owed = ['jellyfin', 'emby'], awaitsImport = false) {
      const torrentId = infoHash(number)
      const seenAt = clock.now()
      const trace = bench.tracer.trace()
      await store.completions.add([
        {
          id: `${torrentId}:1`,
          torrentId,
          torrentName: `Film ${number}`,
          seenAt,
          completedAt: Math.floor(seenAt / 1000),
          owed,
          awaitsImport,
          settled: [],
          ...(trace === undefined ? {} : { trace }),
        },
      ])
    },
    settingsOf(change = {}) {
      const settings = fixedSettings({ jellyfin: server.url })
      settings.set('jellyfin', change)
      return settings.last()?.jellyfin ?? expect.unreachable()
    },
    startPayer(waits = {}, log = silentLog, latest = () => null) {
      const all = { ...timings, ...waits }
      const payer = createPayer({
        kind: 'jellyfin',
        store,
        connect: (address) =>
          createMediaServer('jellyfin', {
            address,
            timeoutMs: all.refreshTimeout,
            trace: traceCalls(bench.tracer),
          }),
        latest,
        locate: async () => bench.place,
        onAsked: (refresh) => void bench.asked.push(refresh),
        onFailed() {},
        timings: all,
        clock,
        random: () => 1,
        tracer: bench.tracer,
        log,
      })
      return {
        ...payer,
        async run(ms, settings = bench.settingsOf()) {
          const end = clock.monotonic() + ms
          for (;;) {
            const wait = await payer.step(settings)
            if (payer.state().phase === 'settled' || clock.monotonic() + wait > end) return
            clock.advance(wait)
          }
        },
      }
    },
    posts: () => server.requests.filter((call) => call === POST).length,
    owed: async () => (await store.completions.owed('jellyfin')).length,
    async stop() {
      await server.stop()
      await store.close()
    },
  }
  bench.scan('Idle')
  server.on(POST, () => new Response(null, { status: 204 }))
  return bench
}
