import { systemClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** Whatever has not ended by then is left behind: a container has 10 s, and we promise 5. */
const STOP_DEADLINE_MS = 4500

/** Stops a service, and gives up on what does not end in time. Never rejects. */
export const stopInTime = async (service: { stop(): Promise<void> }, log: Log): Promise<void> => {
  const startedAt = systemClock.monotonic()
  const stopped = service.stop().then(
    () => 'stopped',
    (error: unknown) => `stopped with a fault: ${error instanceof Error ? error.message : error}`
  )
  const late = systemClock.sleep(STOP_DEADLINE_MS).then(() => 'stopped before everything had ended')
  const event = await Promise.race([stopped, late])
  log.info(event, { ms: Math.round(systemClock.monotonic() - startedAt) })
}
