import type { RefreshResult } from '../domain.ts'
import type { WantedItem } from '../mediaserver/items.ts'
import { mapPath } from '../paths/map-path.ts'
import { UpstreamError } from '../upstream-error.ts'
import type { AskedRefresh } from './asked-refresh.ts'
import type { Locate } from './scope.ts'

/** So many items are looked for after one refresh. */
const MOST_ITEMS = 200

type Finding = RefreshResult['item']

/** A completion's item; `path` is `null` where its place is not known. */
type Item = { id: string; torrentId: string; name: string; path: string | null }

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
  const itemsOf = ({ debts, settings }: AskedRefresh): Promise<Item[]> =>
    Promise.all(
      debts.slice(0, MOST_ITEMS).map(async ({ id, torrentId, torrentName: name }) => {
        const place = await locate(torrentId)
        return { id, torrentId, name, path: place && mapPath(place.path, settings.pathMap) }
      })
    )
  const judge = async (
    { torrentId, path }: Item,
    { found, outside }: { found: ReadonlySet<string>; outside: ReadonlySet<string> }
  ): Promise<Finding> => {
    if (path === null) return 'unknown'
    if (!outside.has(path)) return found.has(path) ? 'found' : 'not-found'
    // What a program imports gets another place, which only it knows.
    return (await isManaged(torrentId)) ? 'unknown' : 'in-no-library'
  }

  return async (asked) => {
    const findings = new Map<string, Finding>(asked.debts.map(({ id }) => [id, 'unknown']))
    try {
      const items = await itemsOf(asked)
      const looked = await asked.server.findItems(items.flatMap(wanted))
      for (const item of items) findings.set(item.id, await judge(item, looked))
    } catch (error) {
      // It is away, or does not show it to this key: all stays unknown.
      if (!(error instanceof UpstreamError)) throw error
    }
    return findings
  }
}

const wanted = ({ name, path }: Item): WantedItem[] => (path === null ? [] : [{ name, path }])
