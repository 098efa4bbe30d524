import type { Clock } from '../../lib/clock.ts'
import { sessionIdOf } from '../../security/session-id.ts'
import type { TorrentControl } from '../../torrents/control.ts'
import { type Endpoints, json, notFound } from '../endpoint.ts'
import type { GlobalLimitsKeeper } from '../global-limits.ts'
import { encodeParts, type SendLong } from '../long-answer.ts'
import { createMaindata } from '../maindata.ts'
import { wholeNumber } from '../parameter-values.ts'
import type { Shown } from '../shown.ts'
import { createTrackerIndex } from '../tracker-index.ts'
import { toServerState } from '../transfer.ts'
import { toCategories } from './categories.ts'
import { allTags } from './tags.ts'

export type SyncDeps = {
  control: Pick<TorrentControl, 'inventory' | 'notebook'>
  show: () => Promise<Shown>
  limits: GlobalLimitsKeeper
  sendLong: SendLong
  clock: Clock
}

/** `sync`: what has changed since a program last looked. */
export const syncEndpoints = ({ control, show, limits, sendLong, clock }: SyncDeps): Endpoints => {
  const maindata = createMaindata({ clock })
  const trackersOf = createTrackerIndex()
  return {
    group: 'sync',
    reads: {
      async maindata(call) {
        const { view, rows } = await show()
        const { notebook } = control
        const content = {
          rows,
          categories: toCategories(notebook.categories.all().values()),
          tags: allTags(view.torrents, notebook),
          trackers: trackersOf(view.torrents),
          serverState: toServerState(view, limits.get()),
        }
        const rid = wholeNumber(call.parameters, 'rid') ?? 0
        const parts = maindata.answer({ sessionId: sessionIdOf(call.request), rid }, content)
        const { signal } = call.request
        return await sendLong(encodeParts(parts), { rows: rows.length, signal })
      },
      /** The engine tells nothing of peers but their number. */
      async torrentPeers(call) {
        // Where no torrent is named qBittorrent has not found it, here alone.
        const hash = call.parameters.get('hash')?.toLowerCase() ?? ''
        if ((await control.inventory.find(hash)) === null) throw notFound()
        return json({ full_update: true, peers: {}, rid: 1, show_flags: true })
      },
    },
    writes: {},
  }
}
