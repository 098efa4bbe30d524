import type { StaticDecode, TSchema } from '@sinclair/typebox'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { templateOf } from '../../lib/path-template.ts'
import { type Answer, type RequestOptions, request, requestJson } from '../../lib/request.ts'
import { type FailureCode, Unavailable, UpstreamError } from '../../upstream-error.ts'
import { createCallRate } from './call-rate.ts'
import { requestPage } from './engine-page.ts'

/** How long one call may take where its caller says nothing, in milliseconds. */
const TIMEOUT_MS = 4500
/** A list of 10,000 torrents has 2.6 MB; sessions carry their files. */
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
/** The engine allows 100 a second for everybody together, its own page included. */
const CALLS_PER_SECOND = { lists: 10, states: 20, single: 30 }

/** Which share of the engine's patience a call is taken from: lists must not wait for the others. */
export type CallKind = keyof typeof CALLS_PER_SECOND

export type EngineCall = Pick<RequestOptions, 'method' | 'headers' | 'body'> & {
  path: string
  kind?: CallKind
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** Calls of the engine, each with its own deadline, spread in time. */
export type EngineCalls = {
  /** Makes a call in its turn. Rejects as `request` does. */
  send(call: EngineCall): Promise<Answer>
  /** Makes a call in its turn and parses the answer. Rejects as `requestJson` does. */
  ask<Schema extends TSchema>(schema: Schema, call: EngineCall): Promise<StaticDecode<Schema>>
  /** Makes a call in its turn and reads the items of a page. Rejects as `requestJson` does. */
  askItems<T>(call: EngineCall, read: (item: unknown) => T): Promise<T[]>
  /** As `ask`, out of turn, for what the engine does not count. */
  askAtOnce<Schema extends TSchema>(schema: Schema, call: EngineCall): Promise<StaticDecode<Schema>>
}

export type EngineCallsOptions = {
  /** The engine's address without a trailing slash. */
  baseUrl: string
  fetch?: RequestOptions['fetch']
  /** Ends every call, when the service stops. */
  signal?: AbortSignal
  /** One call, from its start to the last byte, where it says nothing itself. */
  timeoutMs?: number
  clock?: Clock
  /** Told of each call once it has ended, to be counted. */
  observe?: (call: ObservedCall) => void
  trace?: RequestOptions['trace']
}

/** Every call that is made, as it is counted. */
export const engineCallNames = [
  'GET /internal/health/player',
  'GET /settings/storage',
  'GET /torrents',
  'GET /torrents/state',
  'GET /torrents/:id',
  'GET /torrents/:id/state',
  'POST /torrents',
  'POST /torrents/:id/start',
  'POST /torrents/bulk/stop',
  'POST /torrents/bulk/delete',
  'PUT /torrents/:id/tags',
] as const

/** A call that has ended. */
export type ObservedCall = {
  /** Method and path, one of {@link engineCallNames}. */
  call: string
  /** `ok`, or why it failed. */
  outcome: 'ok' | FailureCode
  /** From its turn to its last byte. */
  ms: number
}

/**
 * Makes the calls. What the engine calls too many requests is waited out where that is short, and
 * is `Unavailable` (`rate-limited`) where not.
 */
export const createEngineCalls = ({
  baseUrl,
  fetch,
  signal,
  timeoutMs = TIMEOUT_MS,
  clock = systemClock,
  observe,
  trace,
}: EngineCallsOptions): EngineCalls => {
  const createRate = (kind: CallKind) =>
    createCallRate({ perSecond: CALLS_PER_SECOND[kind], longestWaitMs: timeoutMs, clock })
  const rates = {
    lists: createRate('lists'),
    states: createRate('states'),
    single: createRate('single'),
  }

  const toOptions = ({ path, kind: _, signal: own, ...call }: EngineCall): RequestOptions => ({
    upstream: 'engine',
    url: baseUrl + path,
    timeoutMs,
    signal: own ?? signal,
    maxBytes: LARGEST_ANSWER_BYTES,
    trace,
    ...(fetch ? { fetch } : {}),
    ...call,
  })
  const observed = async <T>(call: EngineCall, work: () => Promise<T>): Promise<T> => {
    if (observe === undefined) return await work()
    const startedAt = clock.monotonic()
    const end = (outcome: ObservedCall['outcome']) =>
      observe({ call: nameOf(call), outcome, ms: clock.monotonic() - startedAt })
    try {
      const result = await work()
      end('ok')
      return result
    } catch (error) {
      end(error instanceof UpstreamError ? error.code : 'rejected')
      throw error
    }
  }
  const inTurn = async <T>(call: EngineCall, work: () => Promise<T>): Promise<T> => {
    await rates[call.kind ?? 'single'].turn(signal)
    return await observed(call, work).catch((error: unknown): never => {
      if (error instanceof Unavailable && error.status === 429) {
        for (const rate of Object.values(rates)) rate.hold(error.retryAfterMs)
      }
      throw error
    })
  }

  return {
    send: (call) => inTurn(call, () => request(toOptions(call))),
    ask: (schema, call) => inTurn(call, () => requestJson(schema, toOptions(call))),
    askItems: (call, read) => inTurn(call, () => requestPage(toOptions(call), read)),
    askAtOnce: (schema, call) => observed(call, () => requestJson(schema, toOptions(call))),
  }
}

/** A call without what tells one torrent from another. */
const nameOf = ({ method = 'GET', path }: EngineCall): string => {
  const [route = ''] = path.split('?')
  return `${method} ${templateOf(route)}`
}
