import { systemClock } from '../../lib/clock.ts'
import { listen } from '../listener.ts'
import type { MediaServerControl } from './control.ts'
import { createMediaServerControl } from './control.ts'
import { createMediaServerGround, type GroundOptions, shutDown } from './ground.ts'
import { empty } from './jellyfin-answers.ts'
import { findPath } from './jellyfin-paths.ts'
import { answerSetup, gate, type JellyfinPhase } from './jellyfin-phases.ts'
import { createJellyfinRoutes, type ItemRefresh } from './jellyfin-routes.ts'
import { type Caller, createRouter } from './router.ts'
import { findToken, type TokenRules } from './token.ts'

/** Seen running from 10.10 on; the two before are after their source. */
export type JellyfinVersion = '10.8.13' | '10.9.11' | '10.10.7' | '10.11.11' | '12.0.0'

export type JellyfinOptions = GroundOptions & {
  /** 0, which it is unless told otherwise, takes a free one. */
  port?: number
  hostname?: string
  /** 12.0.0 unless told otherwise. */
  version?: JellyfinVersion
  apiKey: string
  /** Tokens of users who are logged in, and whether they are administrators. */
  users?: readonly { name: string; token: string; isAdministrator: boolean }[]
  /** The base URL, such as `/jellyfin`. */
  basePath?: string
  /** Whether the old ways to send a key are heard; by default as the version has it. */
  legacyAuthorization?: boolean
  /** What the server sees beside its libraries and what is on its disk. */
  folders?: readonly string[]
  files?: readonly string[]
}

export type Jellyfin = {
  /** With the base URL, without a slash at its end. */
  readonly url: string
  control: MediaServerControl<JellyfinPhase> & { readonly itemRefreshes: readonly ItemRefresh[] }
  stop(): Promise<void>
}

/** What every version hears. */
const modernRules: TokenRules = {
  authorizationHeaders: ['authorization'],
  schemes: ['mediabrowser'],
  tokenHeaders: [],
  parameters: ['apikey'],
}

const legacyRules: TokenRules = {
  authorizationHeaders: ['x-emby-authorization', 'authorization'],
  schemes: ['mediabrowser', 'emby'],
  tokenHeaders: ['x-emby-token', 'x-mediabrowser-token'],
  parameters: ['apikey', 'api_key'],
}

/**
 * Starts a simulated Jellyfin: who may call, in which spelling, below which base URL, and what a
 * scan does, as real servers of these versions were seen to do it.
 */
export const startJellyfin = (options: JellyfinOptions): Jellyfin => {
  const { version = '12.0.0', basePath = '', users = [], libraries, clock = systemClock } = options
  const isModern = version.startsWith('12.')
  const hasSetupServer = isModern || version.startsWith('10.11.')
  const base = basePath.replace(/\/+$/, '')
  const rules = (options.legacyAuthorization ?? !isModern) ? legacyRules : modernRules
  const ground = createMediaServerGround('Jellyfin', options)
  const itemRefreshes: ItemRefresh[] = []
  let phase: JellyfinPhase = 'ready'

  const callerOf = (token: string): Caller | null => {
    // A server that was never set up has neither users nor keys.
    if (phase === 'wizard') return null
    if (token === options.apiKey) return { isAdministrator: true, user: null }
    const user = users.find((known) => known.token === token)
    return user === undefined ? null : { isAdministrator: user.isAdministrator, user: user.name }
  }
  const isSetUp = () => phase !== 'wizard'
  const route = createRouter({
    routes: createJellyfinRoutes({
      ground,
      libraries,
      folders: options.folders ?? [],
      files: () => [...(options.files ?? []), ...(options.disk?.() ?? [])],
      itemRefreshes,
      version,
      address: () => url,
      isSetUp,
    }),
    authenticate(request) {
      const found = findToken(request, rules)
      return { caller: found && callerOf(found.token), credential: found?.by ?? '' }
    },
    isSetUp,
    gate: (path) => gate(phase, { path, version }),
    unauthorized: () => empty(401),
    forbidden: () => empty(403),
  })
  const answer = async (request: Request): Promise<Response> => {
    ground.requests.note(request)
    const { pathname } = new URL(request.url)
    if (phase === 'setup' || phase === 'migrating') {
      return answerSetup(pathname, { phase, version, clock })
    }
    const found = findPath(pathname, { base, hasPrefixes: !isModern })
    const response =
      'path' in found
        ? await route(request, found.path)
        : new Response(null, { status: 302, headers: { location: found.location } })
    response.headers.set('server', 'Kestrel')
    response.headers.set('x-response-time-ms', '1.2')
    if (isModern) response.headers.set('content-language', 'en-US')
    return response
  }
  const listener = listen({ port: options.port, hostname: options.hostname, answer })
  const url = `${listener.url}${base}`

  return {
    url,
    control: {
      ...createMediaServerControl({ ground }),
      itemRefreshes,
      get phase() {
        return phase
      },
      set phase(next) {
        if ((next === 'setup' || next === 'migrating') && !hasSetupServer) {
          throw new Error(`Jellyfin ${version} has no server of its own for its start`)
        }
        phase = next
        if (next === 'off') void shutDown({ ground, listener })
        else listener.open()
      },
    },
    stop: () => shutDown({ ground, listener }),
  }
}
