import type { Torrent } from '../../domain.ts'
import { Unavailable } from '../../upstream-error.ts'
import type { SessionLook } from '../catalog/session.ts'
import { type CallKind, createEngineCalls, type EngineCallsOptions } from './engine-calls.ts'
import { createEngineCommands, type EngineCommands } from './engine-commands.ts'
import { createEngineDetails, type EngineDetails } from './engine-details.ts'
import { createWireReader, Health } from './engine-wire.ts'

/** Torrents as the engine lists them. */
export type EngineList = {
  torrents: Torrent[]
  /** How many items were skipped because they could not be read. */
  malformed: number
}

/** The T◎RRX engine. Every call has its own deadline, however silent the engine is. */
export type EngineClient = EngineDetails &
  EngineCommands & {
    /** All torrents, by the time at which they were added. Never an empty list for an error. */
    list(): Promise<EngineList>
    /** The ids of all torrents, also of those that cannot be read otherwise. */
    ids(): Promise<string[]>
    /** The torrents that changed last, newest change first. */
    newest(limit?: number): Promise<EngineList>
    /** The live sessions that are neither stopped nor finished. */
    states(): Promise<SessionLook[]>
    /** Resolves when the engine answers; costs nothing of its rate limit. */
    ping(signal?: AbortSignal): Promise<void>
  }

/**
 * Makes a client of the engine. All calls reject as `requestJson` does; what the engine calls too
 * many requests is waited out where that is short, and `Unavailable` (`rate-limited`) where not.
 *
 * @param onMalformed Told the id of each torrent that had to be skipped, as often as it is met.
 */
export const createEngineClient = ({
  onMalformed = () => {},
  ...options
}: EngineCallsOptions & { onMalformed?: (id: string) => void }): EngineClient => {
  const calls = createEngineCalls(options)
  const read = createWireReader()
  const ask = <T>(path: string, make: (item: unknown) => T, kind: CallKind = 'lists') =>
    calls.askItems({ path, kind }, make)
  const readList = async (path: string): Promise<EngineList> => {
    const found = await ask(path, (item) => {
      const torrent = read.torrent(item)
      if (torrent === null) onMalformed(read.id(item)[0] ?? '(none)')
      return torrent
    })
    const torrents = readable(found)
    return { torrents, malformed: found.length - torrents.length }
  }

  return {
    ...createEngineDetails(calls),
    ...createEngineCommands(calls),
    list: () => readList('/torrents?sortBy=createdAt&sortOrder=asc'),
    newest: (limit = 100) => readList(`/torrents?limit=${limit}`),
    ids: async () => (await ask('/torrents', read.id)).flat(),
    async states() {
      const path = '/torrents/state?status=active'
      const look = () => ask(path, read.session, 'states')
      const found = await look().catch((error: unknown) => {
        // One session that vanishes while the engine loops over them fails the whole answer.
        if (error instanceof Unavailable && error.status === 500) return look()
        throw error
      })
      return readable(found)
    },
    async ping(signal) {
      await calls.askAtOnce(Health, { path: '/internal/health/player', signal })
    },
  }
}

/** A page of which nothing at all can be read is an answer of another shape, not an empty one. */
const readable = <T>(found: readonly (T | null)[]): T[] => {
  const values = found.filter((value) => value !== null)
  if (found.length > 0 && values.length === 0) {
    throw new Unavailable('engine: no item of its list could be read', {
      code: 'unexpected-answer',
    })
  }
  return values
}
