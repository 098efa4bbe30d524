import type { StaticDecode, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Misconfigured, Rejected, Unavailable, type UpstreamError } from '../upstream-error.ts'
import { withDeadline } from './deadline.ts'
import { fromNetwork } from './network-error.ts'

/** So much of a refusal is kept, in characters: it can name a path, and JSON that is cut says nothing. */
const LONGEST_SAID = 8192

/** The largest answer that is read unless a caller allows more: 1 MiB. */
const LARGEST_ANSWER_BYTES = 1024 * 1024

export type RequestOptions = {
  /** Who is asked, for the error's message: `Jellyfin`, `engine`. */
  upstream: string
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string | FormData
  /** The whole call, from the name's resolution to the last byte of the body. */
  timeoutMs: number
  /** Ends the call early, when the service stops. */
  signal?: AbortSignal | undefined
  /** `false` takes any certificate, for a server that its owner has set so. */
  verifyTls?: boolean
  maxBytes?: number
  fetch?: typeof fetch
  trace?: CallTrace | undefined
}

/** Does a whole call as a part of a trace: gives it headers to send, and hears of its status. */
export type CallTrace = <T>(
  call: RequestOptions,
  send: (span: {
    headers: Readonly<Record<string, string>>
    noteStatus: (status: number) => void
  }) => Promise<T>
) => Promise<T>

export type Answer = {
  status: number
  headers: Headers
  text: string
}

/**
 * Calls a neighbour once. Redirects are never followed: one answers a POST with a web page and a
 * 200, and Bun hands `X-Emby-Token` to whatever origin it points to. A proxy of the environment is
 * never asked.
 *
 * @returns The answer, for a status from 200 to 299.
 * @throws {Unavailable} No answer in time, no connection, a certificate that cannot be trusted,
 *   429, 5xx, or more than `maxBytes`.
 * @throws {Misconfigured} A redirect, 401 or 403.
 * @throws {Rejected} Any other status; 404 has the code `not-found`.
 */
export const request = (options: RequestOptions): Promise<Answer> =>
  exchange(options, (response) => readAnswer(response, options))

/**
 * Calls a neighbour once, and has the body of its answer read while it comes.
 *
 * @param read Gets the bytes, under the call's deadline and up to its cap.
 * @throws As {@link request}, and what `read` throws.
 */
export const receive = <T>(
  options: RequestOptions,
  read: (body: AsyncIterable<Uint8Array>) => Promise<T>
): Promise<T> => exchange(options, (response) => read(readBody(response, options)))

/**
 * Calls a neighbour and parses its JSON answer by a schema.
 *
 * @throws As {@link request}, and {@link Unavailable} with `not-json` for an answer that is not JSON
 *   (a web page stands in its place, for a while or for good) or `unexpected-answer` for one of
 *   another shape.
 */
export const requestJson = async <Schema extends TSchema>(
  schema: Schema,
  options: RequestOptions
): Promise<StaticDecode<Schema>> => parseAnswer(schema, (await request(options)).text, options)

/** What an answer says, by a schema. Throws as {@link requestJson}. */
export const parseAnswer = <Schema extends TSchema>(
  schema: Schema,
  text: string,
  options: RequestOptions
): StaticDecode<Schema> => {
  const parsed = parseJson(text)
  if (parsed === undefined) {
    throw new Unavailable(`${describe(options)} did not answer with JSON`, { code: 'not-json' })
  }
  if (!Value.Check(schema, parsed)) {
    const where = Value.Errors(schema, parsed).First()
    const found = where ? ` (${where.path || '/'}: ${where.message})` : ''
    throw new Unavailable(`${describe(options)} answered something unexpected${found}`, {
      code: 'unexpected-answer',
    })
  }
  return Value.Decode(schema, parsed)
}

const exchange = <T>(
  options: RequestOptions,
  read: (response: Response) => Promise<T>
): Promise<T> => {
  const { trace } = options
  if (trace === undefined) return attempt(options, read)
  return trace(options, ({ headers, noteStatus }) =>
    attempt({ ...options, headers: { ...options.headers, ...headers } }, (response) => {
      noteStatus(response.status)
      return read(response)
    })
  )
}

