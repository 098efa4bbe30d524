import { isArr } from '../../clients/program.ts'
import { UpstreamError } from '../../upstream-error.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineSetup } from '../engine/engine-details.ts'
import type { FileLists } from './file-lists.ts'
import type { Inventory } from './inventory.ts'
import type { Notebook } from './notebook.ts'
import { rootOf } from './root-finder.ts'

/** Where a torrent lies, as the engine sees it. */
export type Place = {
  /** Absolute: its folder, or its one file. */
  path: string
  isFolder: boolean
}

/** What others in the house want to know of one torrent. */
export type Places = {
  /** `null` where it is gone, has no metadata, or nobody can tell. Never rejects for a neighbour. */
  locate(torrentId: string): Promise<Place | null>
  /**
   * Whether a program of those that import what they had downloaded made or used its category.
   *
   * @throws {Unavailable} `store-down`, until what programs told was read once.
   */
  isManaged(torrentId: string): Promise<boolean>
}

/** Makes the answers out of what is known anyway, and one question for a torrent's files. */
export const createPlaces = ({
  catalog,
  inventory,
  notebook,
  files,
  setup,
}: {
  catalog: Pick<Catalog, 'invalidate'>
  inventory: Pick<Inventory, 'find'>
  notebook: Notebook
  files: FileLists
  setup: () => EngineSetup
}): Places => {
  const lookUp = async (torrentId: string) => {
    const known = await inventory.find(torrentId)
    if (known !== null && known.torrent.totalBytes > 0) return known
    // It may have come since the last look.
    catalog.invalidate()
    return await inventory.find(torrentId)
  }
  const find = async (torrentId: string): Promise<Place | null> => {
    const found = await lookUp(torrentId)
    if (found === null || found.torrent.totalBytes === 0) return null
    const own = await files.of(found.torrent)
    const root = rootOf(own)
    if (root === null) return null
    const { dataDir } = setup()
    const isFolder = own.some(({ path }) => path.replace(/^\/+/, '').includes('/'))
    return { path: `${dataDir.replace(/\/+$/, '')}/${root}`, isFolder }
  }

  return {
    async locate(torrentId) {
      try {
        return await find(torrentId)
      } catch (error) {
        if (error instanceof UpstreamError) return null
        throw error
      }
    },
    async isManaged(torrentId) {
      await notebook.ready()
      const category = notebook.notes.all().get(torrentId)?.category ?? ''
      return notebook.categories.all().get(category)?.usedBy.some(isArr) ?? false
    },
  }
}
