import type { MediaServerKind } from '../domain.ts'
import type { Clock } from '../lib/clock.ts'
import type { Store } from '../store/store.ts'

/** A second press so soon after the server was asked is the same press, in milliseconds. */
const SAME_PRESS_MS = 1000

/**
 * What the owner has asked for by hand: that one server looks at all its libraries now. It is owed
 * without a torrent, and until a refresh of all libraries was taken, whoever that was for. Like
 * every debt it is written down before the server is asked, and outlives a restart.
 */
export type Demand = {
  /**
   * Reads what was asked for before this process was there, and writes down what has changed.
   *
   * @throws {Unavailable} `store-down`; the next call tries again.
   */
  keep(): Promise<void>
  /** He asks for it. However often he does so before the server is asked, it is one. */
  press(): void
  /** Whether it is still owed. */
  stands(): boolean
  /** Whether nothing has failed since he asked: then no back-off is waited for. */
  isFresh(): boolean
  /** A try has failed: from now on it is tried again as a debt is. */
  noteFailure(): void
  /** The server has taken a refresh of all libraries. */
  fulfil(): void
  /** It is wanted no more. */
  drop(): void
}

/** Makes it for one server. */
export const createDemand = ({
  kind,
  store,
  clock,
}: {
  kind: MediaServerKind
  store: Pick<Store, 'refreshes'>
  clock: Clock
}): Demand => {
  /** What the store has; `null` until that is known. */
  let isWritten: boolean | null = null
  let isStanding = false
  let isFresh = false
  let lastFulfilledAt = Number.NEGATIVE_INFINITY
  const drop = () => {
    isStanding = false
    isFresh = false
  }
  return {
    async keep() {
      if (isWritten === null) {
        isWritten = await store.refreshes.isWanted(kind)
        isStanding ||= isWritten
      }
      const isDue = isStanding
      if (isDue === isWritten) return
      await store.refreshes.want(kind, isDue ? clock.now() : null)
      isWritten = isDue
    },
    press() {
      // The scan that has just been asked for may not show yet, and another refresh would cancel it.
      if (clock.monotonic() - lastFulfilledAt < SAME_PRESS_MS) return
      isStanding = true
      isFresh = true
    },
    stands: () => isStanding,
    isFresh: () => isFresh,
    noteFailure() {
      isFresh = false
    },
    fulfil() {
      lastFulfilledAt = clock.monotonic()
      drop()
    },
    drop,
  }
}
