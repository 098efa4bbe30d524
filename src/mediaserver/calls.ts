import type { StaticDecode, TSchema } from '@sinclair/typebox'
import { type Answer, parseAnswer, type RequestOptions, request } from '../lib/request.ts'
import { Misconfigured, Unavailable, UpstreamError } from '../upstream-error.ts'
import type { MediaServerDeps } from './server.ts'

/** Libraries with many folders, and tasks with long names, stay far below this: 4 MiB. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024
/** So much is kept of an answer that is none, in characters. */
const LONGEST_SAID = 8192

/** The calls that both products share the manner of. Paths begin with `/`. */
export type Calls = {
  /** Throws as `requestJson`, with what was said in place of the JSON. */
  get<Schema extends TSchema>(
    schema: Schema,
    path: string,
    headers?: Readonly<Record<string, string>>
  ): Promise<StaticDecode<Schema>>
  /** Posts a body as JSON, or none. */
  post(path: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<void>
}

/** Makes the calls of one server, named `upstream` in errors. */
export const createCalls = (upstream: string, deps: MediaServerDeps): Calls => {
  const options = (path: string, headers: Readonly<Record<string, string>>): RequestOptions => ({
    upstream,
    url: `${deps.address.url}${path}`,
    headers: { accept: 'application/json', ...headers },
    timeoutMs: deps.timeoutMs,
    signal: deps.signal,
    verifyTls: deps.address.verifyTls,
    maxBytes: LARGEST_ANSWER_BYTES,
    trace: deps.trace,
    ...(deps.fetch ? { fetch: deps.fetch } : {}),
  })
  return {
    async get(schema, path, headers = {}) {
      const asked = options(path, headers)
      const answer = await request(asked).catch((error: unknown) => {
        throw withWholeLocation(error, asked.url)
      })
      try {
        return parseAnswer(schema, answer.text, asked)
      } catch (error) {
        throw withAnswer(error, answer)
      }
    },
    async post(path, headers, body) {
      const answer = await request({
        ...options(path, { 'content-type': 'application/json', ...headers }),
        method: 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      // A login page in front answers everything with a web page and 200: nothing was refreshed.
      const type = answer.headers.get('content-type') ?? ''
      if (/html/i.test(type) || answer.text.trimStart().startsWith('<')) {
        throw new Unavailable(`${upstream}: POST ${path} was answered by a web page`, {
          code: 'not-json',
          status: answer.status,
        })
      }
    },
  }
}

/** Jellyfin's redirects are relative to what was asked, which whoever reads the error cannot know. */
const withWholeLocation = (error: unknown, asked: string): unknown => {
  if (!(error instanceof Misconfigured) || error.location === undefined) return error
  const location = URL.parse(error.location, asked)?.href
  return new Misconfigured(error.message, { code: error.code, status: error.status, location })
}

const withAnswer = (error: unknown, { status, text }: Answer): unknown =>
  error instanceof UpstreamError
    ? new Unavailable(error.message, {
        code: error.code,
        status,
        said: text.slice(0, LONGEST_SAID),
      })
    : error
