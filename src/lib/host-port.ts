/** An address as URLs and `HTTP_ADDR` write it: an IPv6 address stands in brackets (RFC 3986). */
export const hostPort = (hostname: string, port: number): string =>
  `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
