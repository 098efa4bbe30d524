import { Type } from '@sinclair/typebox'
import type { RecordReader } from './record.ts'

const KEY_BYTES = 32

const keyRecord = Type.Object({
  bytes: Type.Uint8Array({ minByteLength: KEY_BYTES, maxByteLength: KEY_BYTES }),
})

export const endedSessionRecord = Type.Object({ id: Type.String(), until: Type.Number() })

/** A new key, for where the store has none. */
export const makeSessionKey = (): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(KEY_BYTES))

/**
 * The key out of its record.
 *
 * @throws {Error} When there is none, or when it is malformed: another one in its place would end
 *   every session.
 */
export const readSessionKey = (readRecords: RecordReader, record: unknown): Uint8Array => {
  const [found] = readRecords(keyRecord, [record])
  if (found === undefined) throw new Error('the store holds a malformed session key')
  return found.bytes
}
