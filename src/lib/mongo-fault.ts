import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoDriverError,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb'
import { type FailureCode, Unavailable } from '../upstream-error.ts'

/** An operation that was given up, because nothing came back in its time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'

  constructor(deadlineMs: number) {
    super(`no answer in ${deadlineMs} ms`)
  }
}

/**
 * Whether the server could not be reached, or did not answer in time, in contrast to an answer of
 * its own.
 */
export const isConnectionFault = (error: unknown): boolean =>
  unwrapped(error) instanceof MongoNetworkError || isDnsFault(error) || isClientFault(error)

/** Whether the client that met this fault may never work again. */
export const isClientFault = (error: unknown): boolean => {
  const fault = unwrapped(error)
  return (
    clientFaults.some((kind) => fault instanceof kind) ||
    // The driver does not export the class of this one.
    (fault instanceof MongoDriverError && fault.name === 'MongoPoolClosedError')
  )
}

/** A `mongodb+srv` address is looked up by the driver, which hands the resolver's errors on. */
const isDnsFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && dnsFaults.has(String(error.code))

const dnsFaults: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'ENODATA',
  'ESERVFAIL',
  'EREFUSED',
  'ECONNREFUSED',
  'ETIMEOUT',
  'EAI_AGAIN',
])

const clientFaults = [
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoClientClosedError,
  MongoExpiredSessionError,
  NoAnswer,
]

/** The driver hides what broke a bulk write inside an error that looks like the server's answer. */
const unwrapped = (error: unknown): unknown =>
  error instanceof MongoBulkWriteError && error.errorResponse instanceof Error
    ? error.errorResponse
    : error

/**
 * What a failed operation means to its caller.
 *
 * @returns {@link Unavailable} for a server that is away, or that answered that it cannot do it
 *   now; `unauthorized` where it does not take our credentials, `forbidden` where they do not
 *   suffice: both can be put right on the server while we run. Anything else as it came.
 */
export const meaningOfFault = (error: unknown): unknown => {
  if (isConnectionFault(error)) return unavailable('MongoDB cannot be reached', 'store-down', error)
  if (!(error instanceof MongoServerError)) return error
  if (error.code === AUTHENTICATION_FAILED) {
    return unavailable('MongoDB does not take the credentials', 'unauthorized', error)
  }
  if (error.code === UNAUTHORIZED) {
    return unavailable('MongoDB does not permit it to this user', 'forbidden', error)
  }
  const isPassing = codesOf(error).some((code) => passingCodes.has(Number(code)))
  return isPassing ? unavailable('MongoDB cannot do it now', 'store-down', error) : error
}

/** Whether a document with this key is there already. Takes a whole error or one of a bulk's. */
export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 11_000

const UNAUTHORIZED = 13
const AUTHENTICATION_FAILED = 18

/** What the server answers while it changes its role, ends, is overwhelmed, or has no room. */
const passingCodes: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  46, // LockBusy
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout: written, and not yet on a majority
  89, // NetworkTimeout
  91, // ShutdownInProgress
  94, // NotYetInitialized: a replica set that nobody has initiated
  100, // UnsatisfiableWriteConcern
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  317, // ConnectionPoolExpired
  365, // TemporarilyUnavailable
  384, // ConnectionError
  462, // IngressRequestRateLimitExceeded
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
])

/** A bulk write carries the codes of its single writes, and of its write concern, inside. */
const codesOf = (error: MongoServerError): unknown[] =>
  error instanceof MongoBulkWriteError
    ? [
        error.code,
        error.result.getWriteConcernError()?.code,
        ...[error.writeErrors].flat().map(({ code }) => code),
      ]
    : [error.code]

const unavailable = (message: string, code: FailureCode, cause: unknown) =>
  new Unavailable(message, { code, cause })
