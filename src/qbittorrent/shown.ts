import type { Clock } from '../lib/clock.ts'
import type { IntegrationSettings } from '../settings/schema.ts'
import type { Settings } from '../settings/settings.ts'
import type { TorrentControl } from '../torrents/control.ts'
import type { InventoryView } from '../torrents/inventory/inventory-torrent.ts'
import type { DataFolder } from './content-path.ts'
import type { Row, RowContext } from './row.ts'
import { createRows } from './rows.ts'

/** All torrents at one moment, as programs are shown them. */
export type Shown = {
  view: InventoryView
  rows: readonly Row[]
  context: RowContext
}

/** What torrents are shown from. */
export type ShownDeps = {
  control: Pick<TorrentControl, 'inventory' | 'setup'>
  settings: Pick<Settings, 'current'>
  clock: Clock
}

/** How a torrent is to be shown, by the settings of the moment. */
export type ShowContext = () => Promise<RowContext>

/** Makes what tells how torrents are shown. */
export const createShowContext =
  ({ control, settings, clock }: ShownDeps): ShowContext =>
  async () => {
    // A path that the owner maps must never be shown as it is.
    const { qbt } = await settings.current()
    return toContext(qbt, { dataDir: control.setup().dataDir, now: Math.floor(clock.now() / 1000) })
  }

/** Makes what tells the folder without waiting: until the settings were read nothing is mapped. */
export const createFolder =
  ({
    control,
    settings,
  }: {
    control: Pick<TorrentControl, 'setup'>
    settings: Pick<Settings, 'last'>
  }): (() => DataFolder) =>
  () => ({
    dataDir: control.setup().dataDir,
    pathMap: settings.last()?.qbt.pathMap ?? [],
  })

/** Makes what shows all torrents; rows of unchanged torrents stay the same objects. */
export const createShown = (deps: ShownDeps & { context: ShowContext }): (() => Promise<Shown>) => {
  const rows = createRows()
  return async () => {
    const view = await deps.control.inventory.list()
    const context = await deps.context()
    return { view, rows: rows.of(view.torrents, context), context }
  }
}

const toContext = (
  { finished, pathMap }: IntegrationSettings['qbt'],
  facts: Pick<RowContext, 'dataDir' | 'now'>
): RowContext => ({ finished, pathMap, ...facts })
