import { type RefreshResult, UpstreamError } from '../domain.ts'
import { libraryOf } from '../mediaserver/holding-library.ts'
import type { Library } from '../mediaserver/verdict.ts'
import { mapPath } from '../paths/map-path.ts'
import type { OwedCompletion } from '../store/store.ts'
import type { AskedRefresh } from './payer.ts'
import type { Locate } from './scope.ts'

/** So many items are looked for after one refresh: a burst of hundreds is not asked for one by one. */
const MOST_ITEMS = 20

type Finding = RefreshResult['item']

/**
 * Makes what looks for the items that a server was refreshed for.
 *
 * @returns A function that tells what was found, by the ids of the completions. It never rejects
 *   for the server.
 */
export const createItemSearch = ({
  locate,
  isManaged,
}: {
  locate: Locate
  isManaged: (torrentId: string) => Promise<boolean>
}): ((asked: AskedRefresh) => Promise<Map<string, Finding>>) => {
  const find = async (
    { torrentId, torrentName: name }: OwedCompletion,
    { server, settings }: AskedRefresh,
    libraries: readonly Library[]
  ): Promise<Finding> => {
    const place = await locate(torrentId)
    if (place === null) return 'unknown'
    const path = mapPath(place.path, settings.pathMap)
    if (libraryOf(libraries, path) !== null) {
      return (await server.hasItem({ path, name })) ? 'found' : 'not-found'
    }
    // What a program imports gets another place, which only it knows.
    return (await isManaged(torrentId)) ? 'unknown' : 'in-no-library'
  }

  return async (asked) => {
    const found = new Map<string, Finding>(asked.debts.map(({ id }) => [id, 'unknown']))
    try {
      const libraries = await asked.server.libraries()
      for (const debt of asked.debts.slice(0, MOST_ITEMS)) {
        found.set(debt.id, await find(debt, asked, libraries))
      }
    } catch (error) {
      // It is away, or does not show it to this key: the rest stays unknown.
      if (!(error instanceof UpstreamError)) throw error
    }
    return found
  }
}
