import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { Unavailable } from '../upstream-error.ts'
import type { Log } from './log.ts'
import { isClientFault, meaningOfFault, NoAnswer } from './mongo-fault.ts'
import { withTimeLimit } from './time-limit.ts'

export { isConnectionFault } from './mongo-fault.ts'

/** How long an operation may take where its caller says nothing, in milliseconds. */
const OPERATION_DEADLINE_MS = 15_000
/** How long a client may take to close its sockets, in milliseconds. */
const CLOSE_DEADLINE_MS = 800

const clientOptions: MongoClientOptions = {
  appName: 'torrent-notifier',
  serverSelectionTimeoutMS: 4500,
  connectTimeoutMS: 4500,
  heartbeatFrequencyMS: 5000,
  socketTimeoutMS: 14_000,
  maxPoolSize: 5,
}

/**
 * The one connection to MongoDB. The driver can lose a server for good under Bun (its monitor
 * waits for a `hello` that never comes), so a client that cannot find its server, or that gets no
 * answer, is thrown away and the next call gets a new one.
 */
export type MongoConnection = {
  /**
   * Runs one operation.
   *
   * @param options.deadlineMs The whole operation, all its batches: 15 s unless told otherwise.
   * @throws {Unavailable} With the driver's error as cause: `store-down` when the server cannot be
   *   reached, does not answer in time, or answers that it cannot do it now (it changes its role,
   *   ends, has no room); `unauthorized` when it does not take our credentials, `forbidden` when
   *   they do not suffice. Whatever else the server answers passes through, and so does what
   *   `operation` itself throws.
   */
  run<T>(operation: (db: Db) => Promise<T>, options?: { deadlineMs?: number }): Promise<T>
  /** The database through the client of the moment, for a cursor that outlives one operation. */
  current(): { db: Db; discard: (reason: string) => void }
  /** Ends every connection within a second, even where the server does not answer. */
  close(): Promise<void>
}

/** A client and how many operations use it. */
type Lease = { client: MongoClient; users: number }

/**
 * Makes the connection; nothing is opened before the first operation.
 *
 * @throws {MongoParseError} (the driver's) When `uri` is not a connection string that the driver
 *   understands.
 */
export const connectMongo = ({
  uri,
  database,
  log,
}: {
  uri: string
  database: string
  log: Log
}): MongoConnection => {
  const makeClient = clientMaker(uri)
  const open = new Set<Lease>()
  let isClosed = false

  const makeLease = (): Lease => {
    const lease = { client: makeClient(), users: 0 }
    open.add(lease)
    return lease
  }
  let current = makeLease()

  const close = async (lease: Lease) => {
    await closeSoon(lease.client)
    open.delete(lease)
  }
  // A client that is closed under a cursor makes it end as if it had been read to its end, so one
  // that is thrown away waits for its last user.
  const closeWhenUnused = (lease: Lease) => {
    if (lease !== current && lease.users === 0) void close(lease)
  }
  const discard = (lease: Lease, reason: string) => {
    if (lease !== current || isClosed) return
    log.debug('MongoDB client thrown away', { reason })
    current = makeLease()
    closeWhenUnused(lease)
  }

  return {
    async run(operation, { deadlineMs = OPERATION_DEADLINE_MS } = {}) {
      const lease = current
      lease.users += 1
      try {
        const result = await answered(operation(lease.client.db(database)), deadlineMs)
        if (!isClosed) return result
        throw new Unavailable('MongoDB was closed meanwhile', { code: 'stopped' })
      } catch (error) {
        if (isClientFault(error)) discard(lease, error instanceof Error ? error.name : 'unknown')
        throw meaningOfFault(error)
      } finally {
        lease.users -= 1
        closeWhenUnused(lease)
      }
    },
    current() {
      const lease = current
      return { db: lease.client.db(database), discard: (reason) => discard(lease, reason) }
    },
    async close() {
      isClosed = true
      await Promise.all([...open].map(close))
    },
  }
}

/** Whether the driver takes a connection string. What it says of a bad one can hold a password. */
export const isMongoUri = (uri: string): boolean => {
  try {
    clientMaker(uri)
    return true
  } catch {
    return false
  }
}

/**
 * With a single host the server is spoken to directly, whatever name a replica set advertises for
 * it: inside another network that name often does not resolve.
 */
const clientMaker = (uri: string): (() => MongoClient) => {
  const { hosts, replicaSet, srvHost, loadBalanced } = new MongoClient(uri, clientOptions).options
  const isSingle = hosts.length === 1 && !replicaSet && !srvHost && !loadBalanced
  const isDirect = isSingle && !/[?&]directConnection=/i.test(uri)
  return () =>
    new MongoClient(uri, { ...clientOptions, ...(isDirect && { directConnection: true }) })
}

const answered = <T>(operation: Promise<T>, deadlineMs: number): Promise<T> =>
  withTimeLimit(operation, { limitMs: deadlineMs, late: () => new NoAnswer(deadlineMs) })

const closeSoon = async (client: MongoClient) => {
  try {
    await answered(client.close(true), CLOSE_DEADLINE_MS)
  } catch {
    // Closing says good-bye to a server that may not answer. The driver goes on without us.
  }
}
