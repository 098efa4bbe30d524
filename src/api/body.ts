import { InvalidInput } from '../domain.ts'
import { bodyFromForm } from '../settings/form.ts'

/** The largest body that is read here: 64 KiB. */
const LARGEST_BODY_BYTES = 64 * 1024

/** A body that is not looked into: it is too large, or of a type that is not taken. */
export class BodyRefused extends Error {
  override name = 'BodyRefused'
  readonly code: 'payload_too_large' | 'unsupported_media_type'

  constructor(code: BodyRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Reads a request's settings document: JSON, or an urlencoded form whose fields are named by
 * their path. What it holds is not looked at.
 *
 * @returns `undefined` for an empty body.
 * @throws {BodyRefused} More than 64 KiB, or another type.
 * @throws {InvalidInput} What cannot be parsed.
 */
export const readBody = async (request: Request): Promise<unknown> => {
  const bytes = await readBytes(request)
  if (bytes.byteLength === 0) return undefined
  const [type = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  const parse = parsers.get(type.trim())
  if (parse === undefined) {
    const message = 'The body must be application/json or application/x-www-form-urlencoded.'
    throw new BodyRefused('unsupported_media_type', message)
  }
  return parse(decode(bytes))
}

const readBytes = async (request: Request): Promise<Uint8Array> => {
  const refusal = new BodyRefused('payload_too_large', 'The body may hold 64 KiB at most.')
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY_BYTES) throw refusal
  // Not `for await`: it cancels what it leaves unread, and Bun 1.4.5 then never sends the answer.
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { value } = (await readOn(reader)) ?? {}
    if (value === undefined) return Buffer.concat(chunks)
    size += value.byteLength
    if (size > LARGEST_BODY_BYTES) throw refusal
    chunks.push(value)
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array> | undefined

const readOn = async (reader: Reader) => {
  try {
    return await reader?.read()
  } catch {
    throw unreadable('wanted is a whole one: the connection was closed before its end')
  }
}

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unreadable('wanted is text in UTF-8')
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('wanted is JSON')
  }
}

const parsers: ReadonlyMap<string, (text: string) => unknown> = new Map([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', (text) => bodyFromForm(new URLSearchParams(text))],
])

const unreadable = (message: string) => new InvalidInput([{ field: 'body', message }])
