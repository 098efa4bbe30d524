import type { Clock } from '../../lib/clock.ts'
import { refusal } from './answers.ts'
import { EngineError } from './error.ts'
import { createPatientRecords } from './patient-records.ts'
import { createRateLimit } from './rate-limit.ts'
import type { EngineRecords } from './record.ts'
import { createEngineRoutes } from './routes.ts'
import { createSessions, type Sessions } from './sessions.ts'
import type { Swarm } from './swarm.ts'
import { syncRecords } from './sync.ts'
import { createEngineTorrents, type EngineTorrents } from './torrents.ts'

/** All clients together have so many requests a second, and so many at once. */
const REQUESTS_PER_SECOND = 100
const BURST = 200
/** What never counts. */
const UNLIMITED_PATHS = ['/internal/health/player', '/metrics']

export type EngineTimings = {
  /** Between two syncs of sessions into records. */
  syncIntervalMs: number
  /** Between two looks of the engine's own at its sessions. */
  lookIntervalMs: number
  /** How long an add or a start waits for metadata. */
  metadataWaitMs: number
  /** How long a call that needs a record waits for a database that is away. */
  repositoryHangMs: number
}

/** One life of the engine: what is in it is gone when it ends. */
export type EngineProcess = {
  torrents: EngineTorrents
  sessions: Sessions
  answer(request: Request): Promise<Response>
  sync(): Promise<void>
  end(): void
}

/** Prepares the database, opens what was unfinished, and begins to sync. */
export const startEngineProcess = async ({
  records: stored,
  swarm,
  clock,
  timings,
  sessionLimit,
  utcOffsetMinutes,
  areRecordsLost,
}: {
  records: EngineRecords
  swarm: Swarm
  clock: Clock
  timings: EngineTimings
  sessionLimit: number
  utcOffsetMinutes: number
  areRecordsLost: () => boolean
}): Promise<EngineProcess> => {
  const life = new AbortController()
  const { signal } = life
  const { repositoryHangMs: hangMs, metadataWaitMs } = timings
  const records = createPatientRecords({
    records: stored,
    hangMs,
    isLost: areRecordsLost,
    clock,
    signal,
  })
  const sessions = createSessions({ clock, swarm, limit: sessionLimit })
  const torrents = createEngineTorrents({
    clock,
    records,
    sessions,
    swarm,
    metadataWaitMs,
    signal,
  })
  const route = createEngineRoutes({
    torrents,
    sessions,
    swarm,
    clock,
    sessionLimit,
    utcOffsetMinutes,
  })
  const mayPass = createRateLimit({ perSecond: REQUESTS_PER_SECOND, burst: BURST, clock })
  const sync = () => syncRecords({ sessions, records, clock })
  const repeat = async (intervalMs: number, work: () => Promise<unknown>) => {
    for (;;) {
      await clock.sleep(intervalMs, signal)
      if (signal.aborted) return
      await work()
    }
  }

  await records.prepare()
  await torrents.restore()
  void repeat(timings.syncIntervalMs, () => unlessLost(sync))
  void repeat(timings.lookIntervalMs, async () => sessions.lookAtActive())
  return {
    torrents,
    sessions,
    sync,
    async answer(request) {
      if (!UNLIMITED_PATHS.includes(new URL(request.url).pathname) && !mayPass()) {
        return tooManyRequests()
      }
      const origin = request.headers.get('origin')
      if (origin === null) return route(request)
      const isPreflight = request.method === 'OPTIONS'
      return withOrigin(origin, isPreflight ? preflight() : await route(request))
    },
    end: () => life.abort(),
  }
}

const tooManyRequests = (): Response => {
  const answer = refusal(429, 'rate_limited', 'too many requests')
  answer.headers.set('retry-after', '1')
  return answer
}

const preflight = () => new Response(null, { status: 204 })

/** As shipped, the engine lets the pages of any origin in. */
const withOrigin = (origin: string, answer: Response): Response => {
  answer.headers.set('access-control-allow-origin', origin)
  answer.headers.set('vary', 'Origin')
  answer.headers.set('access-control-allow-methods', 'GET, POST, PATCH, PUT, DELETE, OPTIONS')
  answer.headers.set('access-control-allow-headers', 'Content-Type, Range')
  return answer
}

/** A sync that finds no database leaves it at that; the next one writes what was missed. */
const unlessLost = async (work: () => Promise<void>) => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
}
