import { type Host, matchesName, parseHost } from './host.ts'

/** An origin of the web, with the port that its scheme implies where it names none. */
export type Origin = { scheme: 'http' | 'https'; host: Host; port: number }

const defaultPorts = { http: 80, https: 443 } as const

/** @returns `null` for `null`, for two origins joined to one, and for every other scheme. */
export const parseOrigin = (raw: string): Origin | null => {
  const [, rawScheme, authority] = /^(https?):\/\/(.+)$/i.exec(raw) ?? []
  if (rawScheme === undefined || authority === undefined) return null
  const scheme = rawScheme.toLowerCase() === 'https' ? 'https' : 'http'
  const host = parseHost(authority)
  return host === null ? null : { scheme, host, port: host.port ?? defaultPorts[scheme] }
}

/**
 * Whether a page of this origin was served by the host that it calls. The schemes are not
 * compared, because TLS may end at a proxy: a Host without a port then stands for either scheme's
 * own port, and so for any origin on the port of its own scheme.
 */
export const isSameHost = ({ scheme, host, port }: Origin, called: Host): boolean =>
  host.name === called.name && port === (called.port ?? defaultPorts[scheme])

/**
 * Whether the owner named this origin.
 *
 * @param allowedOrigins With their scheme; the host may be `*.suffix`.
 */
export const isNamedOrigin = (origin: Origin, allowedOrigins: readonly string[]): boolean =>
  allowedOrigins.some((allowed) => {
    const [, scheme, wildcard = '', authority = ''] =
      /^(https?):\/\/(\*\.)?(.+)$/.exec(allowed) ?? []
    const named = parseOrigin(`${scheme}://${authority}`)
    return (
      named !== null &&
      named.scheme === origin.scheme &&
      named.port === origin.port &&
      matchesName(origin.host.name, wildcard + named.host.name)
    )
  })
