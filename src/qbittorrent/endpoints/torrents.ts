import type { TorrentControl } from '../../torrents/control.ts'
import type { Found } from '../../torrents/inventory/inventory.ts'
import { isInEngine } from '../../torrents/inventory/inventory-torrent.ts'
import { Unavailable, UpstreamError } from '../../upstream-error.ts'
import { type Endpoints, json, Refused, text } from '../endpoint.ts'
import { pickFiles, toFiles } from '../files.ts'
import { findTorrent } from '../find-torrent.ts'
import { selectRows } from '../info-query.ts'
import { encodeParts, type SendLong } from '../long-answer.ts'
import { toPieceStates } from '../pieces.ts'
import { toProperties } from '../properties.ts'
import { createRowList } from '../row-list.ts'
import { writeList } from '../row-text.ts'
import type { ShowContext, Shown } from '../shown.ts'
import { toTrackers } from '../trackers.ts'

export type TorrentDeps = {
  control: Pick<TorrentControl, 'inventory' | 'files' | 'pieces'>
  show: () => Promise<Shown>
  context: ShowContext
  sendLong: SendLong
}

/** `torrents`, as far as they are read. */
export const torrentEndpoints = (deps: TorrentDeps): Endpoints => {
  const { control, show, context, sendLong } = deps
  const { inventory } = control
  const writeAll = createRowList()
  return {
    group: 'torrents',
    reads: {
      async info({ parameters, request }) {
        const { rows } = await show()
        const selection = selectRows(rows, parameters)
        if ('refusal' in selection) throw new Refused(400, selection.refusal)
        const isAll = selection.rows === rows
        const parts = isAll ? writeAll(rows) : encodeParts(writeList(selection.rows))
        return await sendLong(parts, { rows: selection.rows.length, signal: request.signal })
      },
      async count() {
        const { torrents } = await inventory.list()
        return text(String(torrents.length))
      },
      async properties(call) {
        const found = await findTorrent(inventory, call)
        const pieces = await piecesOf(deps, found)
        return json(toProperties(found.torrent, { context: await context(), pieces }))
      },
      async files(call) {
        const found = await findTorrent(inventory, call)
        const files = await control.files.of(found.torrent)
        const rows = toFiles(found.torrent, { files, pieces: await piecesOf(deps, found) })
        const picked = pickFiles(rows, call.parameters.get('indexes'))
        if ('refusal' in picked) throw new Refused(409, picked.refusal)
        return json(picked.files)
      },
      async trackers(call) {
        return json(toTrackers((await findTorrent(inventory, call)).torrent))
      },
      async webseeds(call) {
        await findTorrent(inventory, call)
        return json([])
      },
      async pieceStates(call) {
        const { torrent, source } = await findTorrent(inventory, call)
        if (source !== 'engine') throw new Unavailable('the engine is away', { code: 'timeout' })
        const pieces = isInEngine(torrent) ? await control.pieces(torrent.id) : null
        return json(toPieceStates(pieces))
      },
      /** The engine does not tell them. */
      async pieceHashes(call) {
        await findTorrent(inventory, call)
        return json([])
      },
      async export(call) {
        await findTorrent(inventory, call)
        throw new Refused(409, 'Torrent files cannot be exported')
      },
    },
    writes: {},
  }
}

/**
 * Only an open torrent with metadata has pieces to tell of; without them the rest is told, also of
 * an engine that has just not answered.
 */
const piecesOf = async ({ control }: TorrentDeps, { torrent, source }: Found) => {
  if (source !== 'engine' || !isInEngine(torrent) || torrent.session === null) return null
  try {
    return await control.pieces(torrent.id)
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}
