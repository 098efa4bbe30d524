import type { MediaServer } from '../mediaserver/server.ts'
import { type FailureCode, UpstreamError } from '../upstream-error.ts'
import { isUntold, refusalOf } from './refusal.ts'
import { deservesAnotherPost, type Trouble } from './retry.ts'
import type { ScanWatch } from './scan-watch.ts'
import type { Paid } from './scope.ts'

/** What came of one round with a media server. */
export type Asked =
  | {
      result: 'accepted'
      isOverStuckScan: boolean
      paid: Paid[]
      /** When the last scan before this began, where the server tells. Its own clock. */
      scanBefore: number | null
    }
  | { result: 'scanning' }
  | { result: 'unseen' }
  | {
      result: 'failed'
      failure: UpstreamError
      /** Whether a scan may run now that nobody sees, and that another refresh would cancel. */
      mayBeTaken: boolean
    }

/**
 * One round: look whether the server scans, and if it does not, ask it to refresh. A running scan
 * is left alone, for a refresh would cancel it and start it anew, unless it is stuck.
 *
 * @param trouble The failed rounds so far. In the first round a POST that fails is sent once more
 *   at once, after another look: it may have been taken, and the scan that runs may be its own.
 * @param mayAskUnseen Whether it is asked, too, where it does not tell whether it scans. If not, the
 *   result is `unseen` then, or the server's refusal of the key.
 * @param isStillWanted Whether the server's settings are still those of this round.
 */
export const askToRefresh = async (round: {
  server: MediaServer
  scanWatch: ScanWatch
  trouble: Trouble | null
  mayAskUnseen: boolean
  isStillWanted: () => boolean
  /** Sends the refresh itself, and tells what it is for. */
  refresh: () => Promise<Paid[]>
}): Promise<Asked> => {
  let isUnseen = false
  try {
    const { scan, scanBefore } = await lookAtScan(round)
    if (scan === 'running') return { result: 'scanning' }
    isUnseen = scan === 'unknown'
    if (isUnseen && !round.mayAskUnseen) {
      const refusal = await refusalOf(round.server)
      if (refusal !== null) throw refusal
      return { result: 'unseen' }
    }
    const paid = await send(round, { isUnseen })
    if (paid === 'scanning') return { result: 'scanning' }
    return { result: 'accepted', isOverStuckScan: scan === 'stuck', scanBefore, paid }
  } catch (failure) {
    if (!(failure instanceof UpstreamError)) throw failure
    return { result: 'failed', failure, mayBeTaken: isUnseen && mayBeHeard.has(failure.code) }
  }
}

/** What does not say that the server never got the refresh. */
const mayBeHeard: ReadonlySet<FailureCode> = new Set(['reset', 'timeout', 'server-error'])

type Round = Parameters<typeof askToRefresh>[0]

const send = async (
  round: Round,
  { isUnseen }: { isUnseen: boolean }
): Promise<Paid[] | 'scanning'> => {
  const { trouble, isStillWanted, refresh } = round
  try {
    return await refresh()
  } catch (failure) {
    const isWorthIt = failure instanceof UpstreamError && deservesAnotherPost(failure, trouble)
    if (!isWorthIt || !isStillWanted()) throw failure
    // Nobody would see that the scan which the first one has begun runs.
    if (isUnseen && mayBeHeard.has(failure.code)) throw failure
    if ((await lookAtScan(round)).scan === 'running') return 'scanning'
    return await refresh()
  }
}

const lookAtScan = async ({ server, scanWatch }: Round) => {
  try {
    const state = await server.scanState()
    return { scan: scanWatch.observe(state), scanBefore: state.last?.startedAt ?? null }
  } catch (failure) {
    // Then the refresh itself decides.
    if (failure instanceof UpstreamError && isUntold(failure))
      return { scan: 'unknown', scanBefore: null } as const
    throw failure
  }
}
