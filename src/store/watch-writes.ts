import { createSignal, type Signal } from '../lib/signal.ts'
import type { Store } from './store.ts'

/** A store whose writes are looked after: one that can be read may still have no room. */
export type WatchedStore = {
  store: Store
  /** Why the newest write of the ledger failed; `null` once one has been done again. */
  writeFailure(): unknown
  /** Announced after each write that may have changed the history. */
  changed: Signal<void>
}

/**
 * Watches the writes that are tried again until they succeed: those of completions and of
 * refreshes. The settings are left out, for a PATCH that failed may never come again.
 */
export const watchWrites = (store: Store): WatchedStore => {
  const changed = createSignal<void>()
  let failure: unknown = null
  const watched =
    <Given extends unknown[], Result>(write: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      try {
        const result = await write(...given)
        failure = null
        return result
      } catch (error) {
        failure = error
        throw error
      }
    }
  const telling =
    <Given extends unknown[], Result>(
      write: (...given: Given) => Promise<Result>,
      hasChanged: (result: Result) => boolean
    ) =>
    async (...given: Given): Promise<Result> => {
      const result = await write(...given)
      if (hasChanged(result)) changed.announce()
      return result
    }
  const { completions, refreshes } = store
  return {
    store: {
      ...store,
      completions: {
        ...completions,
        add: telling(watched(completions.add), (added) => added.length > 0),
        settle: telling(watched(completions.settle), always),
        conclude: telling(completions.conclude, always),
        oweAgain: telling(completions.oweAgain, isSome),
        markImported: telling(completions.markImported, isSome),
        prune: telling(completions.prune, isSome),
      },
      refreshes: {
        ...refreshes,
        accept: watched(refreshes.accept),
        want: watched(refreshes.want),
      },
    },
    writeFailure: () => failure,
    changed,
  }
}

const always = () => true
const isSome = (count: number) => count > 0
