import { Type } from '@sinclair/typebox'
import { UpstreamError } from '../upstream-error.ts'
import { createCalls } from './calls.ts'
import { libraryOf } from './holding-library.ts'
import { findItems, type WantedItem } from './items.ts'
import { scanStateOf, scheduledTasks } from './scheduled-tasks.ts'
import type { ItemPath, Library, MediaServer, MediaServerDeps } from './server.ts'
import { isSamePath, parentFolder } from './server-path.ts'
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

  const libraries = async (): Promise<Library[]> => {
    const folders = await atPrefix((at) =>
      calls.get(virtualFolders, `${at}/Library/VirtualFolders/Query`, key)
    )
    // A library's id is of no use here: folders are refreshed by their path.
    return folders.Items.map(({ Name, Locations = [] }) => ({
      id: null,
      name: Name,
      paths: Locations,
    }))
  }

  return {
    kind: 'emby',
    refresh: () => atPrefix((at) => calls.post(`${at}/Library/Refresh`, key)),
    scanState: async () =>
      scanStateOf(await atPrefix((at) => calls.get(scheduledTasks, `${at}/ScheduledTasks`, key))),
    publicInfo: async () =>
      publicInfoOf(await atPrefix((at) => calls.get(systemInfo, `${at}/System/Info/Public`))),
    libraries,
    async refreshPaths(items) {
      const known = await libraries()
      const isOutside = ({ path }: ItemPath) => libraryOf(known, path) === null
      const folders = eachOnce(items.filter((item) => !isOutside(item)).map(folderOf))
      if (folders.length > 0) {
        const body = { Updates: folders.map((Path) => ({ Path, UpdateType: 'Created' })) }
        await atPrefix((at) => calls.post(`${at}/Library/Media/Updated`, key, body))
      }
      return { outside: items.filter(isOutside).map(({ path }) => path) }
    },
    seesFolder: async () => null,
    async findItems(items) {
      const known = await libraries()
      const isOutside = ({ path }: WantedItem) => libraryOf(known, path) === null
      const outside = new Set(items.filter(isOutside).map(({ path }) => path))
      const inside = items.filter((item) => !isOutside(item))
      if (inside.length === 0) return { found: new Set(), outside }
      const found = await atPrefix((prefix) =>
        findItems(inside, { calls, prefix, key, libraryId: null })
      )
      return { found, outside }
    },
  }
}

/** What Emby looks at: it finds a new title by the folder that the title is in. */
const folderOf = ({ path, isFolder }: ItemPath): string => (isFolder ? path : parentFolder(path))

const eachOnce = (paths: readonly string[]): string[] =>
  paths.filter((path, index) => paths.findIndex((other) => isSamePath(other, path)) === index)

/** Nothing is at this path, or a proxy answers every path that it does not know with its page. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof UpstreamError && (error.code === 'not-found' || error.code === 'not-json')
