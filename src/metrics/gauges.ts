import { Gauge } from 'prom-client'
import type { WatcherState } from '../completions/state.ts'
import { type MediaServerKind, mediaServerKinds } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { DependencyState } from '../lib/dependency.ts'
import type { RefreshState } from '../refresh/state.ts'
import type { MetricsRegistry } from './registry.ts'
import { createTorrentGauges, type TorrentSources } from './torrent-gauges.ts'

/** What is read when somebody looks, and costs nothing before. */
export type GaugeSources = TorrentSources & {
  store: () => DependencyState
  engine: () => DependencyState
  watcher: () => WatcherState
  refresh: (kind: MediaServerKind) => RefreshState
  clock: Pick<Clock, 'now'>
  version: string
}

const modes = ['stream', 'polling', 'engine', 'standby'] as const
const phases = [
  'settled',
  'import',
  'quiet',
  'pause',
  'scan',
  'store',
  'asking',
  'retry',
  'paused',
] as const

/** Makes the gauges in a registry. */
export const createGauges = (registry: MetricsRegistry, sources: GaugeSources): void => {
  const registers = [registry]
  const { store, engine, watcher, refresh, clock, version } = sources
  const build = new Gauge({
    name: 'torrent_notifier_build_info',
    help: 'The version that runs.',
    labelNames: ['version'] as const,
    registers,
  })
  build.set({ version }, 1)
  new Gauge({
    name: 'torrent_notifier_dependency_up',
    help: 'Whether the store and the engine answer.',
    labelNames: ['dependency'] as const,
    registers,
    collect() {
      this.set({ dependency: 'store' }, store().status === 'up' ? 1 : 0)
      this.set({ dependency: 'engine' }, engine().status === 'up' ? 1 : 0)
    },
  })
  new Gauge({
    name: 'torrent_notifier_watcher_mode',
    help: 'How completions are noticed: 1 for the mode of the moment; all 0 while that fails.',
    labelNames: ['mode'] as const,
    registers,
    collect() {
      const { mode, isFailing } = watcher()
      for (const one of modes) this.set({ mode: one }, one === mode && !isFailing ? 1 : 0)
    },
  })
  new Gauge({
    name: 'torrent_notifier_owed',
    help: 'Completions for which a media server is owed a refresh.',
    labelNames: ['server'] as const,
    registers,
    collect() {
      for (const server of mediaServerKinds) this.set({ server }, refresh(server).owed)
    },
  })
  new Gauge({
    name: 'torrent_notifier_owed_seconds',
    help: 'For how long the oldest of them has been owed.',
    labelNames: ['server'] as const,
    registers,
    collect() {
      for (const server of mediaServerKinds) {
        const { owedSince } = refresh(server)
        this.set({ server }, owedSince === null ? 0 : Math.max(clock.now() - owedSince, 0) / 1000)
      }
    },
  })
  new Gauge({
    name: 'torrent_notifier_refresh_phase',
    help: 'What a media server’s debt waits for: 1 for the phase of the moment.',
    labelNames: ['server', 'phase'] as const,
    registers,
    collect() {
      for (const server of mediaServerKinds) {
        const now = refresh(server).phase
        for (const phase of phases) this.set({ server, phase }, phase === now ? 1 : 0)
      }
    },
  })
  createTorrentGauges(registry, sources)
}
