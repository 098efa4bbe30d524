import type { Log } from '../../lib/log.ts'
import { Rejected } from '../../upstream-error.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { Opened } from '../engine/engine-commands.ts'

/**
 * Makes what starts a torrent that the engine has. One that it will not start is left at that: it
 * would not start it at the next try either.
 *
 * @returns A function that rejects with `Unavailable` when the engine is away.
 */
export const createStarting = ({
  engine,
  log,
}: {
  engine: Pick<EngineClient, 'start'>
  log: Log
}): ((id: string) => Promise<Opened>) => {
  /** Those that are in the log already. */
  const refused = new Set<string>()

  return async (id) => {
    try {
      const opened = await engine.start(id)
      refused.delete(id)
      return opened
    } catch (error) {
      if (!(error instanceof Rejected)) throw error
      if (!refused.has(id)) {
        log.warn('the engine refuses to start a torrent', { id, reason: error.message })
      }
      refused.add(id)
      return 'opened'
    }
  }
}
