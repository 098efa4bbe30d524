import { type Clock, systemClock } from '../../lib/clock.ts'
import { listen } from '../listener.ts'
import { createEngineControl, type EngineControl } from './control.ts'
import { EngineDeath } from './error.ts'
import { type EngineProcess, type EngineTimings, startEngineProcess } from './process.ts'
import type { EngineRecords } from './record.ts'
import { createMemoryRecords } from './records.ts'
import { createSwarm } from './swarm.ts'

/** As T◎RRX's compose file sets it. */
const SESSION_LIMIT = 5

const originalTimings: EngineTimings = {
  syncIntervalMs: 10_000,
  lookIntervalMs: 5000,
  metadataWaitMs: 5000,
  repositoryHangMs: 30_000,
}

export type EngineOptions = Partial<EngineTimings> & {
  /** 0, which it is unless told otherwise, takes a free one. */
  port?: number
  hostname?: string
  clock?: Clock
  /** The most sessions; 0 for no limit. */
  sessionLimit?: number
  /** How fast a torrent downloads unless it is told otherwise. */
  bytesPerSecond?: number
  /** The zone of the engine's clock, which some of its times are written in. */
  utcOffsetMinutes?: number
  /** In memory unless told otherwise. */
  records?: EngineRecords
}

export type Engine = {
  readonly url: string
  control: EngineControl
  stop(): Promise<void>
}

/**
 * Starts a simulated T◎RRX engine: its HTTP interface as strict as the original's, over torrents
 * that download by the clock. A request that kills the original ends every connection here, too,
 * and nobody answers until `control.restart`.
 */
export const startEngine = async (options: EngineOptions = {}): Promise<Engine> => {
  const { clock = systemClock, sessionLimit = SESSION_LIMIT, utcOffsetMinutes = 0 } = options
  const records = options.records ?? createMemoryRecords()
  const swarm = createSwarm({ defaultBytesPerSecond: options.bytesPerSecond ?? 0 })
  const timings = timingsOf(options)
  let areRecordsLost = false
  let current: EngineProcess | null = null

  const boot = () =>
    startEngineProcess({
      records,
      swarm,
      clock,
      timings,
      sessionLimit,
      utcOffsetMinutes,
      areRecordsLost: () => areRecordsLost,
    })
  const die = async () => {
    current?.end()
    current = null
    await listener.close()
  }
  const answer = async (request: Request): Promise<Response> => {
    try {
      return (await current?.answer(request)) ?? noAnswer()
    } catch (error) {
      if (!(error instanceof EngineDeath)) throw error
      void die()
      return noAnswer()
    }
  }
  const running = (): EngineProcess => {
    if (current === null) throw new Error('the simulated engine is not running')
    return current
  }

  current = await boot()
  const listener = listen({ port: options.port, hostname: options.hostname, answer })
  return {
    url: listener.url,
    control: createEngineControl({
      running,
      swarm,
      records,
      isRunning: () => current !== null,
      setRecordsLost(isLost) {
        areRecordsLost = isLost
      },
      kill: die,
      async restart() {
        await die()
        current = await boot()
        listener.open()
      },
    }),
    stop: die,
  }
}

/** A promise that nobody keeps: the connection ends without an answer. */
const noAnswer = () => new Promise<Response>(() => {})

const timingsOf = (options: EngineOptions): EngineTimings => ({
  syncIntervalMs: options.syncIntervalMs ?? originalTimings.syncIntervalMs,
  lookIntervalMs: options.lookIntervalMs ?? originalTimings.lookIntervalMs,
  metadataWaitMs: options.metadataWaitMs ?? originalTimings.metadataWaitMs,
  repositoryHangMs: options.repositoryHangMs ?? originalTimings.repositoryHangMs,
})
