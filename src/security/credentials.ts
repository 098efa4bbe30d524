import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'

/** What callers prove themselves with. */
export type Credentials = {
  /** Whether anything has to be proved at all. */
  isClosed: boolean
  /** Whether an `Authorization` header proves it: Basic with name and password, or Bearer. */
  prove(authorization: string | null): boolean
}

/**
 * Makes the check of credentials. They are compared as digests, in a time that tells nothing of
 * them: `timingSafeEqual` itself throws on unequal lengths.
 */
export const createCredentials = ({ username, password, apiKey }: Config['auth']): Credentials => {
  const basic = password === null ? null : digest(`${username}:${password}`)
  const bearer = apiKey === null ? null : digest(apiKey)
  return {
    isClosed: basic !== null || bearer !== null,
    prove(authorization) {
      const [, scheme, token] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? []
      if (scheme === undefined || token === undefined) return false
      if (/^basic$/i.test(scheme)) return isEqual(basic, Buffer.from(token, 'base64'))
      return /^bearer$/i.test(scheme) && isEqual(bearer, token)
    },
  }
}

const digest = (secret: string | Uint8Array): Uint8Array =>
  createHash('sha256').update(secret).digest()

const isEqual = (known: Uint8Array | null, given: string | Uint8Array): boolean =>
  known !== null && timingSafeEqual(known, digest(given))
