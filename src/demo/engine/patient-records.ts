import type { Clock } from '../../lib/clock.ts'
import { isConnectionFault } from '../../lib/mongo.ts'
import { EngineError } from './error.ts'
import type { EngineRecords } from './record.ts'

/** How often a lost database is looked at, in milliseconds. */
const LOOK_MS = 20

const SERVER_SELECTION_ERROR =
  'server selection error: server selection timeout, current topology: { Type: Single, Servers: [{ Addr: mongo:27017, Type: Unknown, Last error: dial tcp: connect: connection refused }, ] }'

const TIMED_OUT = Symbol('timed out')

/**
 * Records whose callers wait for a database that is away, as the engine's driver lets them.
 *
 * Every verb throws {@link EngineError} (`repository`): after `hangMs` when the database could not
 * be reached in that time, and at once when it answered with an error.
 *
 * @param isLost Whether the database is to be taken as away, whatever it says.
 */
export const createPatientRecords = ({
  records,
  hangMs,
  isLost,
  clock,
  signal,
}: {
  records: EngineRecords
  hangMs: number
  isLost: () => boolean
  clock: Clock
  signal: AbortSignal
}): EngineRecords => {
  const run = async <T>(operation: () => Promise<T>): Promise<T> => {
    const deadline = clock.monotonic() + hangMs
    const left = () => deadline - clock.monotonic()
    while (isLost() && left() > 0 && !signal.aborted) {
      await clock.sleep(Math.min(LOOK_MS, left()), signal)
    }
    const result = isLost() ? TIMED_OUT : await attempt(operation, left)
    if (result !== TIMED_OUT) return result
    await clock.sleep(left(), signal)
    throw new EngineError('repository', SERVER_SELECTION_ERROR)
  }
  const attempt = async <T>(
    operation: () => Promise<T>,
    left: () => number
  ): Promise<T | typeof TIMED_OUT> => {
    const answered = new AbortController()
    const timeout = clock.sleep(left(), AbortSignal.any([answered.signal, signal]))
    try {
      return await Promise.race([operation(), timeout.then((): typeof TIMED_OUT => TIMED_OUT)])
    } catch (error) {
      if (isConnectionFault(error)) return TIMED_OUT
      throw new EngineError('repository', error instanceof Error ? error.message : String(error))
    } finally {
      answered.abort()
    }
  }

  return {
    prepare: () => run(() => records.prepare()),
    insert: (record) => run(() => records.insert(record)),
    find: (id) => run(() => records.find(id)),
    findMany: (ids) => run(() => records.findMany(ids)),
    list: (query) => run(() => records.list(query)),
    rewrite: (record) => run(() => records.rewrite(record)),
    advance: (id, update) => run(() => records.advance(id, update)),
    setTags: (id, tags, updatedAt) => run(() => records.setTags(id, tags, updatedAt)),
    remove: (id) => run(() => records.remove(id)),
  }
}
