import { Type } from '@sinclair/typebox'
import { createCalls } from './calls.ts'
import { scanStateOf, scheduledTasks } from './scheduled-tasks.ts'
import type { MediaServer, MediaServerDeps } from './server.ts'
import { publicInfoOf, systemInfo } from './system-info.ts'

/** `GET /Library/VirtualFolders`. */
const virtualFolders = Type.Array(
  Type.Object({ Name: Type.String(), Locations: Type.Optional(Type.Array(Type.String())) })
)

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
  return {
    kind: 'jellyfin',
    refresh: () => calls.post('/Library/Refresh', key),
    scanState: async () => scanStateOf(await calls.get(scheduledTasks, '/ScheduledTasks', key)),
    publicInfo: async () => publicInfoOf(await calls.get(systemInfo, '/System/Info/Public')),
    async libraries() {
      const folders = await calls.get(virtualFolders, '/Library/VirtualFolders', key)
      return folders.map((folder) => ({ name: folder.Name, paths: folder.Locations ?? [] }))
    },
  }
}
