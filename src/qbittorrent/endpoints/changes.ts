import { isIP } from 'node:net'
import type { TorrentControl } from '../../torrents/control.ts'
import {
  type Call,
  done,
  type Endpoint,
  type Endpoints,
  json,
  LONGEST_NAME,
  Refused,
  required,
} from '../endpoint.ts'
import { findTorrent } from '../find-torrent.ts'
import { flag, hashList } from '../parameter-values.ts'

type Deps = Pick<TorrentControl, 'inventory' | 'notebook' | 'commands'>

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
  return {
    group: 'torrents',
    reads: {},
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
      async rename(call) {
        required(call, 'hash')
        const name = required(call, 'name')
          .trim()
          .replaceAll(/\r?\n|\r/g, ' ')
        if (name === '' || name.length > LONGEST_NAME)
          throw new Refused(409, 'Incorrect torrent name')
        const { torrent } = await findTorrent(deps.inventory, call)
        await notebook.notes.change([torrent.id], (note) => ({ ...note, name }))
        return done()
      },
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
      async editTracker(call) {
        for (const name of ['origUrl', 'newUrl']) required(call, name)
        await findTorrent(deps.inventory, call)
        throw new Refused(409, 'The trackers of a torrent cannot be changed')
      },
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

const ofOne = async (deps: Deps, call: Call, name: string): Promise<Response> => {
  required(call, name)
  await findTorrent(deps.inventory, call)
  return done()
}

/** Whether this is the address of a peer: an IP address with a port. */
const isPeer = (word: string): boolean => {
  const [, host = '', port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(word.trim()) ?? []
  return isIP(host) !== 0 && Number(port) > 0
}
