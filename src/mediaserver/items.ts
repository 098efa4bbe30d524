import { type Static, Type } from '@sinclair/typebox'
import type { Calls } from './calls.ts'
import { isWithin } from './server-path.ts'
import { titleOf } from './title.ts'

/** So many items are looked at in one answer. */
const MOST_ITEMS = 200

/** `GET /Items`, the same in Jellyfin and Emby. What is not on a disk has no path. */
const itemList = Type.Object({
  Items: Type.Array(Type.Object({ Path: Type.Optional(Type.Union([Type.String(), Type.Null()])) })),
})

/** After so many names that find nothing the others are not asked for one by one. */
const MOST_TITLES = 20

/** What is looked for: where it is, and by which name it can be asked for. */
export type WantedItem = { path: string; name: string }

/**
 * Looks for items at these paths or below them: among the newest of the library, since what was
 * just downloaded is new to the server by whichever date it goes, and then by title. The server's
 * names are no release's: it cleans them, or takes those of its film database.
 *
 * @param prefix What stands before `/Items`.
 * @param libraryId Where to look; everywhere without one.
 * @returns The paths that something is at; those beyond the 200 newest and 20 titles are not told.
 */
export const findItems = async (
  wanted: readonly WantedItem[],
  {
    calls,
    prefix,
    key,
    libraryId,
  }: {
    calls: Calls
    prefix: string
    key: Readonly<Record<string, string>>
    libraryId: string | null
  }
): Promise<Set<string>> => {
  const look = async (selection: Record<string, string>): Promise<Items> => {
    const query = new URLSearchParams({
      recursive: 'true',
      // Folders stand and fall with what is in them, and an episode that is missing is no file.
      filters: 'IsNotFolder',
      excludeLocationTypes: 'Virtual',
      fields: 'Path',
      ...(libraryId === null ? {} : { parentId: libraryId }),
      ...selection,
      limit: String(MOST_ITEMS),
      enableImages: 'false',
      enableUserData: 'false',
      enableTotalRecordCount: 'false',
    })
    return (await calls.get(itemList, `${prefix}/Items?${query}`, key)).Items
  }
  const newest = await look({ sortBy: 'DateCreated', sortOrder: 'Descending' })
  const found = new Set(wanted.filter(({ path }) => isAmong(newest, path)).map(pathOf))
  const missing = wanted.filter(({ path }) => !found.has(path)).slice(0, MOST_TITLES)
  for (const { path, name } of missing) {
    const title = titleOf(name)
    if (title !== '' && isAmong(await look({ searchTerm: title }), path)) found.add(path)
  }
  return found
}

type Items = Static<typeof itemList>['Items']

const pathOf = ({ path }: WantedItem) => path

const isAmong = (items: Items, path: string): boolean =>
  items.some((item) => isWithin(path, item.Path ?? ''))
