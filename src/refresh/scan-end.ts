import type { RefreshResult } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { MediaServer } from '../mediaserver/server.ts'
import { UpstreamError } from '../upstream-error.ts'
import { isUntold, refusalOf } from './refusal.ts'

/** The longest that the end of a scan is waited for, in milliseconds. */
const LONGEST_WAIT_MS = 2 * 60 * 60 * 1000
/** The pauses between looks grow by half, up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 60_000

/** A scan begins milliseconds after it was asked for. In milliseconds. */
const LOST_AFTER_MS = 2 * 60_000

/** A scan that is not told of is given so long, in milliseconds. */
const UNTOLD_WAIT_MS = 60_000

/**
 * Waits for the end of the scan that a server makes after it was asked to. Scans are told apart by
 * when they began, on the server's own clock: ours may differ.
 *
 * @param scanBefore When the last scan before it began; `null` where none was told.
 * @param onLook Told after each look what it failed with; `null` where it did not.
 * @returns How it ended; `lost` when the server has nothing to do and never made it, as after a
 *   restart right after it was asked; `null` when it is not told within two hours. Never rejects for
 *   the server.
 */
export const awaitScan = async ({
  server,
  scanBefore,
  onLook = () => {},
  pollMs,
  clock,
  signal,
}: {
  server: Pick<MediaServer, 'scanState' | 'libraries'>
  scanBefore: number | null
  onLook?: (failure: UpstreamError | null) => void
  pollMs: number
  clock: Clock
  signal: AbortSignal
}): Promise<RefreshResult['scan'] | 'lost'> => {
  let idleSince: number | null = null
  const end = clock.monotonic() + LONGEST_WAIT_MS
  for (let pauseMs = pollMs; clock.monotonic() < end && !signal.aborted; ) {
    await clock.sleep(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)
    if (signal.aborted) return null
    try {
      const { isRunning, last } = await server.scanState()
      onLook(null)
      if (!isRunning && last !== null && last.startedAt !== scanBefore) return last
      idleSince = isRunning || last === null ? null : (idleSince ?? clock.monotonic())
      if (idleSince !== null && clock.monotonic() - idleSince >= LOST_AFTER_MS) return 'lost'
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      const failure = isUntold(error) ? await refusalOf(server) : error
      onLook(failure)
      if (failure !== null) continue
      await clock.sleep(UNTOLD_WAIT_MS, signal)
      return null
    }
  }
  return null
}
