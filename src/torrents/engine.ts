import type { StaticDecode, TSchema } from '@sinclair/typebox'
import { type Torrent, Unavailable } from '../domain.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { type RequestOptions, requestJson } from '../lib/request.ts'
import { createCallRate } from './call-rate.ts'
import { createWireReader, Health, Page, type WireReader } from './engine-wire.ts'
import type { SessionLook } from './session.ts'

const TIMEOUT_MS = 5000
/** A list of 10,000 torrents has 2.6 MB; sessions carry their files. */
const LARGEST_LIST_BYTES = 64 * 1024 * 1024
/** The engine allows 100 a second for everybody together, its own page included. */
const CALLS_PER_SECOND = 10

/** Torrents as the engine lists them. */
export type EngineList = {
  torrents: Torrent[]
  /** How many items were skipped because they could not be read. */
  malformed: number
}

/** Reads from the T◎RRX engine. Every call has its own deadline, however silent the engine is. */
export type EngineClient = {
  /** All torrents. Never an empty list in place of an error. */
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
 * @param baseUrl The engine's address without a trailing slash.
 * @param signal Ends every call, when the service stops.
 * @param timeoutMs One call, from its start to the last byte.
 * @param onMalformed Told the id of each torrent that had to be skipped, as often as it is met.
 */
export const createEngineClient = ({
  baseUrl,
  fetch,
  signal,
  timeoutMs = TIMEOUT_MS,
  clock = systemClock,
  onMalformed = () => {},
}: {
  baseUrl: string
  fetch?: RequestOptions['fetch']
  signal?: AbortSignal
  timeoutMs?: number
  clock?: Clock
  onMalformed?: (id: string) => void
}): EngineClient => {
  const rate = createCallRate({ perSecond: CALLS_PER_SECOND, longestWaitMs: timeoutMs, clock })
  const read = createWireReader()

  const ask = <Schema extends TSchema>(schema: Schema, path: string, stop = signal) =>
    requestJson(schema, {
      upstream: 'engine',
      url: baseUrl + path,
      timeoutMs,
      signal: stop,
      maxBytes: LARGEST_LIST_BYTES,
      ...(fetch ? { fetch } : {}),
    })
  const askInTurn = async <Schema extends TSchema>(schema: Schema, path: string) => {
    await rate.turn(signal)
    return await ask(schema, path).catch((error: unknown): never => {
      if (error instanceof Unavailable && error.status === 429) rate.hold(error.retryAfterMs)
      throw error
    })
  }
  const readList = async (path: string) =>
    toList(await askInTurn(Page, path), { read, onMalformed })

  return {
    list: () => readList('/torrents'),
    newest: (limit = 100) => readList(`/torrents?limit=${limit}`),
    ids: async () => (await askInTurn(Page, '/torrents')).items.flatMap(read.id),
    async states() {
      const path = '/torrents/state?status=active'
      const page = await askInTurn(Page, path).catch((error: unknown) => {
        // One session that vanishes while the engine loops over them fails the whole answer.
        if (error instanceof Unavailable && error.status === 500) return askInTurn(Page, path)
        throw error
      })
      return readEach(page, read.session)
    },
    async ping(stop) {
      await ask(Health, '/internal/health/player', stop)
    },
  }
}

const toList = (
  page: StaticDecode<typeof Page>,
  { read, onMalformed }: { read: WireReader; onMalformed: (id: string) => void }
): EngineList => {
  const torrents = readEach(page, (item) => {
    const torrent = read.torrent(item)
    if (torrent === null) onMalformed(read.id(item)[0] ?? '(none)')
    return torrent
  })
  return { torrents, malformed: page.items.length - torrents.length }
}

/** A page of which nothing at all can be read is an answer of another shape, not an empty one. */
const readEach = <T>(
  { items }: StaticDecode<typeof Page>,
  read: (item: unknown) => T | null
): T[] => {
  const values = items.map(read).filter((value) => value !== null)
  if (items.length > 0 && values.length === 0) {
    throw new Unavailable('engine: no item of its list could be read', {
      code: 'unexpected-answer',
    })
  }
  return values
}
