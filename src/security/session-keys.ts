import { createHmac } from 'node:crypto'
import type { Config } from '../config.ts'

/**
 * Whom a session lets in: the programs of the emulated API, or a person everywhere else. A token
 * for one is nothing to the other, whatever cookie it is put into: each has a key of its own.
 */
export type Audience = 'program' | 'page'

/** What signs the tokens of each audience. */
export type SessionKeys = Record<Audience, Uint8Array>

/**
 * Derives the keys from the store's secret and what is to be proved, so that another name, password
 * or key is another key here.
 */
export const deriveKeys = (
  secret: Uint8Array,
  { username, password, apiKey }: Config['auth']
): SessionKeys => {
  const derive = (purpose: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, username, password, apiKey]))
      .digest()
  return { program: derive('session'), page: derive('page session') }
}
