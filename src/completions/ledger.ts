import {
  type Completion,
  completionId,
  isComplete,
  mediaServerKinds,
  NEVER_SEEN,
  type Torrent,
} from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import { type Tracer, untraced } from '../tracing/tracer.ts'
import type { WatcherMode } from './state.ts'

/** Writes down which torrents were seen complete, each once. */
export type Ledger = {
  /**
   * Adds those of these torrents that are complete and not known yet; every media server that is
   * switched on is owed a refresh for them.
   *
   * @param heardFrom What told of them, for the trace that begins here; the refresh goes on with it.
   * @returns How many were new.
   * @throws {Unavailable} `store-down`; the same torrents can be recorded again.
   */
  record(torrents: readonly Torrent[], heardFrom?: WatcherMode | 'comparison'): Promise<number>
  /**
   * Adds the complete ones as known: what was complete before this service watched is owed to
   * nobody.
   *
   * @returns How many of them are complete.
   */
  recordAsKnown(torrents: readonly Torrent[]): Promise<number>
}

/** Makes the ledger over the store. */
export const createLedger = ({
  store,
  settings,
  isManaged,
  clock,
  tracer = untraced,
  log,
}: {
  store: Store
  settings: Settings
  /** Whether a program is expected to import this torrent once it is complete. */
  isManaged: (torrentId: string) => Promise<boolean>
  clock: Clock
  tracer?: Tracer
  log: Log
}): Ledger => {
  const unknownOf = async (torrents: readonly Torrent[]) => {
    const complete = new Map(
      torrents.filter(isComplete).map((torrent) => [completionId(torrent), torrent])
    )
    const unknown = new Set(await store.completions.unknown([...complete.keys()]))
    return [...complete].filter(([id]) => unknown.has(id))
  }
  const toCompletion = (
    [id, torrent]: [string, Torrent],
    facts: Pick<Completion, 'seenAt' | 'completedAt' | 'owed' | 'awaitsImport' | 'trace'>
  ): Completion => ({
    id,
    torrentId: torrent.id,
    torrentName: torrent.name,
    settled: [],
    ...facts,
  })

  const claim = async (unknown: [string, Torrent][]) => {
    const current = await settings.current()
    const owed = mediaServerKinds.filter((kind) => current[kind].enabled)
    const seenAt = clock.now()
    const trace = tracer.trace()
    const begun = trace === undefined ? {} : { trace }
    const facts = { seenAt, completedAt: toSeconds(seenAt), owed, ...begun }
    const completions = await Promise.all(
      unknown.map(async (entry) =>
        toCompletion(entry, { ...facts, awaitsImport: await isManaged(entry[1].id) })
      )
    )
    const claimed = await tracer.span({ name: 'claim', kind: 'internal' }, () =>
      store.completions.add(completions)
    )
    const added = new Set(claimed)
    for (const [id, torrent] of unknown) {
      if (added.has(id)) log.info('torrent finished', { name: torrent.name, id: torrent.id })
    }
    return added.size
  }

  return {
    async record(torrents, heardFrom = 'comparison') {
      const startedAt = clock.now()
      const unknown = await unknownOf(torrents)
      if (unknown.length === 0) return 0
      const attributes = { 'completion.source': heardFrom, 'completion.count': unknown.length }
      const start = { name: 'completion', kind: 'consumer', startedAt, attributes } as const
      return await tracer.span(start, () => claim(unknown))
    },
    async recordAsKnown(torrents) {
      const unknown = await unknownOf(torrents)
      if (unknown.length > 0) {
        const now = toSeconds(clock.now())
        const known = unknown.map((entry) => {
          const completedAt = Math.min(lastChangeOf(entry[1]), now)
          return toCompletion(entry, {
            seenAt: NEVER_SEEN,
            completedAt,
            owed: [],
            awaitsImport: false,
          })
        })
        await store.completions.add(known)
      }
      return torrents.filter(isComplete).length
    },
  }
}

const toSeconds = (unixMilliseconds: number) => Math.floor(unixMilliseconds / 1000)

/** In Unix seconds. The engine's clock is not to be trusted: never before the torrent was there. */
const lastChangeOf = ({ createdAt, updatedAt }: Torrent) =>
  Math.floor(updatedAt >= createdAt ? updatedAt : createdAt)
