import { Type } from '@sinclair/typebox'
import { UpstreamError } from '../domain.ts'
import { createCalls } from './calls.ts'
import { scanStateOf, scheduledTasks } from './scheduled-tasks.ts'
import type { MediaServer, MediaServerDeps } from './server.ts'
import { publicInfoOf, systemInfo } from './system-info.ts'

/** `GET /Library/VirtualFolders/Query`; Emby has no plain `/Library/VirtualFolders`. */
const virtualFolders = Type.Object({
  Items: Type.Array(
    Type.Object({ Name: Type.String(), Locations: Type.Optional(Type.Array(Type.String())) })
  ),
})

/** Emby's API stands under `/emby`, and usually under the bare path as well. */
const PREFIXES = ['/emby', ''] as const

/**
 * Emby's API (https://dev.emby.media). The key goes into `X-Emby-Token` alone: a token in
 * `Authorization` would win over it.
 */
export const createEmby = (deps: MediaServerDeps): MediaServer => {
  const calls = createCalls('Emby', deps)
  const key = { 'x-emby-token': deps.address.apiKey }
  let prefix: (typeof PREFIXES)[number] | null = null

  /** Makes a call under the prefix that worked before, or finds out which one does. */
  const atPrefix = async <T>(call: (prefix: string) => Promise<T>): Promise<T> => {
    if (prefix !== null) return call(prefix)
    try {
      const answer = await call(PREFIXES[0])
      prefix = PREFIXES[0]
      return answer
    } catch (error) {
      if (!(error instanceof UpstreamError && error.code === 'not-found')) throw error
    }
    const answer = await call(PREFIXES[1])
    prefix = PREFIXES[1]
    return answer
  }

  return {
    kind: 'emby',
    refresh: () => atPrefix((at) => calls.post(`${at}/Library/Refresh`, key)),
    scanState: async () =>
      scanStateOf(await atPrefix((at) => calls.get(scheduledTasks, `${at}/ScheduledTasks`, key))),
    publicInfo: async () =>
      publicInfoOf(await atPrefix((at) => calls.get(systemInfo, `${at}/System/Info/Public`))),
    async libraries() {
      const folders = await atPrefix((at) =>
        calls.get(virtualFolders, `${at}/Library/VirtualFolders/Query`, key)
      )
      return folders.Items.map((folder) => ({ name: folder.Name, paths: folder.Locations ?? [] }))
    },
  }
}
