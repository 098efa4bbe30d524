import type { FailureCode } from '../upstream-error.ts'

const words: Partial<Record<FailureCode, (name: string) => string>> = {
  dns: (name) => `the name of ${name} is not known here`,
  refused: (name) => `${name} is not there: nothing listens at its address`,
  reset: (name) => `${name} broke the connection off`,
  timeout: (name) => `no answer from ${name} in time`,
  tls: (name) => `the certificate of ${name} cannot be trusted`,
  'rate-limited': (name) => `${name} wants us to wait`,
  'service-unavailable': (name) => `${name} is starting, or is not ready`,
  'server-error': (name) => `${name} had an error of its own`,
  unauthorized: (name) => `${name} does not accept the key`,
  forbidden: (name) => `${name} does not let this key refresh its libraries`,
  redirect: (name) => `${name} sends us on to another address`,
  incomplete: (name) => `${name} has no URL or no key`,
  'not-found': (name) => `${name} is not found at its address`,
}

/** Why a media server could not be asked, as part of a sentence. */
export const troubleWords = (name: string, code: FailureCode | undefined): string =>
  (code && words[code]?.(name)) ?? `${name} does not answer as a media server does`

/** Whether another key, or one with more rights, is what helps. */
export const isOfKey = (code: FailureCode): boolean =>
  code === 'unauthorized' || code === 'forbidden'

/** A part of a sentence as its beginning. */
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
