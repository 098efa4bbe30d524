import { isIPv4, isIPv6 } from 'node:net'

/** Names under these suffixes cannot be registered, so no stranger's page can be called so. */
const HOME_SUFFIXES = [
  '.local',
  '.lan',
  '.home',
  '.home.arpa',
  '.internal',
  '.localdomain',
  '.localhost',
]

const LONGEST_NAME = 253

/** A host as it stands in `Host` or in an origin, lower-case. */
export type Host = {
  /** A name, an IPv4 address, or an IPv6 address in brackets. */
  name: string
  /** `null` where none was given. */
  port: number | null
  isAddress: boolean
}

/**
 * Parses a raw Host by a strict grammar: a name, an IPv4 address in four plain parts, or an IPv6
 * address in brackets, and a port if there is one. One dot behind a name is taken for none.
 *
 * @returns `null` for anything else, such as two hosts joined to one.
 */
export const parseHost = (raw: string): Host | null => {
  const [, rawName, rawPort] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(raw) ?? []
  if (rawName === undefined) return null
  const port = rawPort === undefined ? null : Number(rawPort)
  if (port !== null && port > 65_535) return null
  const name = rawName.toLowerCase().replace(/\.$/, '')
  if (name.startsWith('[')) {
    return isIPv6(name.slice(1, -1)) ? { name, port, isAddress: true } : null
  }
  if (isIPv4(name)) return { name, port, isAddress: true }
  return isName(name) ? { name, port, isAddress: false } : null
}

/**
 * Whether requests for this host are answered: a page that got a public name to lead here, which
 * is how DNS rebinding works, cannot be called by any of these.
 *
 * @param allowedHosts Exact names, or `*.suffix` for every name below it.
 */
export const isKnownHost = ({ name, isAddress }: Host, allowedHosts: readonly string[]): boolean =>
  isAddress ||
  !name.includes('.') ||
  HOME_SUFFIXES.some((suffix) => name.endsWith(suffix)) ||
  allowedHosts.some((allowed) => matchesName(name, allowed))

/** Whether a name means the machine itself, to whoever calls by it. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' ||
  name.endsWith('.localhost') ||
  name === '[::1]' ||
  /^127(\.\d+){3}$/.test(name)

/** Whether who listens on it, an address without brackets, is reached by the machine itself alone. */
export const isLoopbackAddress = (address: string): boolean =>
  isLoopbackName(isIPv6(address) ? `[${address}]` : address)

/** Whether a name is the allowed one, or stands below an allowed `*.suffix`. */
export const matchesName = (name: string, allowed: string): boolean =>
  allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed

/** A name that ends in a number is read as an IPv4 address by browsers; ours are parsed before. */
const isName = (name: string): boolean => {
  const labels = name.split('.')
  const isNumber = /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')
  return (
    !isNumber &&
    name.length <= LONGEST_NAME &&
    labels.every((label) => label.length > 0 && label.length <= 63)
  )
}
