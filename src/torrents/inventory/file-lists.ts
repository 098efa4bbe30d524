import { completionId, isComplete } from '../../domain.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { TorrentFile } from '../engine/engine-details.ts'
import { type InventoryTorrent, isInEngine } from './inventory-torrent.ts'

/** So many files of finished torrents are remembered; their lists do not change any more. */
const MOST_FILES = 20_000

/** The files of torrents, each finished torrent's asked for once. */
export type FileLists = {
  /**
   * None before the metadata, and none of a torrent that waits for the engine.
   *
   * @throws {Unavailable} When the engine does not tell.
   */
  of(torrent: InventoryTorrent): Promise<TorrentFile[]>
}

/** Makes the lists. */
export const createFileLists = ({ engine }: { engine: Pick<EngineClient, 'files'> }): FileLists => {
  const known = new Map<string, TorrentFile[]>()
  let size = 0

  const remember = (key: string, files: TorrentFile[]) => {
    known.set(key, files)
    size += files.length
    for (const [oldest, list] of known) {
      if (size <= MOST_FILES || oldest === key) return
      known.delete(oldest)
      size -= list.length
    }
  }

  return {
    async of(torrent) {
      if (!isInEngine(torrent) || torrent.totalBytes === 0) return []
      const key = completionId(torrent)
      const remembered = known.get(key)
      if (remembered) return remembered
      const files = (await engine.files(torrent.id)) ?? []
      if (!isComplete(torrent)) return files
      const done = files.map(asDone)
      // None are told of one that was deleted a moment ago, and may be there again.
      if (done.length > 0 && !known.has(key)) remember(key, done)
      return done
    },
  }
}

/** Of a finished torrent every file is there, whatever its session counts. */
const asDone = (file: TorrentFile): TorrentFile => ({ ...file, doneBytes: file.length })
