import {
  type Db,
  MongoClient,
  type MongoClientOptions,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb'
import { Unavailable } from '../domain.ts'
import type { Log } from './log.ts'

/** No single operation lasts longer than this, in milliseconds: the callers' own limit is 5 s. */
const OPERATION_DEADLINE_MS = 15_000
/** How long a discarded client may take to close its sockets, in milliseconds. */
const CLOSE_DEADLINE_MS = 1000

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
 * waits for a `hello` that never comes), so a client that cannot find its server is thrown away
 * and the next call gets a new one.
 */
export type MongoConnection = {
  /**
   * Runs one operation.
   *
   * @throws {Unavailable} `store-down`, with the driver's error as cause, when the server cannot
   *   be reached or does not answer. Errors that the server itself answers pass through.
   */
  run<T>(operation: (db: Db) => Promise<T>): Promise<T>
  /** The database through the client of the moment, for a cursor that outlives one operation. */
  current(): { db: Db; discard: (reason: string) => void }
  close(): Promise<void>
}

/**
 * Makes the connection; nothing is opened before the first operation.
 *
 * @throws {MongoParseError} (the driver's) When `uri` is not a connection string that the driver understands.
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
  const makeClient = () => createClient(uri)
  let client = makeClient()
  let isClosed = false

  const discard = (discarded: MongoClient, reason: string) => {
    if (discarded !== client || isClosed) return
    log.debug('MongoDB client thrown away', { reason })
    client = makeClient()
    void closeSoon(discarded)
  }

  return {
    async run(operation) {
      const used = client
      try {
        return await withDeadline(operation(used.db(database)), OPERATION_DEADLINE_MS)
      } catch (error) {
        if (!isConnectionFault(error)) throw error
        if (isClientFault(error)) discard(used, error instanceof Error ? error.name : 'unknown')
        throw new Unavailable('MongoDB cannot be reached', { code: 'store-down', cause: error })
      }
    },
    current() {
      const used = client
      return { db: used.db(database), discard: (reason) => discard(used, reason) }
    },
    async close() {
      isClosed = true
      await closeSoon(client)
    },
  }
}

/**
 * Whether the server could not be reached, in contrast to an answer of its own.
 */
export const isConnectionFault = (error: unknown): boolean =>
  error instanceof MongoNetworkError || isClientFault(error)

/** Faults after which the same client may never work again. */
const isClientFault = (error: unknown): boolean =>
  error instanceof MongoServerSelectionError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoNotConnectedError ||
  error instanceof OperationTimeout

class OperationTimeout extends Error {
  override name = 'OperationTimeout'
}

/**
 * With a single host the server is spoken to directly, whatever name a replica set advertises for
 * it: inside another network that name often does not resolve.
 */
const createClient = (uri: string): MongoClient => {
  const client = new MongoClient(uri, clientOptions)
  const { hosts, replicaSet, srvHost, loadBalanced } = client.options
  const isSingle = hosts.length === 1 && !replicaSet && !srvHost && !loadBalanced
  if (!isSingle || /[?&]directConnection=/i.test(uri)) return client
  return new MongoClient(uri, { ...clientOptions, directConnection: true })
}

const withDeadline = async <T>(operation: Promise<T>, deadlineMs: number): Promise<T> => {
  let timer: Timer | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new OperationTimeout(`no answer in ${deadlineMs} ms`)),
      deadlineMs
    )
  })
  try {
    return await Promise.race([operation, deadline])
  } finally {
    clearTimeout(timer)
  }
}

const closeSoon = async (client: MongoClient) => {
  try {
    await withDeadline(client.close(true), CLOSE_DEADLINE_MS)
  } catch {
    // A client that does not close in time is left to the garbage collector.
  }
}
