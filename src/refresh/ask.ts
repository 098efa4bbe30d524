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
 * @param trouble The failed rounds so far. In the first round a POST that fails is sent once more
 *   at once, after another look: it may have been taken, and the scan that runs may be its own.
 * @param isStillWanted Whether the server's settings are still those of this round.
 */
export const askToRefresh = async (round: {
  server: MediaServer
  scanWatch: ScanWatch
  trouble: Trouble | null
  isStillWanted: () => boolean
}): Promise<Asked> => {
  try {
    return await lookAndAsk(round)
  } catch (failure) {
    if (!(failure instanceof UpstreamError)) throw failure
    return { result: 'failed', failure }
  }
}

type Round = Parameters<typeof askToRefresh>[0]

const lookAndAsk = async (round: Round): Promise<Asked> => {
  const { server, scanWatch, trouble, isStillWanted } = round
  const scan = await lookAtScan(server, scanWatch)
  if (scan === 'running') return { result: 'scanning' }
  try {
    await server.refresh()
  } catch (failure) {
    const isWorthIt = failure instanceof UpstreamError && deservesAnotherPost(failure, trouble)
    if (!isWorthIt || !isStillWanted()) throw failure
    if ((await lookAtScan(server, scanWatch)) === 'running') return { result: 'scanning' }
    await server.refresh()
  }
  return { result: 'accepted', isOverStuckScan: scan === 'stuck' }
}

const lookAtScan = async (server: MediaServer, scanWatch: ScanWatch) => {
  try {
    return scanWatch.observe(await server.scanState())
  } catch (failure) {
    if (failure instanceof UpstreamError && undecided.has(failure.status ?? 0)) return 'unknown'
    throw failure
  }
}