const attempt = async <T>(
  options: RequestOptions,
  read: (response: Response) => Promise<T>
): Promise<T> => {
  const { timeoutMs, signal: outer } = options
  try {
    return await withDeadline({ timeoutMs, outer }, async (signal) => {
      const response = await send(options, signal)
      if (response.ok) return await read(response)
      throw fromStatus(options, await readRefusal(response, options))
    })
  } catch (error) {
    throw fromNetwork(error, { call: describe(options), isStopping: outer?.aborted ?? false })
  }
}

const send = async (options: RequestOptions, signal: AbortSignal): Promise<Response> => {
  const { method = 'GET', url, headers, body, verifyTls = true } = options
  return await (options.fetch ?? fetch)(url, {
    method,
    redirect: 'manual',
    // Asked for plain; what comes packed all the same is unpacked as it is read, up to the cap.
    headers: { 'accept-encoding': 'identity', 'user-agent': 'torrent-notifier', ...headers },
    ...(body === undefined ? {} : { body }),
    signal,
    // Neighbours are at home, where no proxy leads; without this Bun asks that of the environment.
    proxy: false,
    ...(verifyTls ? {} : { tls: { rejectUnauthorized: false } }),
  })
}

/**
 * Reads a body up to its cap, which counts unpacked bytes.
 *
 * @param call What was asked, for the error's message.
 * @throws {Unavailable} `too-large` past the cap.
 */
export async function* readChunks(
  response: Response,
  { call, maxBytes }: { call: string; maxBytes: number }
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) {
      const facts = { code: 'too-large', status: response.status } as const
      throw new Unavailable(`${call} answered more than ${maxBytes} bytes`, facts)
    }
    yield chunk
  }
}

const readBody = (response: Response, options: RequestOptions): AsyncIterable<Uint8Array> => {
  const { maxBytes = LARGEST_ANSWER_BYTES } = options
  return readChunks(response, { call: describe(options), maxBytes })
}

async function* readText(response: Response, options: RequestOptions): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of readBody(response, options)) {
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}

const readAnswer = async (response: Response, options: RequestOptions): Promise<Answer> => {
  const parts = await Array.fromAsync(readText(response, options))
  const { status, headers } = response
  return { status, headers, text: parts.join('') }
}

/** The status counts, whatever becomes of the words: no more of them are read than are kept. */
const readRefusal = async (response: Response, options: RequestOptions): Promise<Answer> => {
  let text = ''
  try {
    for await (const part of readText(response, options)) {
      text += part
      if (text.length >= LONGEST_SAID) break
    }
  } catch {
    // What has come is told.
  }
  const { status, headers } = response
  return { status, headers, text }
}

const fromStatus = (options: RequestOptions, { status, headers, text }: Answer): UpstreamError => {
  const message = `${describe(options)} answered ${status}`
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
  const facts = { status, retryAfterMs, said: text.slice(0, LONGEST_SAID) }
  if (status >= 300 && status < 400) {
    const location = headers.get('location') ?? undefined
    return new Misconfigured(message, { ...facts, code: 'redirect', location })
  }
  if (status === 401) return new Misconfigured(message, { ...facts, code: 'unauthorized' })
  if (status === 403) return new Misconfigured(message, { ...facts, code: 'forbidden' })
  if (status === 404) return new Rejected(message, { ...facts, code: 'not-found' })
  if (status === 429) return new Unavailable(message, { ...facts, code: 'rate-limited' })
  if (status === 503) return new Unavailable(message, { ...facts, code: 'service-unavailable' })
  if (status >= 500) return new Unavailable(message, { ...facts, code: 'server-error' })
  return new Rejected(message, { ...facts, code: 'rejected' })
}

/** `Retry-After` in milliseconds: seconds, or an HTTP date (RFC 9110 §10.2.3). */
const parseRetryAfter = (value: string | null): number | undefined => {
  if (value === null) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: `undefined` says so, since no JSON text parses to it.
    return undefined
  }
}

/** The call without its query: keys and names have no place in messages. */
const describe = ({ upstream, method = 'GET', url }: RequestOptions): string =>
  `${upstream}: ${method} ${URL.parse(url)?.pathname ?? '(no URL)'}`
