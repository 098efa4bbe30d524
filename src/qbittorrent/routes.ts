import { Elysia } from 'elysia'
import type { Clients } from '../clients/clients.ts'
import { programOf } from '../clients/program.ts'
import { InvalidInput } from '../domain.ts'
import { BodyRefused } from '../lib/request-body.ts'
import { statusOf as statusOfRefusal } from '../security/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import { Unavailable } from '../upstream-error.ts'
import { type Action, createActions, type EndpointDeps } from './actions.ts'
import { notFound, Refused, text } from './endpoint.ts'
import { readCall } from './parameters.ts'

const PREFIX = '/api/v2/'

export type QbittorrentDeps = EndpointDeps & {
  settings: Pick<Settings, 'last' | 'current'>
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
    const path = new URL(request.url).pathname.slice(PREFIX.length)
    const action = isEnabled() ? actions.get(path) : undefined
    const note = (status: number, reason: string | null) =>
      deps.clients.note({
        userAgent: request.headers.get('user-agent'),
        call: `${request.method} ${path}`,
        status,
        hasRoute: actions.has(path),
        reason,
      })
    try {
      if (action === undefined) throw notFound()
      const response = await run(action, request)
      note(response.status, null)
      return response
    } catch (error) {
      note(statusOf(error), reasonOf(error))
      if (error instanceof Refused) return refusal(error, action)
      throw error
    }
  }
}

const run = async ({ endpoint, methods, isSmall }: Action, request: Request): Promise<Response> => {
  if (!methods.includes(request.method)) throw new Refused(405, 'Method Not Allowed')
  const { name } = programOf(request.headers.get('user-agent'))
  return await endpoint({ ...(await readCall(request, { isSmall })), request, program: name })
}

const refusal = ({ message, status }: Refused, action: Action | undefined): Response => {
  const response = text(message, status)
  if (status === 405) response.headers.set('allow', action?.methods.join(', ') ?? '')
  return response
}

/** What the caller gets for what was thrown; all but a refusal is answered outside. */
const statusOf = (error: unknown): number => {
  if (error instanceof Refused) return error.status
  if (error instanceof InvalidInput) return 400
  if (error instanceof BodyRefused) return statusOfRefusal(error.code)
  return error instanceof Unavailable ? 503 : 500
}

const reasonOf = (error: unknown): string => {
  if (error instanceof Refused) return error.reason
  return error instanceof Error ? error.message : 'unexpected'
}
