import type { LibraryItem } from './library-items.ts'

/** How many ticks a probed item lasts: 90 minutes. */
const RUN_TIME_TICKS = 54_000_000_000

/** The answer of `GET /Items?recursive=true`, the same in Jellyfin and Emby. Names match in any case. */
export const itemsAnswer = (items: readonly LibraryItem[], url: string) => {
  const query = new Map(
    [...new URL(url).searchParams].map(([name, value]) => [name.toLowerCase(), value])
  )
  const list = (name: string) => (query.get(name) ?? '').toLowerCase().split(',')
  const parent = query.get('parentid')?.replaceAll('-', '')
  const term = query.get('searchterm')?.toLowerCase()
  const matching = items.filter(
    (item) =>
      (parent === undefined || item.libraryId === parent) &&
      (term === undefined || item.name.toLowerCase().includes(term)) &&
      !list('filters').includes('isfolder')
  )
  if (list('sortby').includes('datecreated')) matching.sort((a, b) => a.addedAt - b.addedAt)
  else matching.sort((a, b) => a.name.localeCompare(b.name))
  if (list('sortorder').includes('descending')) matching.reverse()
  const start = Number(query.get('startindex') ?? 0)
  const limit = Number(query.get('limit') ?? matching.length)
  return {
    Items: matching
      .slice(start, start + limit)
      .map((item) => itemDto(item, { hasPath: list('fields').includes('path') })),
    TotalRecordCount: query.get('enabletotalrecordcount') === 'false' ? 0 : matching.length,
    StartIndex: start,
  }
}

/** `Path` comes only where it is asked for, the length only of what was probed. */
const itemDto = ({ name, id, path, isProbed }: LibraryItem, { hasPath }: { hasPath: boolean }) => ({
  Name: name,
  ServerId: '961ba371cfd049968931d4a40f12afd3',
  Id: id,
  ...(hasPath ? { Path: path } : {}),
  ...(isProbed ? { RunTimeTicks: RUN_TIME_TICKS } : {}),
  IsFolder: false,
  Type: 'Movie',
  LocationType: 'FileSystem',
  MediaType: 'Video',
})
