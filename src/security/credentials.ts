import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Audience } from './session-keys.ts'

/** What callers prove themselves with. */
export type Credentials = {
  /** Whether anything has to be proved at all. */
  isClosed: boolean
  /** Whether an `Authorization` header proves it: Basic with name and password, or Bearer. */
  prove(authorization: string | null): boolean
  /**
   * Whether name and password may log in: anybody's where nothing is set. Where a key is all that is
   * set a person may give it for the password; a program sends it as what it is.
   */
  mayLogIn(given: { username: string; password: string }, audience: Audience): boolean
}

/**
 * Makes the check of credentials. They are compared as digests, in a time that tells nothing of
 * them: `timingSafeEqual` itself throws on unequal lengths. One digest is enough, where a stored
 * password would want a slow one: these come from the environment, in clear.
 */
export const createCredentials = ({ username, password, apiKey }: Config['auth']): Credentials => {
  const basic = password === null ? null : digest(`${username}:${password}`)
  const bearer = apiKey === null ? null : digest(apiKey)
  const name = digest(username)
  const word = password === null ? null : digest(password)
  const isClosed = basic !== null || bearer !== null
  return {
    isClosed,
    prove(authorization) {
      const [, scheme, token] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? []
      if (scheme === undefined || token === undefined) return false
      if (/^basic$/i.test(scheme)) return isEqualInUtf8OrLatin1(basic, Buffer.from(token, 'base64'))
      return /^bearer$/i.test(scheme) && isEqual(bearer, token)
    },
    mayLogIn(given, audience) {
      if (word === null && audience === 'page') {
        return !isClosed || isEqual(bearer, given.password)
      }
      const isName = isEqual(name, given.username)
      const isWord = isEqual(word, given.password)
      return !isClosed || (isName && isWord)
    },
  }
}

/** Basic is UTF-8 (RFC 7617 §2.1), but Sonarr and Radarr encode what they send as ISO-8859-1. */
const isEqualInUtf8OrLatin1 = (known: Uint8Array | null, given: Buffer): boolean =>
  isEqual(known, given) || isEqual(known, given.toString('latin1'))

const digest = (secret: string | Uint8Array): Uint8Array =>
  createHash('sha256').update(secret).digest()

const isEqual = (known: Uint8Array | null, given: string | Uint8Array): boolean =>
  known !== null && timingSafeEqual(known, digest(given))
