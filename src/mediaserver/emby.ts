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
  let order: readonly string[] = PREFIXES

  /** Makes a call under the prefix that worked last, and under the other where it is not there. */
  const atPrefix = async <T>(call: (prefix: string) => Promise<T>): Promise<T> => {
    const [likely = '', other = ''] = order
    try {
      return await call(likely)
    } catch (error) {
      if (!isElsewhere(error)) throw error
    }
    const answer = await call(other)
    order = [other, likely]
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

/** Nothing is at this path, or a proxy answers every path that it does not know with its page. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof UpstreamError && (error.code === 'not-found' || error.code === 'not-json')
