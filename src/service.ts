import { createApp } from './app.ts'
import { createClients } from './clients/clients.ts'
import { createComparison } from './completions/comparison.ts'
import { createImports } from './completions/imports.ts'
import { createLedger } from './completions/ledger.ts'
import { engineSources, mongoSources } from './completions/sources.ts'
import { createWatcher } from './completions/watcher.ts'
import type { Config } from './config.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { monitorDependency } from './lib/dependency.ts'
import type { Log } from './lib/log.ts'
import { connectMongo } from './lib/mongo.ts'
import { listen } from './listen.ts'
import { diagnose } from './mediaserver/diagnose.ts'
import { createCounters } from './metrics/counters.ts'
import { createRegistry } from './metrics/registry.ts'
import { seesFolder } from './paths/sees-folder.ts'
import { createRefresher } from './refresh/refresher.ts'
import { createSessions } from './security/sessions.ts'
import { createSettings } from './settings/settings.ts'
import { openMongoStore } from './store/mongo.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { StoreTooNew } from './store/too-new.ts'
import { watchWrites } from './store/watch-writes.ts'
import { createCatalog } from './torrents/catalog/catalog.ts'
import { createTorrentControl } from './torrents/control.ts'
import { createEngineClient } from './torrents/engine/engine.ts'
import { createMalformedTally } from './torrents/records/malformed-tally.ts'
import { createTorrentRecords } from './torrents/records/records.ts'
import { createFetchRemoteTorrent } from './torrents/source/remote-torrent.ts'
import { nameProgramCalls } from './tracing/incoming.ts'
import { traceCalls } from './tracing/outgoing.ts'
import { type Tracer, untraced } from './tracing/tracer.ts'
import { version } from './version.ts'

/** How often store and engine are asked whether they are there, in milliseconds. */
const MONITOR_INTERVAL_MS = 3000

/** How long the loops may take to end by themselves, in milliseconds. */
const LOOPS_GRACE_MS = 2700

/** A service that listens, watches and refreshes. */
export type RunningService = {
  /** Where it listens. */
  url: URL
  /** Ends everything in reverse order. What is owed stays in the store. */
  stop(): Promise<void>
}

/**
 * Starts the whole service: store, services, app, and then the loops. Its dependencies may be
 * away, and come and go; it starts in any order with them.
 *
 * @param onFatal Called when the service learns later that it must not go on.
 * @throws {AddressInUse} When something else listens on the address.
 * @throws {StoreTooNew} When a newer version has written the store.
 */
export const startService = async ({
  config,
  log,
  tracer = untraced,
  clock = systemClock,
  onFatal,
}: {
  config: Config
  log: Log
  tracer?: Tracer
  clock?: Clock
  onFatal: (error: StoreTooNew) => void
}): Promise<RunningService> => {
  const { timings } = config
  const trace = traceCalls(tracer)
  const nameRoute = nameProgramCalls(tracer)
  const closing = new AbortController()
  const cutting = new AbortController()
  const connection = config.mongo && connectMongo({ ...config.mongo, log: log.child('mongo') })
  const { store, writeFailure, changed } = watchWrites(
    connection
      ? openMongoStore({ connection, clock, log: log.child('store') })
      : openSqliteStore({ dataDir: config.dataDir, clock, log: log.child('store') })
  )
  let historyRevision = 0
  changed.listen(() => {
    historyRevision += 1
  })
  const metrics = createRegistry()
  const counters = createCounters(metrics)
  const tally = createMalformedTally({ log: log.child('torrents') })
  const records = connection && createTorrentRecords({ connection, log: log.child('torrents') })
  const engine = createEngineClient({
    baseUrl: config.engineUrl,
    signal: cutting.signal,
    clock,
    observe: counters.engineCall,
    trace,
    // With MongoDB the records are gone through, and counted there.
    ...(records ? {} : { onMalformed: tally.note }),
  })
  const settings = createSettings({ store, clock, log: log.child('settings') })
  const sessions = createSessions({ store, auth: config.auth, clock, log: log.child('sessions') })
  const catalog = createCatalog({ engine, records, clock, log: log.child('torrents') })
  const control = createTorrentControl({
    engine,
    catalog,
    store,
    clock,
    log: log.child('torrents'),
    signal: cutting.signal,
  })

  const imports = createImports({ store, clock, signal: cutting.signal })
  control.released.listen(imports.note)
  const { locate, isManaged } = control.places
  const ledger = createLedger({
    store,
    settings,
    isManaged,
    clock,
    tracer,
    log: log.child('completions'),
  })
  const { sources, census } =
    connection && records
      ? mongoSources({ connection, records, timings, clock })
      : engineSources({ engine, timings, clock })
  const watcher = createWatcher({
    sources,
    ledger,
    comparison: createComparison({ store, ledger, census, clock, log: log.child('completions') }),
    malformed: records?.malformed ?? tally.count,
    timings,
    clock,
    log: log.child('completions'),
  })
  const refresher = createRefresher({
    store,
    settings,
    recorded: watcher.recorded,
    imported: imports.noted,
    locate,
    isManaged,
    timings,
    clock,
    observer: counters.refreshes,
    tracer,
    log: log.child('refresh'),
  })
  const storeMonitor = monitorDependency({
    name: connection ? 'MongoDB' : 'SQLite',
    async probe() {
      await store.ping().catch(endIfTooNew(onFatal))
      const failure = writeFailure()
      if (failure !== null) throw failure
    },
    intervalMs: MONITOR_INTERVAL_MS,
    clock,
    log: log.child('store'),
  })
  const engineMonitor = monitorDependency({
    name: 'the engine',
    probe: (signal) => engine.ping(signal),
    intervalMs: MONITOR_INTERVAL_MS,
    clock,
    log: log.child('torrents'),
  })

  const app = await createApp({
    config,
    settings,
    sessions,
    diagnose: (server) => diagnose({ ...server, trace }),
    seesFolder,
    catalog,
    control,
    clients: createClients({
      clock,
      onNote(noted) {
        counters.programCall(noted)
        nameRoute(noted)
      },
    }),
    onRefused: counters.refused,
    metrics,
    fetchRemote: createFetchRemoteTorrent({ signal: cutting.signal }),
    completions: store.completions,
    historyRevision: () => historyRevision,
    refreshNow: refresher.refreshNow,
    stopping: closing.signal,
    usesMongo: connection !== null,
    watcher: watcher.state,
    refresh: refresher.state,
    store: storeMonitor.state,
    engine: engineMonitor.state,
    clock,
    tracer,
    log: log.child('http'),
    version,
  })
  const listener = listen(config.http, app)

  const loops = [storeMonitor, engineMonitor, settings, sessions, control, watcher, refresher]
  for (const loop of loops) loop.start()

  return {
    url: listener.url,
    async stop() {
      // Pages that stand open would hold the listener up.
      closing.abort()
      await listener.stop()
      const ended = Promise.all(loops.map((loop) => loop.stop()))
      await Promise.race([ended, clock.sleep(LOOPS_GRACE_MS)])
      // What still waits for a neighbour that does not answer ends with its connection.
      cutting.abort()
      await store.close()
      await ended
    },
  }
}

/** A store that comes up later and turns out to be a newer version's must not be written to. */
const endIfTooNew =
  (onFatal: (error: StoreTooNew) => void) =>
  (error: unknown): never => {
    if (error instanceof StoreTooNew) onFatal(error)
    throw error
  }
