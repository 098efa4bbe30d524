import type { Answer } from './answer-shape.ts'
import { eventually } from './eventually.ts'

/** One call of the Web API, the same for every server that it is sent to. */
export type ApiCall = {
  /** What tells it from all others. */
  name: string
  method: string
  /** Below `/api/v2/`, with its query; {@link LAST_RID} in it is the number of the last answer. */
  path: string
  body?: BodyInit
  headers?: Record<string, string>
  /** Sent without the cookie that the server has given. */
  isStranger?: boolean
  /** Sent again until this holds of the body: what was done before shows in time. */
  until?: (body: string) => boolean
  /** Whether its answer tells only what has changed, which is never quite the same. */
  isDelta?: boolean
}

/** What a call is besides its method and its path; the note tells it from the like. */
export type CallOptions = Omit<ApiCall, 'name' | 'method' | 'path'> & { note?: string }

type Parameters = Record<string, string>

/** Stands for the `rid` that the server has told last. */
export const LAST_RID = 'LAST_RID'

/** A call of any method. */
export const call = (method: string, path: string, options: CallOptions = {}): ApiCall => {
  const { note, ...rest } = options
  return { name: [method, path, ...(note ? [note] : [])].join(' '), method, path, ...rest }
}

/** A read with its parameters in the query. */
export const get = (path: string, query: Parameters = {}, options: CallOptions = {}): ApiCall => {
  const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''
  const name = `GET ${path}${noteOf(query, options)}`
  const { note: _, ...rest } = options
  return { ...rest, name, method: 'GET', path: path + search }
}

/** A call with its parameters in a form; without any it has no body. */
export const post = (path: string, form: Parameters = {}, options: CallOptions = {}): ApiCall => {
  const body = Object.keys(form).length > 0 ? { body: new URLSearchParams(form) } : {}
  const { note: _, ...rest } = options
  return { ...body, ...rest, name: `POST ${path}${noteOf(form, options)}`, method: 'POST', path }
}

const noteOf = (parameters: Parameters, { note }: CallOptions) => {
  const shown = Object.entries(parameters).map(([key, value]) => `${key}=${value}`)
  const words = note ?? shown.join(' ').replaceAll(/[0-9a-f]{40}/g, (hash) => hash.slice(0, 4))
  return words === '' ? '' : ` ${words}`
}

/**
 * Sends calls one after the other, as a program does: with the cookie that it was given last.
 *
 * @returns The answers by the names of the calls.
 */
export const converse = async (
  url: string,
  calls: readonly ApiCall[]
): Promise<ReadonlyMap<string, Answer>> => {
  const answers = new Map<string, Answer>()
  let cookie: string | null = null
  let rid = '0'
  for (const each of calls) {
    const ask = () => answerTo(`${url}/api/v2/${each.path.replace(LAST_RID, rid)}`, each, cookie)
    const answer = await askUntil(ask, each)
    answers.set(each.name, answer)
    const [given] = answer.cookies
    if (!each.isStranger && given) cookie = given.split(';')[0] ?? null
    rid = /"rid":(\d+)/.exec(answer.body)?.[1] ?? rid
  }
  return answers
}

const askUntil = async (ask: () => Promise<Answer>, { name, until }: ApiCall): Promise<Answer> => {
  let answer = await ask()
  await eventually(async () => {
    if (until === undefined || until(answer.body)) return true
    answer = await ask()
    return false
  }).catch(() => {
    throw new Error(`${name}: never; the last answer was ${answer.status} ${answer.body}`)
  })
  return answer
}

const answerTo = async (url: string, call: ApiCall, cookie: string | null): Promise<Answer> => {
  const headers = new Headers(call.headers)
  if (cookie !== null && !call.isStranger) headers.set('cookie', cookie)
  const response = await fetch(url, {
    method: call.method,
    headers,
    redirect: 'manual',
    // qBittorrent hangs up after a request that it cannot read, and the next one must not find out.
    keepalive: false,
    ...(call.body === undefined ? {} : { body: call.body }),
  })
  return {
    status: response.status,
    type: (response.headers.get('content-type') ?? '').toLowerCase(),
    cookies: response.headers.getSetCookie(),
    body: await response.text(),
  }
}
