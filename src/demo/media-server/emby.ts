import { listen } from '../listener.ts'
import { createMediaServerControl, type MediaServerControl } from './control.ts'
import { createEmbyRoutes } from './emby-routes.ts'
import { createMediaServerGround, type GroundOptions, shutDown } from './ground.ts'
import { type Caller, createRouter } from './router.ts'
import { findToken, type TokenRules } from './token.ts'

/**
 * What an Emby server is going through: nobody listens, it starts, it is up; up, but the caller's
 * address is shut out (as its last open source has it).
 */
export type EmbyPhase = 'off' | 'loading' | 'ready' | 'blocked'

export type EmbyVersion = '4.8.11.0' | '4.9.1.90'

export type EmbyOptions = GroundOptions & {
  /** 0, which it is unless told otherwise, takes a free one. */
  port?: number
  hostname?: string
  /** 4.9.1.90 unless told otherwise. */
  version?: EmbyVersion
  apiKey: string
  /** Tokens of users who are logged in, and whether they are administrators. */
  users?: readonly { name: string; token: string; isAdministrator: boolean }[]
}

export type Emby = {
  /** Without `/emby`, which is understood before every path. */
  readonly url: string
  control: MediaServerControl<EmbyPhase>
  stop(): Promise<void>
}

/** A token in an authorization header wins over `X-Emby-Token`; `ApiKey` is Jellyfin's alone. */
const tokenRules: TokenRules = {
  authorizationHeaders: ['x-emby-authorization', 'authorization'],
  schemes: ['mediabrowser', 'emby'],
  tokenHeaders: ['x-emby-token', 'x-mediabrowser-token'],
  parameters: ['api_key'],
}

/** Starts a simulated Emby, after its published interface; it was never seen running. */
export const startEmby = (options: EmbyOptions): Emby => {
  const { users = [], libraries, version = '4.9.1.90' } = options
  const ground = createMediaServerGround('Emby', options)
  let phase: EmbyPhase = 'ready'

  const callerOf = (token: string): Caller | null => {
    if (token === options.apiKey) return { isAdministrator: true, user: null }
    const user = users.find((known) => known.token === token)
    return user === undefined ? null : { isAdministrator: user.isAdministrator, user: user.name }
  }
  const route = createRouter({
    routes: createEmbyRoutes({ ground, libraries, version, address: () => listener.url }),
    authenticate(request) {
      const found = findToken(request, tokenRules)
      return { caller: found && callerOf(found.token), credential: found?.by ?? '' }
    },
    isSetUp: () => true,
    gate: () => (phase === 'loading' ? text(503, 'Emby Server is loading.') : null),
    unauthorized: () => text(401, 'Access token is invalid or expired.'),
    forbidden: () => text(403, 'User does not have access.'),
  })
  const listener = listen({
    port: options.port,
    hostname: options.hostname,
    answer(request) {
      ground.requests.note(request)
      if (phase === 'blocked') return text(403, 'Forbidden')
      return route(request, new URL(request.url).pathname.replace(/^\/emby(?=\/)/i, ''))
    },
  })

  return {
    url: listener.url,
    control: {
      ...createMediaServerControl({ ground }),
      get phase() {
        return phase
      },
      set phase(next) {
        phase = next
        if (next === 'off') void shutDown({ ground, listener })
        else listener.open()
      },
    },
    stop: () => shutDown({ ground, listener }),
  }
}

const text = (status: number, body: string) =>
  new Response(body, { status, headers: { 'content-type': 'text/plain' } })
