import { type Clock, systemClock } from '../../lib/clock.ts'
import { createSignal, type Signal } from '../../lib/signal.ts'

/** From a request to the scan that it starts, in milliseconds. */
const START_DELAY_MS = 5
/** How long a scan takes to end once it is cancelled, in milliseconds. */
const CANCEL_MS = 30
/** In how many steps the percentage goes up. */
const STEPS = 20

export type ScanStatus = 'Completed' | 'Cancelled' | 'Aborted'

/** One run of the scan task. Times in Unix milliseconds; `null` while it runs. */
export type Scan = { startedAt: number; endedAt: number | null; status: ScanStatus | null }

export type ScanEvent =
  | { kind: 'started' }
  | { kind: 'progress'; percent: number }
  | { kind: 'ended'; status: ScanStatus }

/** The scan task as `GET /ScheduledTasks` tells of it. */
export type ScanState = {
  state: 'Idle' | 'Running' | 'Cancelling'
  /** 0 to 100, and `null` while nothing runs. */
  percent: number | null
  /** The last run that has ended. */
  last: Scan | null
}

/** The library scan of a media server, which Jellyfin and Emby have in common. */
export type LibraryScan = {
  /** Cancels the scan that runs and queues a new one, each time that it is called. */
  request(): void
  /** Starts a scan when none runs, and does nothing otherwise. */
  startIfIdle(): void
  cancel(): void
  /** The server went down: the scan is `Aborted`, and what was queued is forgotten. */
  abort(): void
  /** Lets the percentage stand still, or go on. */
  setFrozen(isFrozen: boolean): void
  state(): ScanState
  /** Every run, oldest first. */
  scans(): readonly Scan[]
  events: Signal<ScanEvent>
}

type Run = { scan: Scan; percent: number; isCancelled: boolean; ending: AbortController }

/**
 * @param scanMs How long a scan lasts that nobody disturbs.
 */
export const createLibraryScan = ({
  scanMs,
  clock = systemClock,
}: {
  scanMs: number
  clock?: Clock | undefined
}): LibraryScan => {
  const scans: Scan[] = []
  const events = createSignal<ScanEvent>()
  let queued = 0
  let isFrozen = false
  let run: Run | null = null
  let worker = 0

  const end = (ended: Run, status: ScanStatus) => {
    ended.scan.endedAt = clock.now()
    ended.scan.status = status
    run = null
    events.announce({ kind: 'ended', status })
  }
  const begin = (): Run => {
    const scan: Scan = { startedAt: clock.now(), endedAt: null, status: null }
    scans.push(scan)
    const begun = { scan, percent: 0, isCancelled: false, ending: new AbortController() }
    run = begun
    events.announce({ kind: 'started' })
    return begun
  }
  const cancel = () => {
    if (run === null) return
    run.isCancelled = true
    run.ending.abort()
  }
  const progress = async (running: Run) => {
    const { signal } = running.ending
    while (running.percent < 100 && !signal.aborted) {
      await clock.sleep(scanMs / STEPS, signal)
      if (isFrozen || signal.aborted) continue
      running.percent = Math.min(100, running.percent + 100 / STEPS)
      events.announce({ kind: 'progress', percent: running.percent })
    }
    if (running.isCancelled) await clock.sleep(CANCEL_MS)
  }
  /** Works off what is queued. A server that went down has another worker when it is back. */
  const work = async (own: number) => {
    while (queued > 0) {
      await clock.sleep(START_DELAY_MS)
      if (own !== worker) return
      queued -= 1
      const running = begin()
      if (queued > 0) cancel()
      await progress(running)
      if (own !== worker) return
      end(running, running.isCancelled ? 'Cancelled' : 'Completed')
    }
  }
  const isWorking = () => run !== null || queued > 0
  const queue = () => {
    const mustWake = !isWorking()
    queued += 1
    if (mustWake) void work(worker)
  }

  return {
    request() {
      cancel()
      queue()
    },
    startIfIdle() {
      if (!isWorking()) queue()
    },
    cancel,
    abort() {
      worker += 1
      queued = 0
      const aborted = run
      if (aborted === null) return
      end(aborted, 'Aborted')
      aborted.ending.abort()
    },
    setFrozen(frozen) {
      isFrozen = frozen
    },
    state() {
      const last = scans.findLast(({ endedAt }) => endedAt !== null) ?? null
      if (run === null) return { state: 'Idle', percent: null, last }
      return { state: run.isCancelled ? 'Cancelling' : 'Running', percent: run.percent, last }
    },
    scans: () => scans,
    events,
  }
}
