import { Type } from '@sinclair/typebox'
import { UpstreamError } from '../upstream-error.ts'
import { createCalls } from './calls.ts'
import { libraryOf } from './holding-library.ts'
import { findItems } from './items.ts'
import { scanStateOf, scheduledTasks } from './scheduled-tasks.ts'
import type { Library, MediaServer, MediaServerDeps } from './server.ts'
import { publicInfoOf, systemInfo } from './system-info.ts'

/** `GET /Library/VirtualFolders`. */
const virtualFolders = Type.Array(
  Type.Object({
    Name: Type.String(),
    Locations: Type.Optional(Type.Array(Type.String())),
    ItemId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  })
)

/** Without both modes new items are found, but never probed: no length, no tracks, for good. */
const REFRESH_QUERY = 'Recursive=true&metadataRefreshMode=Default&imageRefreshMode=Default'

/**
 * Jellyfin's own API (https://api.jellyfin.org).
 *
 * The key goes into `Authorization: MediaBrowser Token="…"`: the one header that every version
 * from 10.8 to 12 reads. 12 answers `X-Emby-Token` with 401. Only the token is sent: a client or
 * device beside it rewrites the server's row of the device.
 */
export const createJellyfin = (deps: MediaServerDeps): MediaServer => {
  const calls = createCalls('Jellyfin', deps)
  // Jellyfin decodes the value like a URL's.
  const key = { authorization: `MediaBrowser Token="${encodeURIComponent(deps.address.apiKey)}"` }

  const libraries = async (): Promise<Library[]> => {
    const folders = await calls.get(virtualFolders, '/Library/VirtualFolders', key)
    return folders.map(({ Name, Locations = [], ItemId }) => ({
      id: ItemId || null,
      name: Name,
      paths: Locations,
    }))
  }

  return {
    kind: 'jellyfin',
    refresh: () => calls.post('/Library/Refresh', key),
    async refreshPaths(items) {
      const known = await libraries()
      const ids = new Set<string>()
      const outside: string[] = []
      for (const { path } of items) {
        const id = libraryOf(known, path)?.id
        if (id) ids.add(id)
        else outside.push(path)
      }
      for (const id of ids) await calls.post(`/Items/${id}/Refresh?${REFRESH_QUERY}`, key)
      return { outside }
    },
    scanState: async () => scanStateOf(await calls.get(scheduledTasks, '/ScheduledTasks', key)),
    publicInfo: async () => publicInfoOf(await calls.get(systemInfo, '/System/Info/Public')),
    libraries,
    async seesFolder(path) {
      const body = { Path: path, IsFile: false, ValidateWritable: false }
      try {
        await calls.post('/Environment/ValidatePath', key, body)
        return true
      } catch (error) {
        if (error instanceof UpstreamError && error.code === 'not-found') return false
        throw error
      }
    },
    async findItems(items) {
      const known = await libraries()
      const found = new Set<string>()
      const outside = new Set<string>()
      for (const [library, own] of Map.groupBy(items, ({ path }) => libraryOf(known, path))) {
        if (library === null) {
          for (const { path } of own) outside.add(path)
          continue
        }
        const where = { calls, prefix: '', key, libraryId: library.id }
        for (const path of await findItems(own, where)) found.add(path)
      }
      return { found, outside }
    },
  }
}
