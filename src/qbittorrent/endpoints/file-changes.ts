import type { TorrentControl } from '../../torrents/control.ts'
import { type Call, done, type Endpoint, type Endpoints, Refused, required } from '../endpoint.ts'
import { findTorrent } from '../find-torrent.ts'
import { wholeNumber } from '../parameter-values.ts'

type Deps = Pick<TorrentControl, 'inventory' | 'files'>

/** `torrents`, as far as their files are changed, which the engine cannot. */
export const fileChangeEndpoints = (deps: Deps): Endpoints => ({
  group: 'torrents',
  reads: {},
  writes: {
    filePrio: (call) => setPriority(deps, call),
    renameFile: refuseRenaming(deps, 'Files cannot be renamed'),
    renameFolder: refuseRenaming(deps, 'Folders cannot be renamed'),
  },
})

const refuseRenaming =
  ({ inventory }: Deps, reason: string): Endpoint =>
  async (call) => {
    for (const name of ['oldPath', 'newPath']) required(call, name)
    await findTorrent(inventory, call)
    throw new Refused(409, reason)
  }

/** Priorities that qBittorrent has: not at all, normal, high, highest. */
const PRIORITIES = [0, 1, 6, 7]

/** The engine downloads every file: who wants one left out must be told that it is not. */
const setPriority = async ({ inventory, files }: Deps, call: Call): Promise<Response> => {
  required(call, 'hash')
  const ids = required(call, 'id').split('|')
  required(call, 'priority')
  const priority = wholeNumber(call.parameters, 'priority')
  if (priority === null) throw new Refused(400, 'Priority must be an integer')
  if (!PRIORITIES.includes(priority)) throw new Refused(400, 'Priority is not valid')
  const known = await files.of((await findTorrent(inventory, call)).torrent)
  if (known.length === 0) throw new Refused(409, "Torrent's metadata has not yet downloaded")
  if (ids.some((id) => !/^-?\d+$/.test(id))) throw new Refused(400, 'File IDs must be integers')
  const indexes = new Set(known.map(({ index }) => index))
  if (ids.some((id) => !indexes.has(Number(id)))) throw new Refused(409, 'File ID is not valid')
  if (priority === 0) throw new Refused(409, 'Every file of a torrent is downloaded here')
  return done()
}
