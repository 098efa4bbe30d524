import type { Clock } from '../../lib/clock.ts'
import type { Settings } from '../../settings/settings.ts'
import type { TorrentControl } from '../../torrents/control.ts'
import type { FetchRemoteTorrent } from '../../torrents/source/remote-torrent.ts'
import { Unavailable } from '../../upstream-error.ts'
import { readSent, readWishes, type SentTorrent } from '../additions.ts'
import { type Call, type Endpoints, fails, text } from '../endpoint.ts'
import { withinWriteLimit } from '../write-limit.ts'
import { isCategoryName, markUsed } from './categories.ts'
import { keepNames, tagList } from './tags.ts'

export type AddingDeps = {
  control: Pick<TorrentControl, 'notebook' | 'add'>
  settings: Pick<Settings, 'current'>
  fetchRemote: FetchRemoteTorrent
  clock: Pick<Clock, 'monotonic'>
}

/** As long as links of one call are begun to be followed, in milliseconds: its program waits. */
const LINKS_MS = 20_000

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
  const { qbt } = await deps.settings.current()
  const { torrents, faults } = await readSent(call, qbt.addByUrl ? fetchInTime(deps) : null)
  if (torrents.length === 0) throw fails(faults[0] ?? 'it sends neither a link nor a file')
  return await withinWriteLimit(place(deps.control, { call, sent: torrents }))
}

const fetchInTime = ({ fetchRemote, clock }: AddingDeps): FetchRemoteTorrent => {
  const end = clock.monotonic() + LINKS_MS
  return async (link, options) => {
    if (clock.monotonic() < end) return await fetchRemote(link, options)
    throw new Unavailable('the links before took too long', { code: 'timeout' })
  }
}

const place = async (
  control: AddingDeps['control'],
  { call, sent }: { call: Call; sent: readonly SentTorrent[] }
): Promise<Response> => {
  const { notebook } = control
  await notebook.ready()
  const { rename, ...wishes } = readWishes(call.parameters)
  const category = isCategoryName(wishes.category) ? wishes.category : ''
  const tags = tagList(call.parameters.get('tags') ?? '')
  await markUsed(notebook, { category, program: call.program })
  await keepNames(notebook, tags)
  const outcomes = await Promise.allSettled(
    sent.map((torrent) => {
      const name = rename || torrent.name
      return control.add({ ...torrent, ...wishes, category, tags, name })
    })
  )
  const results = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  if (results.includes('added')) return text('Ok.')
  for (const one of outcomes) if (one.status === 'rejected') throw one.reason
  throw fails(results.includes('full') ? 'too many torrents wait already' : 'the engine refuses it')
}
