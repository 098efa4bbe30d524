import type { TorrentLimits } from '../../domain.ts'
import type { TorrentControl } from '../../torrents/control.ts'
import { bytesPerSecond, readShareLimits } from '../additions.ts'
import { type Call, done, type Endpoint, type Endpoints, json, required } from '../endpoint.ts'
import { hashList } from '../parameter-values.ts'

type Deps = Pick<TorrentControl, 'inventory' | 'notebook' | 'commands'>
type Field = 'download' | 'upload'

/** `torrents`, as far as limits are told and changed: kept and told again, the engine has none. */
export const limitEndpoints = (deps: Deps): Endpoints => ({
  group: 'torrents',
  reads: {
    downloadLimit: (call) => tellLimits(deps, call, 'download'),
    uploadLimit: (call) => tellLimits(deps, call, 'upload'),
  },
  writes: {
    async setShareLimits(call) {
      required(call, 'ratioLimit')
      required(call, 'seedingTimeLimit')
      return await changeLimits(deps, call, readShareLimits(call.parameters))
    },
    setDownloadLimit: limit(deps, 'download'),
    setUploadLimit: limit(deps, 'upload'),
  },
})

const limit =
  (deps: Deps, field: Field): Endpoint =>
  async (call) => {
    required(call, 'limit')
    return await changeLimits(deps, call, { [field]: bytesPerSecond(call.parameters, 'limit') })
  }

const changeLimits = async (
  { commands, notebook }: Deps,
  call: Call,
  limits: Partial<TorrentLimits>
): Promise<Response> => {
  const found = await commands.find(hashList(required(call, 'hashes')))
  await notebook.notes.change(
    found.map(({ id }) => id),
    (note) => ({ ...note, limits: { ...note.limits, ...limits } })
  )
  return done()
}

/** One entry for each hash that was sent: 0 without a limit, -1 for a torrent that is not there. */
const tellLimits = async ({ inventory }: Deps, call: Call, field: Field): Promise<Response> => {
  const { torrents } = await inventory.list()
  const limits = new Map(torrents.map(({ id, note }) => [id, note.limits[field]]))
  const hashes = required(call, 'hashes').split('|')
  return json(
    Object.fromEntries(hashes.map((hash) => [hash, limits.get(hash.trim().toLowerCase()) ?? -1]))
  )
}
