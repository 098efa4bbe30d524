import type { CatalogView } from '../torrents/catalog/catalog.ts'
import type { CatalogTorrent } from '../torrents/catalog/sightings.ts'
import { humanSpeed } from './human-speed.ts'

/**
 * What `GET /widget` answers. Homepage picks fields by name and shows the whole answer as a failure
 * when it has a key `error`, so there is none. Raw numbers stand beside words, since a word cannot
 * be formatted again.
 */
export type Widget = {
  active: number
  completed: number
  stopped: number
  total: number
  download_speed_bytes: number
  download_speed_human: string
  pending: number
  /** Torrents in state `error`. */
  error_count: number
  /** The engine uploads nothing. */
  upload_speed_bytes: 0
  upload_speed_human: string
  /** Of all active torrents together, 0 to 100; 100 when none is active. */
  progress_percent: number
  /** Of all active torrents together; {@link UNKNOWN_ETA} when it is not known. */
  eta_seconds: number
  /** `stale`: the engine cannot be read. `down`: it cannot, and the numbers are over 10 min old. */
  state: 'ok' | 'stale' | 'down'
  age_seconds: number
  /** The active torrents, the fastest first, at most ten. */
  items: WidgetItem[]
}

export type WidgetItem = {
  name: string
  progress_percent: number
  download_speed_bytes: number
  download_speed_human: string
  eta_seconds: number
}

/** What qBittorrent says for "unknown", and what dashboards understand as that: 100 days. */
export const UNKNOWN_ETA = 8_640_000

const MOST_ITEMS = 10
/** A copy that waits to be renewed is no sign of trouble up to this age, in milliseconds. */
const OK_AGE_MS = 10_000
const DOWN_AGE_MS = 10 * 60 * 1000

/**
 * Turns the view of all torrents into what dashboards show.
 *
 * @param isEngineAway Whether the engine does not answer any more since.
 */
export const toWidget = (
  view: CatalogView,
  { isEngineAway }: { isEngineAway: boolean } = { isEngineAway: false }
): Widget => {
  const count = (status: CatalogTorrent['status']) =>
    view.torrents.filter((torrent) => torrent.status === status).length
  const active = view.torrents.filter(({ status }) => status === 'active')
  const speed = active.reduce((sum, { downloadSpeed }) => sum + downloadSpeed, 0)
  return {
    active: active.length,
    completed: count('completed'),
    stopped: count('stopped'),
    total: view.torrents.length,
    download_speed_bytes: speed,
    download_speed_human: humanSpeed(speed),
    pending: count('pending'),
    error_count: count('error'),
    upload_speed_bytes: 0,
    upload_speed_human: humanSpeed(0),
    progress_percent: percent(active),
    eta_seconds: etaSeconds(active, speed),
    state: stateOf(view, isEngineAway),
    age_seconds: Math.floor(view.ageMs / 1000),
    items: active.toSorted(bySpeedThenName).slice(0, MOST_ITEMS).map(toItem),
  }
}

const toItem = (torrent: CatalogTorrent): WidgetItem => ({
  name: torrent.name || torrent.id,
  progress_percent: percent([torrent]),
  download_speed_bytes: torrent.downloadSpeed,
  download_speed_human: humanSpeed(torrent.downloadSpeed),
  eta_seconds: etaSeconds([torrent], torrent.downloadSpeed),
})

const bySpeedThenName = (one: CatalogTorrent, other: CatalogTorrent) =>
  other.downloadSpeed - one.downloadSpeed || (one.name < other.name ? -1 : 1)

const sum = (torrents: readonly CatalogTorrent[], field: 'doneBytes' | 'totalBytes') =>
  torrents.reduce((bytes, torrent) => bytes + torrent[field], 0)

/** Cut off rather than rounded: 100 is said only when nothing is missing. */
const percent = (torrents: readonly CatalogTorrent[]): number => {
  if (torrents.length === 0) return 100
  const total = sum(torrents, 'totalBytes')
  if (total === 0) return 0
  return Math.floor(Math.min(sum(torrents, 'doneBytes') / total, 1) * 1000) / 10
}

const etaSeconds = (torrents: readonly CatalogTorrent[], speed: number): number => {
  if (torrents.some(({ totalBytes }) => totalBytes === 0)) return UNKNOWN_ETA
  const missing = Math.max(sum(torrents, 'totalBytes') - sum(torrents, 'doneBytes'), 0)
  if (missing === 0) return 0
  return speed > 0 ? Math.min(Math.ceil(missing / speed), UNKNOWN_ETA) : UNKNOWN_ETA
}

const stateOf = ({ source, ageMs }: CatalogView, isEngineAway: boolean): Widget['state'] => {
  if (source === 'engine' && ageMs <= OK_AGE_MS && !isEngineAway) return 'ok'
  return ageMs <= DOWN_AGE_MS ? 'stale' : 'down'
}
