import { type Clock, systemClock } from '../../lib/clock.ts'
import type { Listener } from '../listener.ts'
import { createLibraryScan, type LibraryScan, type ScanEvent } from './library-scan.ts'
import { createReceivedRequests, type ReceivedRequests } from './received-requests.ts'

/** A library of a media server and the folders that it is made of. */
export type Library = { name: string; locations: string[] }

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
  /** The paths of each accepted `POST /Library/Media/Updated`. */
  mediaUpdates: string[][]
  /** Takes a refresh: it cancels the scan that runs, and starts a new one. */
  refresh(credential: string): void
}

/** Every how many percent a scan is told of. */
const PROGRESS_STEP = 25
const SCAN_MS = 2000

/**
 * @param onEvent Gets a line for people about each refresh and each step of a scan.
 */
export const createMediaServerGround = ({
  name,
  scanMs = SCAN_MS,
  clock = systemClock,
  onEvent = () => {},
}: {
  name: string
  scanMs?: number | undefined
  clock?: Clock | undefined
  onEvent?: ((line: string) => void) | undefined
}): MediaServerGround => {
  const scan = createLibraryScan({ scanMs, clock })
  const refreshes: TakenRefresh[] = []
  scan.events.listen((event) => {
    const line = describe(event)
    if (line !== null) onEvent(`${name} ${line}`)
  })
  return {
    scan,
    requests: createReceivedRequests({ now: clock.now }),
    refreshes,
    mediaUpdates: [],
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
  await listener.close()
}

const describe = (event: ScanEvent): string | null => {
  if (event.kind === 'started') return 'scans its libraries: 0 %'
  if (event.kind === 'ended') return `ended its scan: ${event.status}`
  const isStep = event.percent % PROGRESS_STEP === 0
  return isStep ? `scans its libraries: ${event.percent} %` : null
}
