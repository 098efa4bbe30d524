import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { UpstreamError } from '../../upstream-error.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { EngineSetup } from '../engine/engine-details.ts'

/** How long what the engine said of its setup holds, in milliseconds: it is dear to ask for. */
const SETUP_KEPT_MS = 10 * 60 * 1000

/** And how long it is before it is asked again where it did not say, in milliseconds. */
const SILENCE_KEPT_MS = 60_000

/** As T◎RRX's compose file sets it, until the engine has told. */
const unknownSetup: EngineSetup = { sessionLimit: 5, dataDir: '/data' }

/** Knows whether the engine has a session to spare. */
export type SessionRoom = {
  /** What the engine last told of its setup. Never asks. */
  setup(): EngineSetup
  /** Whether the engine has told it; otherwise it is what T◎RRX ships. */
  isSetupKnown(): boolean
  /** Asks for the setup unless the engine has told it once; never rejects. */
  learn(): Promise<void>
  /**
   * Whether one more torrent can be opened without another that downloads, waits for its metadata
   * or stands back for one that is played being thrown out. Finished and stopped ones may be.
   *
   * @param closing How many sessions besides those are not to be thrown out yet.
   * @throws {Unavailable} When the engine does not tell its sessions.
   */
  isFree(closing: number): Promise<boolean>
}

/** Makes it; nobody is asked before the first question. */
export const createSessionRoom = ({
  engine,
  clock,
  log,
}: {
  engine: Pick<EngineClient, 'setup' | 'states'>
  clock: Clock
  log: Log
}): SessionRoom => {
  let setup = unknownSetup
  let toldAt = Number.NEGATIVE_INFINITY
  let silentAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  const ask = async () => {
    try {
      setup = await engine.setup()
      toldAt = clock.monotonic()
    } catch (error) {
      const isKnown = error instanceof UpstreamError
      if (!isKnown) log.warn('the setup of the engine cannot be read', { code: 'unexpected' })
      // What was known before is better than nothing, and the engine itself keeps its limit.
      silentAt = clock.monotonic()
    } finally {
      asking = null
    }
  }
  const askUnlessToldFor = async (keptMs: number) => {
    const at = clock.monotonic()
    if (at - toldAt < keptMs || at - silentAt < SILENCE_KEPT_MS) return
    asking ??= ask()
    await asking
  }

  return {
    setup: () => setup,
    isSetupKnown: () => Number.isFinite(toldAt),
    learn: () => askUnlessToldFor(Number.POSITIVE_INFINITY),
    async isFree(closing) {
      await askUnlessToldFor(SETUP_KEPT_MS)
      if (setup.sessionLimit === 0) return true
      // The look also makes the busy ones the last that the engine would throw out. A finished one
      // is listed once, before its record says so; thrown out now, that would never say so.
      const busy = (await engine.states()).filter(({ mode }) => mode !== 'stopped')
      return busy.length + closing < setup.sessionLimit
    },
  }
}
