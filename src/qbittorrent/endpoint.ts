import type { CallInput } from './parameters.ts'

/** A call that was read, and which program made it. */
export type Call = CallInput & {
  request: Request
  /** The program's name from its User-Agent, such as `Sonarr`. */
  program: string
}

/** Answers one action. Throws {@link Refused} for what it will not do. */
export type Endpoint = (call: Call) => Response | Promise<Response>

/** The actions of one group, such as `torrents`: reads take GET and POST, writes POST alone. */
export type Endpoints = {
  group: string
  /** Whether its calls bring little: strangers may send some, and must not fill the memory. */
  isSmall?: boolean
  reads: Readonly<Record<string, Endpoint>>
  writes: Readonly<Record<string, Endpoint>>
}

/** A refusal in the API's own manner: a status and a sentence as text. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: 200 | 400 | 404 | 405 | 409 | 415
  /** What the owner is told of it. */
  readonly reason: string

  constructor(status: Refused['status'], message: string, reason = message) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

/** The refusal of a login and of an add, a 200. */
export const fails = (reason: string): Refused => new Refused(200, 'Fails.', reason)

/** What qBittorrent says of a torrent that it does not have. */
export const notFound = (): Refused => new Refused(404, 'Not Found')

/** An answer as text; the type is written as qBittorrent writes it. */
export const text = (body: string, status = 200): Response =>
  new Response(body, { status, headers: { 'content-type': 'text/plain; charset=UTF-8' } })

/** The answer to a write that was done: nothing, as text. */
export const done = (): Response => text('')

/** An answer as JSON. */
export const json = (body: unknown): Response => rawJson(JSON.stringify(body))

/** As `json`, for what is JSON already. */
export const rawJson = (body: string | Uint8Array<ArrayBuffer>): Response =>
  new Response(body, { headers: { 'content-type': 'application/json' } })

/**
 * A parameter that must be there; it may be empty.
 *
 * @throws {Refused} 400, with the parameter's name.
 */
export const required = ({ parameters }: Pick<Call, 'parameters'>, name: string): string => {
  const value = parameters.get(name)
  if (value === undefined) throw new Refused(400, `Missing required parameter: ${name}`)
  return value
}

/** The longest name of a torrent or a category that is taken, in characters: nobody reads more. */
export const LONGEST_NAME = 1000
