import { InvalidInput } from '../domain.ts'
import { readSmallBody } from '../lib/request-body.ts'
import { type FormLimits, type MultipartForm, readMultipart } from './multipart.ts'

/** What a program says with a call, as far as qBittorrent hears it. */
export type CallInput = {
  /** By name; of a name that is there twice the last value holds. */
  parameters: ReadonlyMap<string, string>
  files: MultipartForm['files']
}

/** As many parameters, and as long ones, as the longest list of magnets needs. */
const LIMITS: FormLimits = { most: 1000, longest: 1024 * 1024 }

const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'

/**
 * Reads what came with a call: the query of a GET, and of a POST the body only.
 *
 * Whatever its type says, a body without a byte has no parameters: programs send such ones without
 * a type, as text and as binary. Another type with a body is refused
 * (qBittorrent 4.6.0, src/base/http/requestparser.cpp).
 *
 * @param isSmall Whether a body of 64 KiB is enough for the call; else it may have 11 MiB.
 * @throws {InvalidInput} A body that cannot be read, of another type, or with too much in it.
 * @throws {BodyRefused} More than 64 KiB for a call that is small.
 */
export const readCall = async (
  request: Request,
  { isSmall = false }: { isSmall?: boolean } = {}
): Promise<CallInput> => {
  if (request.method !== 'POST') return { parameters: collect(queryPairs(request.url)), files: [] }
  const body = await (isSmall ? readSmallBody(request) : readBody(request))
  if (body.byteLength === 0) return { parameters: new Map(), files: [] }
  const type = request.headers.get('content-type') ?? ''
  if (isOfType(type, FORM)) {
    return { parameters: collect(formPairs(new TextDecoder().decode(body))), files: [] }
  }
  if (!isOfType(type, MULTIPART)) throw refused('body', `wanted is ${FORM} or ${MULTIPART}`)
  const { fields, files } = await readMultipart({ type, body, limits: LIMITS })
  return { parameters: collect(fields), files }
}

const isOfType = (header: string, type: string) => header.trim().toLowerCase().startsWith(type)

/** In a query a name counts only with its `=`: `?category` asks for any, `?category=` for none. */
const queryPairs = (url: string): URLSearchParams => {
  const pairs = new URL(url).search.slice(1).split('&')
  return formPairs(pairs.filter((pair) => pair.includes('=')).join('&'))
}

/** Looks for too many pairs first: a list of the millions that fit into a body has no room. */
const formPairs = (text: string): URLSearchParams => {
  let at = -1
  for (let pairs = 0; pairs < LIMITS.most; pairs += 1) {
    at = text.indexOf('&', at + 1)
    if (at === -1) return new URLSearchParams(text)
  }
  throw refused('parameters', `wanted are up to ${LIMITS.most}`)
}

const readBody = async (request: Request): Promise<Uint8Array> => {
  try {
    return await request.bytes()
  } catch {
    throw refused('body', 'wanted is a whole one: the connection was closed before its end')
  }
}

const collect = (pairs: Iterable<[name: string, value: string]>): Map<string, string> => {
  const parameters = new Map<string, string>()
  for (const [name, value] of pairs) {
    if (Buffer.byteLength(value) > LIMITS.longest) {
      throw refused('parameters', `wanted are values of up to ${LIMITS.longest} bytes`)
    }
    parameters.set(name, value)
  }
  return parameters
}

const refused = (field: string, message: string) => new InvalidInput([{ field, message }])
