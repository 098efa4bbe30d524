import { isComplete } from '../domain.ts'
import type { Pieces, TorrentFile } from '../torrents/engine/engine-details.ts'
import type { InventoryTorrent } from '../torrents/inventory/inventory-torrent.ts'
import { progressOf } from './progress.ts'

/** A file in the words of `torrents/files`. `is_seed` is on the first one alone. */
export type FileRow = {
  availability: number
  index: number
  is_seed?: boolean
  name: string
  piece_range: [first: number, last: number]
  priority: number
  progress: number
  size: number
}

/** Every file is wanted: the engine cannot leave one out. */
const NORMAL_PRIORITY = 1

/**
 * A torrent's files as qBittorrent 4.6.0 lists them (src/webui/api/torrentscontroller.cpp); none
 * before its metadata.
 *
 * @param pieces `null` where it is not known which of them a file lies in.
 */
export const toFiles = (
  torrent: InventoryTorrent,
  { files, pieces }: { files: readonly TorrentFile[]; pieces: Pieces | null }
): FileRow[] => {
  const isDone = isComplete(torrent)
  // decluttarr deletes torrents with a file below 1.
  const availability = isDone || (torrent.session?.peers ?? 0) > 0 ? 1 : 0
  return files.map(({ index, path, length, doneBytes }) => ({
    availability,
    index,
    ...(index === 0 ? { is_seed: isDone } : {}),
    name: path,
    piece_range: rangeOf(pieces?.spans.get(index)),
    priority: NORMAL_PRIORITY,
    progress: isDone ? 1 : progressOf(doneBytes, length),
    size: length,
  }))
}

/** The first piece and the last one. A file of no bytes has none, and is said to have one. */
const rangeOf = (span: readonly [start: number, end: number] | undefined): [number, number] => {
  const [start, end] = span ?? [0, 0]
  return [start, Math.max(end - 1, start)]
}

/** The files of some indexes in a list that `|` separates, or why there are none. */
export const pickFiles = (
  files: readonly FileRow[],
  indexes: string | undefined
): { files: readonly FileRow[] } | { refusal: string } => {
  if (indexes === undefined) return { files }
  const picked: FileRow[] = []
  for (const word of new Set(indexes.split('|'))) {
    const file = /^\d+$/.test(word) ? files[Number(word)] : undefined
    if (file === undefined) return { refusal: `No file has the index ${JSON.stringify(word)}` }
    picked.push(file)
  }
  return { files: picked }
}
