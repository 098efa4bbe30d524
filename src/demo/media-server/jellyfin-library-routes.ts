import { readMediaUpdates } from './body.ts'
import type { Library, MediaServerGround } from './ground.ts'
import { itemsAnswer } from './items-answer.ts'
import { done, json, problem, processingError } from './jellyfin-answers.ts'
import { libraryId } from './library-id.ts'
import type { Call, MediaServerRoute } from './router.ts'

/** A `POST /Items/{id}/Refresh` that was taken. */
export type ItemRefresh = { itemId: string; query: string }

/** The calls of Jellyfin about libraries and what is in them. */
export const createJellyfinLibraryRoutes = ({
  ground,
  libraries,
  itemRefreshes,
  version,
  isSetUp,
}: {
  ground: MediaServerGround
  libraries: readonly Library[]
  itemRefreshes: ItemRefresh[]
  version: string
  isSetUp: () => boolean
}): MediaServerRoute[] => {
  const updateMedia = async ({ request }: Call) => {
    const updates = await readMediaUpdates(request)
    if (updates.kind === 'no-json') return problem(415)
    if (updates.kind === 'no-path') return processingError(400)
    if (updates.kind === 'malformed') return problem(400, { dto: ['The dto field is required.'] })
    ground.hearOf(updates.paths)
    return done()
  }
  const refreshItem = ({ request, id }: Call) => {
    const itemId = id.replaceAll('-', '')
    if (!isId(itemId)) return problem(400, { itemId: [`The value '${id}' is not valid.`] })
    const library = libraries.find(({ name }) => libraryId(name) === itemId)
    if (library === undefined)
      return version.startsWith('10.') ? processingError(500) : problem(404)
    const { search, searchParams } = new URL(request.url)
    itemRefreshes.push({ itemId, query: search })
    if (searchParams.get('Recursive') === 'true') {
      // Without this mode what is new is found, and never probed, not even by a full scan later.
      const isProbing = searchParams.get('metadataRefreshMode') === 'Default'
      for (const folder of library.locations) ground.items.look(folder, { isProbing })
    }
    return done()
  }
  const listItems = ({ request }: Call) => {
    const parent = new URL(request.url).searchParams.get('parentId') ?? ''
    if (parent !== '' && !isId(parent.replaceAll('-', ''))) {
      return problem(400, { parentId: [`The value '${parent}' is not valid.`] })
    }
    return json(itemsAnswer(ground.items.all(), request.url))
  }
  const listFolders = () =>
    json(isSetUp() ? libraries.map((library) => folderItem(library, { ground, version })) : [])

  return [
    {
      access: 'setup-admin',
      method: 'GET',
      path: '/library/virtualfolders',
      handle: listFolders,
    },
    {
      access: 'admin',
      method: 'POST',
      path: '/library/refresh',
      handle: ({ credential }) => {
        ground.refresh(credential)
        return done()
      },
    },
    { access: 'user', method: 'POST', path: '/library/media/updated', handle: updateMedia },
    { access: 'user', method: 'GET', path: '/items', handle: listItems },
    { access: 'admin', method: 'POST', path: '/items/:id/refresh', handle: refreshItem },
  ]
}

const isId = (text: string): boolean => /^[\da-f]{32}$/i.test(text)

/** Versions in which a library has no id before the first scan. */
const LATE_ID = /^10\.(?:8|9|10)\./

/** A library's status says `Active` for the scan's first steps only, long before the task ends. */
const folderItem = (
  { name, locations }: Library,
  { ground, version }: { ground: MediaServerGround; version: string }
) => {
  const { state, percent } = ground.scan.state()
  const isActive = state === 'Running' && percent !== null && percent <= 5
  const hasId = !LATE_ID.test(version) || ground.scan.scans().length > 0
  return {
    Name: name,
    Locations: locations,
    CollectionType: 'movies',
    LibraryOptions: {
      Enabled: true,
      EnableRealtimeMonitor: false,
      PathInfos: locations.map((path) => ({ Path: path })),
    },
    ...(hasId ? { ItemId: libraryId(name) } : {}),
    ...(isActive
      ? { RefreshProgress: percent, RefreshStatus: 'Active' }
      : { RefreshStatus: 'Idle' }),
  }
}
