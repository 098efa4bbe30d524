import type { Settings } from '../../settings/settings.ts'
import type { TorrentControl } from '../../torrents/control.ts'
import type { FetchRemoteTorrent } from '../../torrents/source/remote-torrent.ts'
import { readSent, readWishes } from '../additions.ts'
import { type Call, type Endpoints, fails, text } from '../endpoint.ts'
import { isCategoryName, markUsed } from './categories.ts'
import { keepNames, tagList } from './tags.ts'

export type AddingDeps = {
  control: Pick<TorrentControl, 'notebook' | 'add'>
  settings: Pick<Settings, 'current'>
  fetchRemote: FetchRemoteTorrent
}

/**
 * `torrents/add`: `Ok.` when at least one torrent was added or was there already, else `Fails.`,
 * both as text, which one program insists on. What it does not know it takes no notice of.
 */
export const addingEndpoints = (deps: AddingDeps): Endpoints => ({
  group: 'torrents',
  reads: {},
  writes: { add: (call) => add(deps, call) },
})

const add = async (deps: AddingDeps, call: Call): Promise<Response> => {
  const { notebook } = deps.control
  const { qbt } = await deps.settings.current()
  const sent = await readSent(call, qbt.addByUrl ? deps.fetchRemote : null)
  if (sent.length === 0) throw fails('there is no torrent in it that can be added')
  await notebook.ready()
  const { rename, ...wishes } = readWishes(call.parameters)
  const category = isCategoryName(wishes.category) ? wishes.category : ''
  const tags = tagList(call.parameters.get('tags') ?? '')
  await markUsed(notebook, { category, program: call.program })
  await keepNames(notebook, tags)
  const results = await Promise.all(
    sent.map((torrent) => {
      const name = rename || torrent.name
      return deps.control.add({ ...torrent, ...wishes, category, tags, name })
    })
  )
  if (results.includes('added')) return text('Ok.')
  throw fails(results.includes('full') ? 'too many torrents wait already' : 'the engine refuses it')
}
