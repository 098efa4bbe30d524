import { type Clock, systemClock } from '../../lib/clock.ts'
import type { Listener } from '../listener.ts'
import { createLibraryItems, type Library, type LibraryItems } from './library-items.ts'
import { createLibraryScan, type LibraryScan, type ScanEvent } from './library-scan.ts'
import { createMediaMonitor, type MediaMonitor } from './media-monitor.ts'
import { createReceivedRequests, type ReceivedRequests } from './received-requests.ts'

export type { Library } from './library-items.ts'

/** What a simulated media server can be told of what it stands on. */
export type GroundOptions = {
  libraries: readonly Library[]
  /** The paths of all files that the server sees, at each look; none unless told otherwise. */
  disk?: (() => readonly string[]) | undefined
  /** How long a scan lasts. */
  scanMs?: number | undefined
  /** How long it waits after `POST /Library/Media/Updated`; a minute, as the originals do. */
  monitorDelayMs?: number | undefined
  clock?: Clock | undefined
  /** Gets a line for people about each refresh and each step of a scan. */
  onEvent?: ((line: string) => void) | undefined
}

/** A `POST /Library/Refresh` that was taken. */
export type TakenRefresh = {
  /** Unix milliseconds. */
  at: number
  /** How the token was sent: `authorization`, `x-emby-token`, `?apikey`. */
  credential: string
}

/** What the simulated Jellyfin and Emby stand on. */
export type MediaServerGround = {
  scan: LibraryScan
  requests: ReceivedRequests
  refreshes: TakenRefresh[]
  /** What the server knows of the disk. */
  items: LibraryItems
  /** The paths of each accepted `POST /Library/Media/Updated`. */
  mediaUpdates: string[][]
  /** Takes such a report, and looks at its places after a while. */
  hearOf(paths: string[]): void
  monitor: MediaMonitor
  /** Takes a refresh: it cancels the scan that runs, and starts a new one. */
  refresh(credential: string): void
}

/** Every how many percent a scan is told of. */
const PROGRESS_STEP = 25
const SCAN_MS = 2000
const MONITOR_DELAY_MS = 60_000

/** Makes what the server called `name` stands on. */
export const createMediaServerGround = (
  name: string,
  {
    libraries,
    disk = () => [],
    scanMs = SCAN_MS,
    monitorDelayMs = MONITOR_DELAY_MS,
    clock = systemClock,
    onEvent = () => {},
  }: GroundOptions
): MediaServerGround => {
  const scan = createLibraryScan({ scanMs, clock })
  const items = createLibraryItems({ libraries, disk, now: clock.now })
  const monitor = createMediaMonitor({ delayMs: monitorDelayMs, look: items.look, clock })
  const mediaUpdates: string[][] = []
  const refreshes: TakenRefresh[] = []
  scan.events.listen((event) => {
    const line = describe(event)
    if (line !== null) onEvent(`${name} ${line}`)
    if (event.kind === 'started') monitor.forget()
    if (event.kind === 'ended' && event.status === 'Completed') items.lookEverywhere()
  })
  return {
    scan,
    requests: createReceivedRequests({ now: clock.now }),
    refreshes,
    items,
    monitor,
    mediaUpdates,
    hearOf(paths) {
      mediaUpdates.push(paths)
      for (const path of paths) monitor.report(path)
    },
    refresh(credential) {
      refreshes.push({ at: clock.now(), credential })
      onEvent(`${name} was asked to refresh (${credential})`)
      scan.request()
    },
  }
}

/** Ends a server as its process would: the scan is not resumed, and nobody listens any more. */
export const shutDown = async ({
  ground,
  listener,
}: {
  ground: MediaServerGround
  listener: Listener
}): Promise<void> => {
  ground.scan.abort()
  ground.monitor.forget()
  await listener.close()
}

const describe = (event: ScanEvent): string | null => {
  if (event.kind === 'started') return 'scans its libraries: 0 %'
  if (event.kind === 'ended') return `ended its scan: ${event.status}`
  const isStep = event.percent % PROGRESS_STEP === 0
  return isStep ? `scans its libraries: ${event.percent} %` : null
}
