import type { StaticDecode, TSchema } from '@sinclair/typebox'
import { Unavailable } from '../domain.ts'
import { request, requestJson } from '../lib/request.ts'
import type { MediaServerDeps } from './server.ts'

/** Libraries with many folders, and tasks with long names, stay far below this: 4 MiB. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024

/** The calls that both products share the manner of. Paths begin with `/`. */
export type Calls = {
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
  const options = (path: string, headers: Readonly<Record<string, string>>) => ({
    upstream,
    url: `${deps.address.url}${path}`,
    headers: { accept: 'application/json', ...headers },
    timeoutMs: deps.timeoutMs,
    signal: deps.signal,
    verifyTls: deps.address.verifyTls,
    maxBytes: LARGEST_ANSWER_BYTES,
    ...(deps.fetch ? { fetch: deps.fetch } : {}),
  })
  return {
    get: (schema, path, headers = {}) => requestJson(schema, options(path, headers)),
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
