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
  const waiting: (() => void)[] = []
  let taken = 0

  const leave = () => {
    taken -= 1
    waiting.shift()?.()
  }
  const take = () => {
    taken += 1
    const left = new AbortController()
    let isLeft = false
    const leaveOnce = () => {
      if (isLeft) return
      isLeft = true
      left.abort()
      leave()
    }
    void clock.sleep(longestMs, left.signal).then(leaveOnce)
    return leaveOnce
  }

  return {
    async enter(signal) {
      if (taken < places) return take()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push(resolve)
      const giveUp = () => {
        const at = waiting.indexOf(resolve)
        if (at >= 0) waiting.splice(at, 1)
        resolve()
      }
      if (signal?.aborted) giveUp()
      signal?.addEventListener('abort', giveUp)
      await promise
      signal?.removeEventListener('abort', giveUp)
      return signal?.aborted ? () => {} : take()
    },
  }
}
