import { readMediaUpdates } from './body.ts'
import type { Library, MediaServerGround } from './ground.ts'
import { itemsAnswer } from './items-answer.ts'
import { libraryId } from './library-id.ts'
import type { Call, MediaServerRoute } from './router.ts'
import { SCAN_TASK_ID, scheduledTasks } from './scheduled-tasks.ts'

/** The calls of Emby that this service may make. */
export const createEmbyRoutes = ({
  ground,
  libraries,
  version,
  address,
}: {
  ground: MediaServerGround
  libraries: readonly Library[]
  version: string
  address: () => string
}): MediaServerRoute[] => {
  const { scan } = ground
  /** Neither a product's name nor a word on the wizard: that tells Emby from Jellyfin. */
  const publicInfo = () => ({
    LocalAddress: address(),
    LocalAddresses: [address()],
    WanAddress: '',
    RemoteAddresses: [],
    ServerName: 'demo',
    Version: version,
    Id: '1f8d3c0a5b7e4f6d9a2c8e0b4d6f1a35',
  })
  const updateMedia = async ({ request }: Call) => {
    const updates = await readMediaUpdates(request)
    if (updates.kind !== 'paths') return text(400, 'Value cannot be null.')
    ground.hearOf(updates.paths)
    return done()
  }
  const anyone = { access: 'anyone' } as const
  const user = { access: 'user' } as const
  const admin = { access: 'admin' } as const

  return [
    { ...anyone, method: 'GET', path: '/system/ping', handle: () => text(200, 'Emby Server') },
    { ...anyone, method: 'POST', path: '/system/ping', handle: () => text(200, 'Emby Server') },
    { ...anyone, method: 'GET', path: '/system/info/public', handle: () => json(publicInfo()) },
    {
      ...user,
      method: 'GET',
      path: '/system/info',
      handle: () => json({ ...publicInfo(), HasPendingRestart: false, IsShuttingDown: false }),
    },
    {
      ...user,
      method: 'GET',
      path: '/library/virtualfolders/query',
      handle: () => json({ Items: libraries.map(folderItem), TotalRecordCount: libraries.length }),
    },
    {
      ...user,
      method: 'GET',
      path: '/library/selectablemediafolders',
      handle: () => json(libraries.map(selectableItem)),
    },
    {
      ...user,
      method: 'GET',
      path: '/items',
      handle: ({ request }) => json(itemsAnswer(ground.items.all(), request.url)),
    },
    {
      ...admin,
      method: 'POST',
      path: '/library/refresh',
      handle: ({ credential }) => {
        ground.refresh(credential)
        return done()
      },
    },
    { ...user, method: 'POST', path: '/library/media/updated', handle: updateMedia },
    {
      ...admin,
      method: 'GET',
      path: '/scheduledtasks',
      handle: () => json(scheduledTasks(scan.state(), 'Scan media library')),
    },
    {
      ...admin,
      method: 'POST',
      path: '/scheduledtasks/running/:id',
      handle: ({ id }) => {
        if (id !== SCAN_TASK_ID) return text(404, '')
        scan.startIfIdle()
        return done()
      },
    },
  ]
}

const folderItem = ({ name, locations }: Library) => ({
  Name: name,
  Locations: locations,
  CollectionType: 'movies',
  LibraryOptions: { PathInfos: locations.map((path) => ({ Path: path })) },
  ItemId: libraryId(name),
  Id: libraryId(name),
  Guid: libraryId(name),
})

const selectableItem = ({ name, locations }: Library) => ({
  Name: name,
  Id: libraryId(name),
  Guid: libraryId(name),
  SubFolders: locations.map((path) => ({ Name: path, Id: libraryId(path), Path: path })),
})

const json = (body: unknown) => Response.json(body)

const done = () => new Response(null, { status: 204 })

const text = (status: number, body: string) =>
  new Response(body, { status, headers: { 'content-type': 'text/plain' } })
