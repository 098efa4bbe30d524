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

/**
 * Looks for an item at a path or below it: among the newest of its library, since what was just
 * downloaded is new to the server by whichever date it goes, and then by title. The server's names
 * are no release's: it cleans them, or takes those of its film database.
 *
 * @param prefix What stands before `/Items`.
 * @param libraryId Where to look; everywhere without one.
 */
export const findItem = async (
  { path, name }: { path: string; name: string },
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
): Promise<boolean> => {
  const look = async (selection: Record<string, string>): Promise<boolean> => {
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
    return isAmong(await calls.get(itemList, `${prefix}/Items?${query}`, key), path)
  }
  if (await look({ sortBy: 'DateCreated', sortOrder: 'Descending' })) return true
  const title = titleOf(name)
  return title !== '' && (await look({ searchTerm: title }))
}

const isAmong = ({ Items }: Static<typeof itemList>, path: string): boolean =>
  Items.some((item) => isWithin(path, item.Path ?? ''))
