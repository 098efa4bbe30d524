import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a session's cookie says. */
export type SessionToken = {
  /** The session's own, the same in each token that it ever gets: 22 characters. */
  id: string
  /** When the token ends, in Unix milliseconds. */
  until: number
}

/** A token as somebody presents it: their word, until it was compared with a key. */
export type PresentedToken = SessionToken & { signed: Uint8Array; tag: Uint8Array }

const ID_BYTES = 16
const UNTIL_BYTES = 6
const SIGNED_BYTES = ID_BYTES + UNTIL_BYTES

/** 54 bytes in base64url: without padding and spare bits, so that a token has one spelling only. */
const PATTERN = /^[A-Za-z0-9_-]{72}$/

/** Makes the id of a new session. */
export const createSessionId = (): string => randomBytes(ID_BYTES).toString('base64url')

/** Writes a token: id, end, and an HMAC-SHA256 over both. */
export const signToken = ({ id, until }: SessionToken, key: Uint8Array): string => {
  const signed = Buffer.alloc(SIGNED_BYTES)
  signed.write(id, 'base64url')
  signed.writeUIntBE(until, ID_BYTES, UNTIL_BYTES)
  return Buffer.concat([signed, tagOf(signed, key)]).toString('base64url')
}

/** @returns `null` for what is no token of ours, such as the `SID` of another program. */
export const parseToken = (text: string): PresentedToken | null => {
  if (!PATTERN.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  const signed = bytes.subarray(0, SIGNED_BYTES)
  return {
    id: signed.toString('base64url', 0, ID_BYTES),
    until: signed.readUIntBE(ID_BYTES, UNTIL_BYTES),
    signed,
    tag: bytes.subarray(SIGNED_BYTES),
  }
}

/** Whether this key has signed the token. */
export const isSignedWith = ({ signed, tag }: PresentedToken, key: Uint8Array): boolean =>
  timingSafeEqual(tag, tagOf(signed, key))

const tagOf = (signed: Uint8Array, key: Uint8Array): Uint8Array =>
  createHmac('sha256', key).update(signed).digest()
