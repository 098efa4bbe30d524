import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { lowerKeys, NO_JSON, readJson } from './body.ts'
import type { Library, MediaServerGround } from './ground.ts'
import { done, json, problem } from './jellyfin-answers.ts'
import { createJellyfinLibraryRoutes, type ItemRefresh } from './jellyfin-library-routes.ts'
import { libraryId } from './library-id.ts'
import type { Call, MediaServerRoute } from './router.ts'
import { SCAN_TASK_ID, scheduledTasks } from './scheduled-tasks.ts'

export type { ItemRefresh } from './jellyfin-library-routes.ts'

const pathSchema = Type.Object({
  path: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  isfile: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
})

/**
 * The calls of Jellyfin that this service may make.
 *
 * @param folders Folders that the server sees, beside those of its libraries.
 * @param files Files that it sees.
 */
export const createJellyfinRoutes = ({
  ground,
  libraries,
  folders,
  files,
  itemRefreshes,
  version,
  address,
  isSetUp,
}: {
  ground: MediaServerGround
  libraries: readonly Library[]
  folders: readonly string[]
  files: () => readonly string[]
  itemRefreshes: ItemRefresh[]
  version: string
  address: () => string
  isSetUp: () => boolean
}): MediaServerRoute[] => {
  const { scan } = ground
  const publicInfo = () => ({
    LocalAddress: address(),
    ServerName: 'demo',
    Version: version,
    ProductName: 'Jellyfin Server',
    OperatingSystem: '',
    Id: '961ba371cfd049968931d4a40f12afd3',
    StartupWizardCompleted: isSetUp(),
  })
  const validatePath = async ({ request }: Call) => {
    const body = await readJson(request)
    if (body === NO_JSON) return problem(415)
    const asked = lowerKeys(body)
    if (!Value.Check(pathSchema, asked))
      return problem(400, { dto: ['The dto field is required.'] })
    const path = (asked.path ?? '').replace(/(?<=.)\/$/, '')
    const seen = [...folders, ...libraries.flatMap(({ locations }) => locations)]
    const isFolder =
      seen.some((folder) => folder === path || folder.startsWith(`${path}/`)) ||
      files().some((file) => file.startsWith(`${path}/`))
    const isFile = files().includes(path)
    const isThere =
      asked.isfile === true ? isFile : asked.isfile === false ? isFolder : isFolder || isFile
    return isThere ? done() : problem(404)
  }
  const isScanTask = (id: string) => id === SCAN_TASK_ID
  const me = ({ caller }: Call) =>
    caller === null || caller.user === null
      ? problem(400)
      : json({
          Name: caller.user,
          Id: libraryId(caller.user),
          Policy: { IsAdministrator: caller.isAdministrator },
        })
  const anyone = { access: 'anyone' } as const
  const admin = { access: 'admin' } as const

  return [
    { ...anyone, method: 'GET', path: '/web', handle: () => webPage() },
    { ...anyone, method: 'GET', path: '/web/index.html', handle: () => webPage() },
    { ...anyone, method: 'GET', path: '/health', handle: () => plain('Healthy') },
    { ...anyone, method: 'GET', path: '/system/ping', handle: () => json('Jellyfin Server') },
    { ...anyone, method: 'POST', path: '/system/ping', handle: () => json('Jellyfin Server') },
    { ...anyone, method: 'GET', path: '/system/info/public', handle: () => json(publicInfo()) },
    {
      access: 'setup-user',
      method: 'GET',
      path: '/system/info',
      handle: () => json({ HasPendingRestart: false, IsShuttingDown: false, ...publicInfo() }),
    },
    ...createJellyfinLibraryRoutes({ ground, libraries, itemRefreshes, version, isSetUp }),
    { ...admin, method: 'POST', path: '/environment/validatepath', handle: validatePath },
    {
      ...admin,
      method: 'GET',
      path: '/scheduledtasks',
      handle: () => json(scheduledTasks(scan.state())),
    },
    {
      ...admin,
      method: 'POST',
      path: '/scheduledtasks/running/:id',
      handle: ({ id }) => {
        if (!isScanTask(id)) return problem(404)
        scan.startIfIdle()
        return done()
      },
    },
    {
      ...admin,
      method: 'DELETE',
      path: '/scheduledtasks/running/:id',
      handle: ({ id }) => {
        if (!isScanTask(id)) return problem(404)
        scan.cancel()
        return done()
      },
    },
    { access: 'user', method: 'GET', path: '/users/me', handle: me },
  ]
}

/** What a client ends at that follows redirects, and takes for success. */
const webPage = () =>
  new Response('<!DOCTYPE html><html><head><title>Jellyfin</title></head></html>', {
    headers: { 'content-type': 'text/html' },
  })

const plain = (body: string) => new Response(body, { headers: { 'content-type': 'text/plain' } })
