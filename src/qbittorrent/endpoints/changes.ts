import { isIP } from 'node:net'
import type { TorrentControl } from '../../torrents/control.ts'
import { bytesPerSecond, readShareLimits } from '../additions.ts'
import {
  type Call,
  done,
  type Endpoint,
  type Endpoints,
  json,
  notFound,
  Refused,
  required,
} from '../endpoint.ts'
import { flag, hashList, wholeNumber } from '../parameter-values.ts'

type Deps = Pick<TorrentControl, 'inventory' | 'notebook' | 'commands' | 'files'>

/**
 * `torrents`, as far as torrents are changed. What the engine can do is done; what it cannot is
 * taken and left at that where pretending hurts nobody, and refused where it would.
 */
export const changeEndpoints = (deps: Deps): Endpoints => {
  const { notebook, commands } = deps
  const targets = (call: Call) => hashList(required(call, 'hashes'))
  const stop: Endpoint = async (call) => {
    await commands.stop(targets(call))
    return done()
  }
  const start: Endpoint = async (call) => {
    await commands.start(targets(call))
    return done()
  }
  const limit =
    (field: 'download' | 'upload'): Endpoint =>
    async (call) => {
      required(call, 'limit')
      const value = bytesPerSecond(call.parameters, 'limit')
      await changeLimits(deps, call, { [field]: value })
      return done()
    }

  return {
    group: 'torrents',
    reads: {
      downloadLimit: (call) => tellLimits(deps, call, 'download'),
      uploadLimit: (call) => tellLimits(deps, call, 'upload'),
    },
    writes: {
      /** qBittorrent wants `deleteFiles`; programs that keep files leave it out. */
      async delete(call) {
        const deleteFiles = flag(call.parameters, 'deleteFiles') ?? false
        await commands.remove(targets(call), { deleteFiles })
        return done()
      },
      pause: stop,
      stop,
      resume: start,
      start,
      async setForceStart(call) {
        const isForced = flag(call.parameters, 'value') ?? false
        return isForced ? await start(call) : accept('hashes', 'value')(call)
      },
      async setShareLimits(call) {
        required(call, 'ratioLimit')
        required(call, 'seedingTimeLimit')
        await changeLimits(deps, call, readShareLimits(call.parameters))
        return done()
      },
      setDownloadLimit: limit('download'),
      setUploadLimit: limit('upload'),
      async rename(call) {
        required(call, 'hash')
        const name = required(call, 'name')
          .trim()
          .replaceAll(/\r?\n|\r/g, ' ')
        if (name === '') throw new Refused(409, 'Incorrect torrent name')
        const { id } = await findOne(deps, call)
        await notebook.notes.change([id], (note) => ({ ...note, name }))
        return done()
      },
      filePrio: (call) => setFilePriority(deps, call),
      topPrio: accept('hashes'),
      bottomPrio: accept('hashes'),
      increasePrio: accept('hashes'),
      decreasePrio: accept('hashes'),
      recheck: accept('hashes'),
      reannounce: accept('hashes'),
      toggleSequentialDownload: accept('hashes'),
      toggleFirstLastPiecePrio: accept('hashes'),
      setSuperSeeding: accept('hashes', 'value'),
      setAutoManagement: accept('hashes', 'enable'),
      addTrackers: (call) => ofOne(deps, call, 'urls'),
      removeTrackers: (call) => ofOne(deps, call, 'urls'),
      editTracker: refuseOne(deps, {
        names: ['origUrl', 'newUrl'],
        reason: 'The trackers of a torrent cannot be changed',
      }),
      renameFile: refuseOne(deps, { names: PATHS, reason: 'Files cannot be renamed' }),
      renameFolder: refuseOne(deps, { names: PATHS, reason: 'Folders cannot be renamed' }),
      async addPeers(call) {
        required(call, 'hashes')
        const peers = required(call, 'peers').split('|')
        if (!peers.some(isPeer)) throw new Refused(400, 'No valid peers were specified')
        const failed = peers.length
        const found = await commands.find(targets(call))
        return json(Object.fromEntries(found.map(({ id }) => [id, { added: 0, failed }])))
      },
    },
  }
}

/** Takes a call that changes nothing here, once it names what it would change. */
const accept =
  (...names: string[]): Endpoint =>
  (call) => {
    for (const name of names) required(call, name)
    return done()
  }

const findOne = async ({ inventory }: Pick<Deps, 'inventory'>, call: Call) => {
  const torrent = await inventory.find(required(call, 'hash').toLowerCase())
  if (torrent === null) throw notFound()
  return torrent
}

const ofOne = async (deps: Deps, call: Call, name: string): Promise<Response> => {
  required(call, name)
  await findOne(deps, call)
  return done()
}

const PATHS = ['oldPath', 'newPath']

const refuseOne =
  (deps: Deps, { names, reason }: { names: readonly string[]; reason: string }): Endpoint =>
  async (call) => {
    for (const name of names) required(call, name)
    await findOne(deps, call)
    throw new Refused(409, reason)
  }

const changeLimits = async (
  { commands, notebook }: Deps,
  call: Call,
  limits: Partial<ReturnType<typeof readShareLimits> & { download: number; upload: number }>
) => {
  const found = await commands.find(hashList(required(call, 'hashes')))
  await notebook.notes.change(
    found.map(({ id }) => id),
    (note) => ({ ...note, limits: { ...note.limits, ...limits } })
  )
}

/** One entry for each hash that was sent: 0 without a limit, -1 for a torrent that is not there. */
const tellLimits = async (
  { inventory }: Deps,
  call: Call,
  field: 'download' | 'upload'
): Promise<Response> => {
  const { torrents } = await inventory.list()
  const limits = new Map(torrents.map(({ id, note }) => [id, note.limits[field]]))
  const hashes = required(call, 'hashes').split('|')
  return json(
    Object.fromEntries(hashes.map((hash) => [hash, limits.get(hash.trim().toLowerCase()) ?? -1]))
  )
}

/** Whether this is the address of a peer: an IP address with a port. */
const isPeer = (word: string): boolean => {
  const [, host = '', port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(word.trim()) ?? []
  return isIP(host) !== 0 && Number(port) > 0
}

/** Priorities that qBittorrent has: not at all, normal, high, highest. */
const PRIORITIES = [0, 1, 6, 7]

/** The engine downloads every file: who wants one left out must be told that it is not. */
const setFilePriority = async (deps: Deps, call: Call): Promise<Response> => {
  required(call, 'hash')
  const ids = required(call, 'id').split('|')
  required(call, 'priority')
  const priority = wholeNumber(call.parameters, 'priority')
  if (priority === null) throw new Refused(400, 'Priority must be an integer')
  if (!PRIORITIES.includes(priority)) throw new Refused(400, 'Priority is not valid')
  const files = await deps.files.of(await findOne(deps, call))
  if (files.length === 0) throw new Refused(409, "Torrent's metadata has not yet downloaded")
  if (ids.some((id) => !/^-?\d+$/.test(id))) throw new Refused(400, 'File IDs must be integers')
  const known = new Set(files.map(({ index }) => index))
  if (ids.some((id) => !known.has(Number(id)))) throw new Refused(409, 'File ID is not valid')
  if (priority === 0) throw new Refused(409, 'Every file of a torrent is downloaded here')
  return done()
}
