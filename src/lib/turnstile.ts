import type { Clock } from './clock.ts'

/** Lets so many in at a time; the rest wait, and come in in order. */
export type Turnstile = {
  /**
   * Waits for a place.
   *
   * @param signal Gives up waiting.
   * @returns The function that gives the place back; calling it twice does no harm.
   */
  enter(signal?: AbortSignal): Promise<() => void>
}

/**
 * Makes a turnstile.
 *
 * @param longestMs After so long a place counts as given back, whoever still has it.
 */
export const createTurnstile = ({
  places,
  longestMs,
  clock,
}: {
  places: number
  longestMs: number
  clock: Clock
}): Turnstile => {
  const waiting: ((leave: () => void) => void)[] = []
  let taken = 0

  /** @returns What gives the place back, or to who waits longest. */
  const occupy = () => {
    const left = new AbortController()
    const leave = () => {
      if (left.signal.aborted) return
      left.abort()
      const next = waiting.shift()
      if (next) next(occupy())
      else taken -= 1
    }
    void clock.sleep(longestMs, left.signal).then(leave)
    return leave
  }

  return {
    async enter(signal) {
      if (signal?.aborted) return () => {}
      if (taken < places) {
        taken += 1
        return occupy()
      }
      const { promise, resolve } = Promise.withResolvers<() => void>()
      waiting.push(resolve)
      const giveUp = () => {
        const at = waiting.indexOf(resolve)
        if (at >= 0) waiting.splice(at, 1)
        resolve(() => {})
      }
      signal?.addEventListener('abort', giveUp)
      const leave = await promise
      signal?.removeEventListener('abort', giveUp)
      // It may have been let in at the moment at which it gave up.
      if (signal?.aborted) leave()
      return leave
    },
  }
}
