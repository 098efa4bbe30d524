import { createApp, type Services } from '../../src/app.ts'
import { createClients } from '../../src/clients/clients.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createSignal } from '../../src/lib/signal.ts'
import { createRegistry } from '../../src/metrics/registry.ts'
import { createSessions } from '../../src/security/sessions.ts'
import { createSettings } from '../../src/settings/settings.ts'
import type { SettingsStore } from '../../src/store/store.ts'
import { createTorrentControl } from '../../src/torrents/control.ts'
import { createEngineClient } from '../../src/torrents/engine/engine.ts'
import { captureLog } from './captured-log.ts'
import { createMemorySessionStore } from './memory-session-store.ts'
import { refreshState, up, watcherState } from './states.ts'
import { temporaryStore } from './temporary-store.ts'

/** The whole HTTP surface over a real store, with an engine that has no torrents. */
export const buildApp = async ({
  config = {},
  store = temporaryStore(),
  isSetupKnown = true,
  ...others
}: Partial<Omit<Services, 'config' | 'store'>> & {
  config?: Partial<Services['config']>
  store?: { settings: SettingsStore }
  /** Whether the engine has told its folder. */
  isSetupKnown?: boolean
} = {}) => {
  const { log, lines } = captureLog()
  const clock = systemClock
  const settings = createSettings({ store, clock, log })
  const view = {
    torrents: [],
    takenAt: 0,
    source: 'engine',
    areSessionsKnown: true,
    ageMs: 0,
  } as const
  const auth = config.auth ?? { username: 'admin', password: null, apiKey: null }
  const sessions = createSessions({
    store: { sessions: createMemorySessionStore() },
    auth,
    clock,
    log,
  })
  sessions.start()
  const catalog = {
    list: async () => view,
    peek: () => view,
    invalidate() {},
    changed: createSignal<void>(),
  }
  const control = createTorrentControl({
    // Nothing listens there: whoever asks the engine for more than its list learns that it is away.
    engine: createEngineClient({ baseUrl: 'http://127.0.0.1:9', clock }),
    catalog,
    store: temporaryStore(),
    clock,
    log,
    signal: new AbortController().signal,
  })
  const handle = await createApp({
    config: {
      http: { hostname: '', port: 8070 },
      allowedHosts: [],
      allowedOrigins: [],
      isWidgetPublic: true,
      testRate: 30,
      ...config,
      auth,
    },
    settings,
    sessions,
    diagnose: async () => {
      throw new Error('no Test is expected')
    },
    seesFolder: async () => null,
    catalog,
    control: { ...control, isSetupKnown: () => isSetupKnown },
    clients: createClients({ clock }),
    fetchRemote: async () => {
      throw new Error('no link is expected')
    },
    completions: { recent: async () => [], count: async () => 0 },
    historyRevision: () => 0,
    metrics: createRegistry(),
    refreshNow() {},
    stopping: new AbortController().signal,
    usesMongo: false,
    watcher: () => watcherState({ mode: 'engine' }),
    refresh: () => refreshState({ phase: 'off' }),
    engine: () => up,
    clock,
    log,
    version: '1.2.3',
    ...others,
    store: () => up,
  })
  const send = (path: string, init: RequestInit = {}) =>
    handle(new Request(`http://nas:8070${path}`, init))
  const sendJson = (method: string, path: string, body: unknown) =>
    send(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
  return { handle, send, sendJson, settings, sessions, store, lines }
}
