import { mapPath } from '../../paths/map-path.ts'
import type { TorrentControl } from '../../torrents/control.ts'
import { savePathOf } from '../content-path.ts'
import { type Call, done, type Endpoints, Refused, required } from '../endpoint.ts'
import { hashList } from '../parameter-values.ts'
import type { ShowContext } from '../shown.ts'

type Deps = { control: Pick<TorrentControl, 'commands'>; context: ShowContext }

/**
 * `torrents`, as far as torrents are moved. The engine has one folder: who wants a torrent anywhere
 * else must be told that it is not there.
 */
export const locationEndpoints = (deps: Deps): Endpoints => ({
  group: 'torrents',
  reads: {},
  writes: {
    setLocation: (call) => move(deps, call, { ids: 'hashes', path: 'location' }),
    setSavePath: (call) => move(deps, call, { ids: 'id', path: 'path' }),
    /** Empty is qBittorrent's way to have none, which is how it is here. */
    async setDownloadPath(call) {
      required(call, 'id')
      return required(call, 'path') === ''
        ? done()
        : await move(deps, call, { ids: 'id', path: 'path' })
    },
  },
})

const move = async (
  { control, context }: Deps,
  call: Call,
  names: { ids: string; path: string }
): Promise<Response> => {
  const targets = hashList(required(call, names.ids))
  const wanted = required(call, names.path).trim()
  if (wanted === '') throw new Refused(400, 'Save path cannot be empty')
  const savePath = savePathOf(await context())
  const isElsewhere = mapPath(wanted, []) !== savePath
  if (isElsewhere && (await control.commands.find(targets)).length > 0) {
    throw new Refused(409, `Torrents cannot be moved: all of them are in ${savePath}`)
  }
  return done()
}
