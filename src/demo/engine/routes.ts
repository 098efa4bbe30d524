import type { Static } from '@sinclair/typebox'
import type { Clock } from '../../lib/clock.ts'
import { failure, invalid, json, methodNotAllowed, notFound, refusal } from './answers.ts'
import { bodies, readBody } from './body.ts'
import { EngineError } from './error.ts'
import { DATA_DIR } from './metainfo.ts'
import { readListRequest } from './query.ts'
import type { Sessions } from './sessions.ts'
import type { Swarm } from './swarm.ts'
import type { Added, EngineTorrents } from './torrents.ts'
import { readUpload } from './upload.ts'
import { fullItem, newItem, preciseTime, recordItem, stateItem, summaryItem } from './views.ts'

const MOST_BULK_IDS = 100

/** Answers one request, its rate limit and its origin apart. */
export type EngineRoutes = (request: Request) => Promise<Response>

type Handler = (call: {
  request: Request
  params: URLSearchParams
  id: string
}) => Promise<Response>
type Route = Partial<Record<string, Handler>>

/**
 * The engine's HTTP interface, as far as this service may meet it: no streaming, no swagger, no
 * WebSocket.
 *
 * @throws {EngineDeath} For a request that ends the engine's process.
 */
export const createEngineRoutes = ({
  torrents,
  sessions,
  swarm,
  clock,
  sessionLimit,
  utcOffsetMinutes,
}: {
  torrents: EngineTorrents
  sessions: Sessions
  swarm: Swarm
  clock: Clock
  sessionLimit: number
  utcOffsetMinutes: number
}): EngineRoutes => {
  const time = () => preciseTime(clock.now(), utcOffsetMinutes)
  const utc = () => preciseTime(clock.now())

  const list: Handler = async ({ params }) => {
    const asked = readListRequest(params)
    if ('fault' in asked) return invalid(asked.fault)
    const records = await torrents.list(asked.query)
    const items = asked.view === 'full' ? records.map(fullItem) : records.map(summaryItem)
    return json({ items, count: items.length })
  }
  const added = ({ record, isNew, content }: Added) =>
    json(isNew ? newItem(record, { content, time: time() }) : recordItem(record), 201)
  const addMagnet = async (request: Request) => {
    const body = readBody(bodies.add, await request.text())
    if (body === null) return invalid('invalid json')
    const magnet = body.magnet?.trim() ?? ''
    if (magnet === '') return invalid('invalid torrent source')
    return added(await torrents.addMagnet({ magnet, name: body.name?.trim() ?? '' }))
  }
  const addFile = async (request: Request) => {
    const upload = await readUpload(request)
    return upload instanceof Response ? upload : added(await torrents.addFile(upload))
  }
  const add: Handler = async ({ request }) => {
    const [type] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
    if (type?.trim() === 'application/json') return addMagnet(request)
    if (type?.trim() === 'multipart/form-data') return addFile(request)
    return refusal(415, 'unsupported_media_type', 'unsupported content type')
  }
  const states: Handler = async ({ params }) => {
    if (params.get('status')?.trim() !== 'active') return invalid('status must be active')
    const items = sessions.lookAtActive().map((look) => stateItem(look, utc()))
    return json({ items, count: items.length })
  }
  const state: Handler = async ({ id }) => {
    const look = sessions.look(id)
    return look === null ? missing() : json(stateItem(look, utc()))
  }
  const setTags: Handler = async ({ request, id }) => {
    const body = readBody(bodies.tags, await request.text())
    if (body === null) return invalid('invalid json')
    return json(recordItem(await torrents.setTags(id, body.tags ?? [])))
  }
  const remove: Handler = async ({ params, id }) => {
    const deleteFiles = (params.get('deleteFiles') ?? '').trim().toLowerCase()
    if (!['', 'true', 'false'].includes(deleteFiles)) return invalid('invalid deleteFiles value')
    await torrents.remove(id, { deleteFiles: deleteFiles === 'true' })
    return empty()
  }
  const change =
    (verb: (id: string) => ReturnType<EngineTorrents['start']>): Handler =>
    async ({ id }) =>
      json(recordItem(await verb(id), { updatedAt: time() }))
  const bulk =
    (verb: (id: string, body: Static<typeof bodies.bulk>) => Promise<unknown>): Handler =>
    async ({ request }) => {
      const body = readBody(bodies.bulk, await request.text())
      if (body === null) return invalid('invalid json')
      const ids = body.ids ?? []
      if (ids.length === 0) return invalid('ids is required')
      if (ids.length > MOST_BULK_IDS) return invalid(`too many ids (max ${MOST_BULK_IDS})`)
      const items = []
      for (const id of ids) items.push(await bulkItem(id, (trimmed) => verb(trimmed, body)))
      return json({ items })
    }
  const unfocus: Handler = async () => {
    sessions.unfocus()
    return empty()
  }
  const health: Handler = async () => {
    const ids = sessions.activeIds()
    return json({
      status: 'ok',
      checkedAt: utc(),
      focusModeEnabled: sessions.isFocused(),
      activeSessions: ids.length,
      ...(ids.length > 0 ? { activeSessionIds: ids } : {}),
      hls: noHls,
    })
  }
  const storage: Handler = async () => {
    const bytes = swarm.keptBytes()
    return json({
      maxSessions: sessionLimit,
      minDiskSpaceBytes: 2 * 1024 ** 3,
      usage: {
        dataDir: DATA_DIR,
        dataDirExists: true,
        dataDirSizeBytes: bytes,
        dataDirLogicalBytes: bytes,
        dataDirAllocatedBytes: bytes,
        torrentClientDownloadedBytes: bytes,
        scannedAt: utc(),
      },
    })
  }

  const whole = new Map<string, Route>([
    ['/torrents', { GET: list, POST: add }],
    ['/torrents/state', { GET: states, HEAD: states }],
    ['/torrents/unfocus', { POST: unfocus }],
    ['/internal/health/player', { GET: health }],
    ['/settings/storage', { GET: storage }],
    [
      '/metrics',
      { GET: async () => new Response('', { headers: { 'content-type': 'text/plain' } }) },
    ],
  ])
  const ofMany = new Map<string, Handler>([
    ['start', bulk((id) => torrents.start(id))],
    ['stop', bulk((id) => torrents.stop(id))],
    ['delete', bulk((id, body) => torrents.remove(id, { deleteFiles: body.deleteFiles ?? false }))],
  ])
  const ofOne = new Map<string, Route>([
    ['', { GET: async ({ id }) => json(fullItem(await torrents.find(id))), DELETE: remove }],
    ['start', { POST: change(torrents.start) }],
    ['stop', { POST: change(torrents.stop) }],
    ['state', { GET: state, HEAD: state }],
    ['tags', { PUT: setTags }],
    ['focus', { POST: async ({ id }) => (sessions.focus(id) ? empty() : missing()) }],
  ])
  const findRoute = (path: string): { route: Route | undefined; id: string } => {
    const [, id = '', action = ''] = /^\/torrents\/([^/]+)(?:\/([^/]+)(?:\/.*)?)?$/.exec(path) ?? []
    if (id === '' || whole.has(path)) return { route: whole.get(path), id: '' }
    if (id !== 'bulk' || action === '') return { route: ofOne.get(action), id }
    return { route: { POST: ofMany.get(action) ?? (async () => notFound()) }, id: '' }
  }

  return async (request) => {
    const { pathname, searchParams: params } = new URL(request.url)
    const { route, id } = findRoute(pathname)
    if (route === undefined) return notFound()
    const handler = route[request.method]
    if (handler === undefined) return methodNotAllowed()
    try {
      return await handler({ request, params, id })
    } catch (error) {
      return failure(error)
    }
  }
}

const bulkItem = async (rawId: string, verb: (id: string) => Promise<unknown>) => {
  const id = rawId.trim()
  if (id === '') return { id: rawId, ok: false, error: 'empty id' }
  try {
    await verb(id)
    return { id, ok: true }
  } catch (error) {
    if (error instanceof EngineError) return { id, ok: false, error: error.message }
    throw error
  }
}

const missing = () => failure(new EngineError('not-found', 'not found'))

const empty = () => new Response(null, { status: 204 })

const noHls = {
  activeJobs: 0,
  totalJobStarts: 0,
  totalJobFailures: 0,
  totalSeekRequests: 0,
  totalSeekFailures: 0,
  totalAutoRestarts: 0,
}
