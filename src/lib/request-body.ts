import { InvalidInput } from '../domain.ts'

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

/** What a form sends that has no files. */
export const FORM_TYPE = 'application/x-www-form-urlencoded'

/** A body as text, and which of the types that are taken it is of. */
export type TextBody<Type extends string> = { type: Type; text: string }

/**
 * Reads a request's body, if it is of one of these types, which are written in lower case.
 *
 * @returns `null` for an empty body, whatever its type.
 * @throws {BodyRefused} More than 64 KiB, or another type.
 * @throws {InvalidInput} What was cut off, or is no UTF-8.
 */
export const readBodyText = async <Type extends string>(
  request: Request,
  types: readonly Type[]
): Promise<TextBody<Type> | null> => {
  const bytes = await readSmallBody(request)
  if (bytes.byteLength === 0) return null
  const [given = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  const type = types.find((taken) => taken === given.trim())
  if (type === undefined) {
    throw new BodyRefused('unsupported_media_type', `The body must be ${types.join(' or ')}.`)
  }
  return { type, text: decode(bytes) }
}

/** What is wrong with a body that cannot be parsed, without repeating it. */
export const unreadable = (message: string) => new InvalidInput([{ field: 'body', message }])

/**
 * Reads a request's body, of up to 64 KiB.
 *
 * @throws {BodyRefused} More than that; the rest is left unread.
 * @throws {InvalidInput} What was cut off.
 */
export const readSmallBody = async (request: Request): Promise<Uint8Array> => {
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
