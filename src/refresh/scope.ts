import type { Settlement } from '../domain.ts'
import type { ItemPath, MediaServer } from '../mediaserver/server.ts'
import { mapPath } from '../paths/map-path.ts'
import type { MediaServerSettings } from '../settings/schema.ts'
import type { OwedCompletion } from '../store/store.ts'

/** Where a torrent lies, as the engine sees it; `null` where that is not known. */
export type Locate = (torrentId: string) => Promise<ItemPath | null>

/** Debts that one refresh pays, and what the server was asked to look at for them. */
export type Paid = { ids: string[] } & Pick<Settlement, 'scope' | 'fallback'>

/**
 * Asks a server to refresh what is due, as its owner wants it: all its libraries, or only what lies
 * at the torrents' own places. What is in none of its libraries, or whose place is not known, has
 * all of them refreshed.
 *
 * @returns What was asked for which debt. Rejects as the calls of `MediaServer` do.
 */
export const refreshDue = async ({
  server,
  settings,
  due,
  locate,
}: {
  server: MediaServer
  settings: Pick<MediaServerSettings, 'refresh' | 'pathMap'>
  due: readonly OwedCompletion[]
  locate: Locate
}): Promise<Paid[]> => {
  if (settings.refresh === 'full') {
    await server.refresh()
    return [{ ids: due.map(idOf), scope: 'full' }]
  }
  const places = await Promise.all(
    due.map(async ({ id, torrentId }) => ({ id, place: await placeOf(torrentId) }))
  )
  const items = places.flatMap(({ place }) => place ?? [])
  const outside = new Set(items.length === 0 ? [] : (await server.refreshPaths(items)).outside)
  const paid = Object.groupBy(places, ({ place }) => {
    if (place === null) return 'place-unknown'
    return outside.has(place.path) ? 'in-no-library' : 'targeted'
  })
  if (paid['place-unknown'] || paid['in-no-library']) await server.refresh()
  return [
    ...toPaid(paid.targeted, { scope: 'targeted' }),
    ...toPaid(paid['in-no-library'], { scope: 'full', fallback: 'in-no-library' }),
    ...toPaid(paid['place-unknown'], { scope: 'full', fallback: 'place-unknown' }),
  ]

  async function placeOf(torrentId: string): Promise<ItemPath | null> {
    const place = await locate(torrentId)
    return place && { ...place, path: mapPath(place.path, settings.pathMap) }
  }
}

const idOf = ({ id }: { id: string }) => id

const toPaid = (debts: readonly { id: string }[] | undefined, how: Omit<Paid, 'ids'>): Paid[] =>
  debts === undefined ? [] : [{ ids: debts.map(idOf), ...how }]
