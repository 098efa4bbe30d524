import type { MediaServerGround, TakenRefresh } from './ground.ts'
import type { Scan } from './library-scan.ts'
import type { ReceivedRequest } from './received-requests.ts'

/** The hand that moves a simulated media server, and what it has seen. */
export type MediaServerControl<Phase extends string> = ScanControl & {
  /** What the server is going through; changing it takes effect at once. */
  phase: Phase
}

export type ScanControl = {
  /** The calls of `POST /Library/Refresh` that were taken, oldest first. */
  readonly refreshes: readonly TakenRefresh[]
  /** Every scan, oldest first; the one that runs has no end yet. */
  readonly scans: readonly Scan[]
  /** The newest requests of any kind, oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** The paths of each accepted `POST /Library/Media/Updated`. */
  readonly mediaUpdates: readonly (readonly string[])[]
  /** Starts a scan as the server's own timetable does: when none runs. */
  startScan(): void
  cancelScan(): void
  /** Lets the percentage stand still. */
  freezeScan(): void
  thawScan(): void
}

export const createMediaServerControl = ({
  ground: { scan, refreshes, requests, mediaUpdates },
}: {
  ground: MediaServerGround
}): ScanControl => ({
  refreshes,
  scans: scan.scans(),
  requests: requests.all(),
  mediaUpdates,
  startScan: scan.startIfIdle,
  cancelScan: scan.cancel,
  freezeScan: () => scan.setFrozen(true),
  thawScan: () => scan.setFrozen(false),
})
