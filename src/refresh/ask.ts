import { UpstreamError } from '../domain.ts'
import type { MediaServer } from '../mediaserver/server.ts'
import { deservesAnotherPost, type Trouble } from './retry.ts'
import type { ScanWatch } from './scan-watch.ts'

/** What came of one round with a media server. */
export type Asked =
  | { result: 'accepted'; isOverStuckScan: boolean }
  | { result: 'scanning' }
  | { result: 'failed'; failure: UpstreamError }

/** Answers to the look at the tasks that leave the decision to the refresh itself. */
const undecided: ReadonlySet<number> = new Set([401, 403, 404])

/**
 * One round: look whether the server scans, and if it does not, ask it to refresh. A running scan
 * is left alone, for a refresh would cancel it and start it anew, unless it is stuck.
 *
 * @param trouble The failed rounds so far; a first POST that fails is sent once more at once.
 */
export const askToRefresh = async ({
  server,
  scanWatch,
  trouble,
}: {
  server: MediaServer
  scanWatch: ScanWatch
  trouble: Trouble | null
}): Promise<Asked> => {
  try {
    const scan = await lookAtScan(server, scanWatch)
    if (scan === 'running') return { result: 'scanning' }
    await refreshWithRetry(server, trouble)
    return { result: 'accepted', isOverStuckScan: scan === 'stuck' }
  } catch (failure) {
    if (failure instanceof UpstreamError) return { result: 'failed', failure }
    throw failure
  }
}

const lookAtScan = async (server: MediaServer, scanWatch: ScanWatch) => {
  try {
    return scanWatch.observe(await server.scanState())
  } catch (failure) {
    if (failure instanceof UpstreamError && undecided.has(failure.status ?? 0)) return 'unknown'
    throw failure
  }
}

const refreshWithRetry = async (server: MediaServer, trouble: Trouble | null) => {
  try {
    await server.refresh()
  } catch (failure) {
    if (!(failure instanceof UpstreamError && deservesAnotherPost(failure, trouble))) throw failure
    await server.refresh()
  }
}
