import { Elysia } from 'elysia'
import type { Clients } from '../clients/clients.ts'
import { programOf } from '../clients/program.ts'
import { InvalidInput, Unavailable } from '../domain.ts'
import type { Settings } from '../settings/settings.ts'
import { createActions, type EndpointDeps } from './actions.ts'
import { type Endpoint, notFound, Refused, text } from './endpoint.ts'
import { readCall } from './parameters.ts'

const PREFIX = '/api/v2/'

export type QbittorrentDeps = EndpointDeps & {
  settings: Pick<Settings, 'last' | 'read'>
  clients: Clients
}

/** The emulated qBittorrent Web API. Every path that it does not have is a 404 as text. */
export const qbittorrentRoutes = (deps: QbittorrentDeps) => {
  const answer = createAnswer(deps)
  return new Elysia()
    .all('/api/v2', ({ request }) => answer(request), { parse: 'none' })
    .all('/api/v2/*', ({ request }) => answer(request), { parse: 'none' })
}

const createAnswer = (deps: QbittorrentDeps) => {
  const actions = createActions(deps)
  // Until the settings could be read once it counts as switched on.
  const isEnabled = () => deps.settings.last()?.qbt.enabled ?? true

  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const path = pathname.slice(PREFIX.length)
    const action = isEnabled() ? actions.get(path) : undefined
    const userAgent = request.headers.get('user-agent')
    const note = (status: number, reason?: string) =>
      deps.clients.note({
        userAgent,
        call: `${request.method} ${path}`,
        status,
        hasRoute: actions.has(path),
        ...(reason === undefined ? {} : { reason }),
      })
    try {
      if (action === undefined) throw notFound()
      if (!action.methods.includes(request.method)) return refuseMethod(action.methods, note)
      const response = await run(action.endpoint, request)
      note(response.status)
      return response
    } catch (error) {
      const status = statusOf(error)
      note(status, error instanceof Error ? error.message : undefined)
      if (error instanceof Refused) return text(error.message, error.status)
      throw error
    }
  }
}

const run = async (endpoint: Endpoint, request: Request): Promise<Response> => {
  const { name } = programOf(request.headers.get('user-agent'))
  return await endpoint({ ...(await readCall(request)), request, program: name })
}

const refuseMethod = (
  methods: readonly string[],
  note: (status: number, reason: string) => void
): Response => {
  note(405, 'Method Not Allowed')
  const response = text('Method Not Allowed', 405)
  response.headers.set('allow', methods.join(', '))
  return response
}

/** What the caller gets for what was thrown; all but a refusal is answered outside. */
const statusOf = (error: unknown): number => {
  if (error instanceof Refused) return error.status
  if (error instanceof InvalidInput) return 400
  return error instanceof Unavailable ? 503 : 500
}
