import assert from 'node:assert/strict'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** An answer as programs read it. */
export type Answer = { status: number; headers: Headers; text: string }

const TEXT_TYPE = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json'

/** Reads bytes as strict programs do: UTF-8 throughout, and without a mark of it before them. */
export const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

/** Checks that an answer is this text, to the byte, and is said to be one. */
export const assertText = (answer: Answer, text: string, status = 200): void => {
  assert.deepEqual([answer.status, answer.text], [status, text])
  assert.equal(answer.headers.get('content-type')?.toLowerCase(), TEXT_TYPE)
}

/**
 * Reads an answer as JSON of this shape.
 *
 * @throws For another status or type, and for the first field that is not of its kind.
 */
export const readJson = <Schema extends TSchema>(
  schema: Schema,
  { status, headers, text }: Answer
): Static<Schema> => {
  assert.equal(status, 200, `${status} ${text.slice(0, 200)}`)
  assert.equal(headers.get('content-type'), JSON_TYPE)
  const value: unknown = JSON.parse(text)
  for (const { path, message, value: found } of Value.Errors(schema, value)) {
    assert.fail(`${path}: ${message}: ${JSON.stringify(found)}`)
  }
  return value as Static<Schema> // the schema has found no error in it
}

/** Checks that a write was done: 200, and nothing said. */
export const assertDone = (answer: Answer): void => assertText(answer, '')
