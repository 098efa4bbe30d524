import type { Torrent } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { createStandingFault } from '../../lib/standing-fault.ts'
import { UpstreamError } from '../../upstream-error.ts'
import type { EngineDetails } from '../engine/engine-details.ts'
import type { Notebook } from './notebook.ts'

/** The pause between two questions, which nobody waits for, in milliseconds. */
const PAUSE_MS = 200
/** After one that failed. */
const FAILURE_PAUSE_MS = 5000
/** How long it is before a torrent is asked for again that had none to tell, in milliseconds. */
const ASKED_AGAIN_MS = 60_000

/** Learns where torrents lie below the data folder: the engine tells it of one at a time. */
export type RootFinder = {
  /** Asks for these, in this order, instead of those that are still to be asked for. */
  seek(torrents: readonly Pick<Torrent, 'id'>[]): void
}

/** Makes the finder. @param signal Ends the questions, when the service stops. */
export const createRootFinder = ({
  engine,
  notes,
  clock,
  log,
  signal,
}: {
  engine: Pick<EngineDetails, 'files'>
  notes: Notebook['notes']
  clock: Clock
  log: Log
  signal: AbortSignal
}): RootFinder => {
  const fault = createStandingFault({ log, clock })
  let wanted: string[] = []
  let isSeeking = false
  /** One that cannot be told must not hold up the others. */
  const askedAt = new Map<string, number>()

  const find = async (id: string) => {
    askedAt.set(id, clock.monotonic())
    const root = rootOf((await engine.files(id)) ?? [])
    if (root !== null) await notes.learnRoot(id, root)
  }
  const seekAll = async () => {
    for (let id = wanted.shift(); id !== undefined && !signal.aborted; id = wanted.shift()) {
      await find(id)
      await clock.sleep(PAUSE_MS, signal)
    }
  }
  const run = async () => {
    isSeeking = true
    try {
      await seekAll()
      fault.forget()
    } catch (error) {
      // An engine or a store that is away is told by whoever lists the torrents.
      if (!(error instanceof UpstreamError)) {
        fault.raise('it cannot be learned where torrents lie', { code: 'unexpected' })
      }
      // Whoever lists them next has us go on.
      await clock.sleep(FAILURE_PAUSE_MS, signal)
    } finally {
      isSeeking = false
    }
  }
  const forgetEarlier = () => {
    const at = clock.monotonic()
    for (const [id, since] of askedAt) if (at - since >= ASKED_AGAIN_MS) askedAt.delete(id)
  }

  return {
    seek(torrents) {
      forgetEarlier()
      wanted = torrents.map(({ id }) => id).filter((id) => !askedAt.has(id))
      if (!isSeeking && wanted.length > 0) void run()
    },
  }
}

/** The first element of the paths; `null` where there are no files. */
export const rootOf = (files: readonly { path: string }[]): string | null =>
  files[0]?.path.split('/').find((part) => part !== '') ?? null
