import { isIPv4 } from 'node:net'

/** The longest address that is taken, in characters. */
const LONGEST_ADDRESS = 2048

const HIGHEST_PORT = 65_535

const WANTED = 'wanted is an absolute http or https URL such as http://jellyfin:8096'

export type ParsedAddress = { address: string } | { problem: string }

/**
 * Parses what a person typed as a media server's address.
 *
 * The address comes back as the URL parser understands it, so that what is shown is where calls
 * go: `http://2130706433/` is `http://127.0.0.1`. A base path is kept, trailing slashes are not.
 * Private networks are the purpose and allowed; refused are the addresses at which no media server
 * can be, and cloud metadata services can: link-local, multicast and unspecified ones.
 */
export const parseAddress = (text: string): ParsedAddress => {
  const typed = text.trim()
  if (typed.length > LONGEST_ADDRESS) {
    return { problem: `is longer than ${LONGEST_ADDRESS} characters; ${WANTED}` }
  }
  // The URL parser would mend a missing slash, a backslash and an inner line break.
  if (!/^https?:\/\/[^/\\\s]+[^\\\s]*$/i.test(typed))
    return { problem: `is not an address; ${WANTED}` }
  const url = URL.parse(typed)
  if (url === null) {
    const [, port] = /^https?:\/\/[^/]*:(\d+)(?:\/|$)/i.exec(typed) ?? []
    const isTooHigh = Number(port) > HIGHEST_PORT
    const fault = isTooHigh ? `has a port above ${HIGHEST_PORT}` : 'is not an address'
    return { problem: `${fault}; ${WANTED}` }
  }
  if (/^https?:\/\/[^/?#]*@/i.test(typed)) {
    return { problem: 'must not hold a user name or password; wanted is the address alone' }
  }
  if (/[?#]/.test(typed)) {
    return { problem: 'must not hold a query or fragment; wanted is the address alone' }
  }
  if (isForbiddenHost(url.hostname)) {
    return { problem: 'is not an address at which a media server can be' }
  }
  return { address: url.origin + url.pathname.replace(/\/+$/, '') }
}

/**
 * Scheme, host and port of an address, by which a key belongs to its server.
 *
 * @param address A parsed address, or the empty text.
 * @returns `null` where there is no address.
 */
export const originOf = (address: string): string | null => URL.parse(address)?.origin ?? null

/** `hostname` is in the URL parser's own spelling. */
const isForbiddenHost = (hostname: string): boolean => {
  if (isIPv4(hostname)) return isForbiddenIpv4(hostname.split('.').map(Number))
  return hostname.startsWith('[') && isForbiddenIpv6(groupsOf(hostname.slice(1, -1)))
}

/** 0.0.0.0/8, 169.254.0.0/16, and everything from 224.0.0.0 up: RFC 6890. */
const isForbiddenIpv4 = ([first = 0, second = 0]: readonly number[]): boolean =>
  first === 0 || first >= 224 || (first === 169 && second === 254)

/** fe80::/10, ff00::/8, fd00:ec2::/32, `::`, and IPv4 addresses inside the wider form. */
const isForbiddenIpv6 = (groups: readonly number[]): boolean => {
  const [first = 0, second = 0] = groups
  if ((first & 0xffc0) === 0xfe80 || first >= 0xff00) return true
  if (first === 0xfd00 && second === 0x0ec2) return true
  return embedsIpv4(groups) && isForbiddenEmbedded(groups.slice(6))
}

/** ::a.b.c.d (RFC 4291 §2.5.5.1), ::ffff:a.b.c.d (§2.5.5.2) and 64:ff9b::a.b.c.d (RFC 6052). */
const embedsIpv4 = (groups: readonly number[]): boolean =>
  /^(0,0,0,0,0,(0|65535)|100,65435,0,0,0,0)$/.test(groups.slice(0, 6).join(','))

const isForbiddenEmbedded = ([high = 0, low = 0]: readonly number[]): boolean => {
  const isLoopback = high === 0 && low === 1
  return !isLoopback && isForbiddenIpv4([high >> 8, high & 0xff, low >> 8, low & 0xff])
}

/** The eight groups of an IPv6 address in the URL parser's spelling: hex, at most one `::`. */
const groupsOf = (address: string): number[] => {
  const [head = '', tail] = address.split('::')
  const parse = (part: string) =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16))
  const before = parse(head)
  const after = parse(tail ?? '')
  const gap = new Array<number>(8 - before.length - after.length).fill(0)
  return [...before, ...gap, ...after]
}
