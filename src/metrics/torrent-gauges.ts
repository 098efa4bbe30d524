import { Gauge } from 'prom-client'
import { torrentStatuses } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Catalog, CatalogView } from '../torrents/catalog/catalog.ts'
import { Unavailable } from '../upstream-error.ts'
import type { MetricsRegistry } from './registry.ts'

export type TorrentSources = {
  catalog: Pick<Catalog, 'list' | 'peek'>
  clock: Pick<Clock, 'sleep'>
}

/** So long a monitor waits for a new look at the torrents, in milliseconds. */
const NEW_LOOK_WAIT_MS = 1000
/**
 * An engine that takes longer for its lists is told of by the look before, unless that is older, in
 * milliseconds. Monitors look twice a minute.
 */
const LONGEST_AGE_MS = 60_000

/**
 * Has the torrents looked at before they are told of: where no program lists them nobody else does.
 * An engine that hangs holds that up for a second at most.
 */
export const renewTorrents = async ({ catalog, clock }: TorrentSources): Promise<void> => {
  const answered = new AbortController()
  const late = clock.sleep(NEW_LOOK_WAIT_MS, answered.signal)
  try {
    await Promise.race([catalog.list(), late])
  } catch (error) {
    // The age of what was seen last tells that.
    if (!(error instanceof Unavailable)) throw error
  } finally {
    answered.abort()
  }
}

/**
 * What is known of the torrents now; `null` when it is only what was known once, and a graph is to
 * have a gap.
 */
const viewOfNow = (catalog: Pick<Catalog, 'peek'>): CatalogView | null => {
  const view = catalog.peek()
  return view !== null && view.source !== 'last' && view.ageMs <= LONGEST_AGE_MS ? view : null
}

/** Makes the gauges of torrents. Of what nobody knows there is no number, rather than 0. */
export const createTorrentGauges = (
  registry: MetricsRegistry,
  { catalog }: Pick<TorrentSources, 'catalog'>
): void => {
  const registers = [registry]
  new Gauge({
    name: 'torrent_notifier_torrents',
    help: 'Torrents by the state that the engine gives them; not told while nobody tells of them.',
    labelNames: ['state'] as const,
    registers,
    collect() {
      this.reset()
      const view = viewOfNow(catalog)
      if (view === null) return
      const counts = Object.groupBy(view.torrents, ({ status }) => status)
      for (const state of torrentStatuses) this.set({ state }, counts[state]?.length ?? 0)
    },
  })
  new Gauge({
    name: 'torrent_notifier_torrents_age_seconds',
    help: 'How long ago torrents were seen; told while it is too long to count them.',
    registers,
    collect() {
      const view = catalog.peek()
      if (view === null) this.remove()
      else this.set(view.ageMs / 1000)
    },
  })
  new Gauge({
    name: 'torrent_notifier_download_bytes_per_second',
    help: 'How fast all torrents together download; not told while the engine does not tell.',
    registers,
    collect() {
      const view = viewOfNow(catalog)
      if (view?.source !== 'engine' || !view.areSessionsKnown) this.remove()
      else this.set(view.torrents.reduce((sum, { downloadSpeed }) => sum + downloadSpeed, 0))
    },
  })
}
