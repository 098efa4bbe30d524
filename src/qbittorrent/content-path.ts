import { mapPath, type PathMapping } from '../paths/map-path.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'

/** How programs see what the engine downloads. */
export type DataFolder = {
  /** The engine's own path of the folder that everything is in, such as `/data`. */
  dataDir: string
  pathMap: readonly PathMapping[]
}

/** The folder that every torrent is saved to, as programs see it. */
export const savePathOf = ({ dataDir, pathMap }: DataFolder): string => mapPath(dataDir, pathMap)

/**
 * A torrent's file or folder, as programs see it. Empty before its metadata and while its root is
 * not known: then they ask for its files. Never the save path: Sonarr imports nothing where both
 * are equal, and everything in the folder where they differ by a slash.
 */
export const contentPathOf = (torrent: InventoryTorrent, folder: DataFolder): string => {
  const { root } = torrent.note
  if (root === null || torrent.totalBytes <= 0) return ''
  const { dataDir, pathMap } = folder
  const path = mapPath(dataDir.endsWith('/') ? dataDir + root : `${dataDir}/${root}`, pathMap)
  return path === savePathOf(folder) ? '' : path
}
