import { type Document, MongoDriverError, MongoServerError, Timestamp } from 'mongodb'
import { isConnectionFault as isMongoConnectionFault, type MongoConnection } from '../lib/mongo.ts'
import { withTimeLimit } from '../lib/time-limit.ts'
import type { TorrentRecords } from '../torrents/records/records.ts'
import { Unavailable } from '../upstream-error.ts'
import type { ChangeSource } from './source.ts'
import type { NoStream } from './state.ts'

/** The server answers an idle stream this often, in milliseconds: the sign that it is alive. */
const LONGEST_AWAIT_MS = 1000
const CLOSE_DEADLINE_MS = 1000

/**
 * What the watcher wants to hear of: the only places where a torrent can become complete, and the
 * ends of the stream, which would otherwise fall silent. The event is kept to its id, because one
 * with a whole torrent in it can pass the 16 MB that an event may have.
 */
const pipeline: Document[] = [
  {
    $match: {
      $or: [
        {
          operationType: {
            $in: ['insert', 'replace', 'drop', 'rename', 'dropDatabase', 'invalidate'],
          },
        },
        { 'updateDescription.updatedFields.status': { $exists: true } },
        { 'updateDescription.updatedFields.doneBytes': { $exists: true } },
      ],
    },
  },
  { $project: { operationType: 1, documentKey: 1 } },
]

/** Says that this MongoDB offers no change stream: not a fault, but a reason to poll. */
export class StreamUnsupported extends Error {
  override name = 'StreamUnsupported'
  readonly reason: NoStream

  constructor(reason: NoStream) {
    super(`MongoDB offers no change stream: ${reason}`)
    this.reason = reason
  }
}

/**
 * Opens the change stream of the torrents. It starts at the moment of this call, so that whatever
 * changes while all torrents are compared is heard afterwards.
 *
 * @param stallTimeoutMs Silence of the server that counts as a stall: the client is thrown away.
 * @throws {StreamUnsupported} From here or from `next`, on a server without such streams, or without
 *   the privilege.
 */
export const openStream = async ({
  connection,
  records,
  stallTimeoutMs,
}: {
  connection: MongoConnection
  records: TorrentRecords
  stallTimeoutMs: number
}): Promise<ChangeSource> => {
  const startedAt = await operationTime(connection)
  const { db, discard } = connection.current()
  const stream = db.collection('torrents').watch<Document, ChangeEvent>(pipeline, {
    startAtOperationTime: startedAt,
    maxAwaitTimeMS: Math.min(LONGEST_AWAIT_MS, Math.ceil(stallTimeoutMs / 2)),
  })
  const ask = async () => {
    try {
      // A `getMore` that is never answered, while `hello` still is, would wait for ever.
      return await withTimeLimit(stream.tryNext(), {
        limitMs: stallTimeoutMs,
        late: () => new StreamStalled(stallTimeoutMs),
      })
    } catch (error) {
      if (isConnectionFault(error)) discard('the change stream lost its server')
      throw meaningOf(error)
    }
  }
  // Asked before the comparison, so that the stream stands while that goes on.
  let first: Promise<ChangeEvent | null> | null = ask()
  first.catch(() => {})

  return {
    mode: 'stream',
    async next() {
      const event = await (first ?? ask())
      first = null
      if (event === null) return []
      const { operationType, documentKey } = event
      if (documentKey === undefined) throw new Error(`the change stream ended: ${operationType}`)
      if (typeof documentKey._id !== 'string') return []
      const torrent = await records.byId(documentKey._id)
      return torrent === null ? [] : [torrent]
    },
    async close() {
      // Closing tells the server, which may be the one that does not answer any more.
      await Promise.race([stream.close().catch(() => {}), Bun.sleep(CLOSE_DEADLINE_MS)])
    },
  }
}

type ChangeEvent = { operationType: string; documentKey?: { _id: unknown } }

/**
 * The server's logical time; only members of a replica set, and routers, have one.
 *
 * @throws {StreamUnsupported} On any other server.
 */
const operationTime = async (connection: MongoConnection): Promise<Timestamp> => {
  const hello = await connection.run((db) => db.command({ hello: 1 }))
  const { operationTime: time, isreplicaset: isWaiting } = hello
  if (time instanceof Timestamp) return time
  // The field that says so is there only until the set is initiated.
  throw new StreamUnsupported(isWaiting === true ? 'not-initiated' : 'standalone')
}

class StreamStalled extends Error {
  override name = 'StreamStalled'

  constructor(limitMs: number) {
    super(`the change stream was silent for ${limitMs} ms`)
  }
}

/** A stream whose client was thrown away by somebody else says so in the driver's own words. */
const isConnectionFault = (error: unknown) =>
  error instanceof StreamStalled ||
  error instanceof MongoDriverError ||
  isMongoConnectionFault(error)

/** Error codes of MongoDB: `$changeStream` on a standalone server, and a missing privilege. */
const meaningOf = (error: unknown): unknown => {
  if (isConnectionFault(error)) {
    return new Unavailable('MongoDB’s change stream broke', { code: 'store-down', cause: error })
  }
  if (!(error instanceof MongoServerError)) return error
  if (error.code === 40573) return new StreamUnsupported('standalone')
  return error.code === 13 ? new StreamUnsupported('not-permitted') : error
}
