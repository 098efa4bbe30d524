import type { Store } from './store.ts'

/** A store whose writes are looked after: one that can be read may still have no room. */
export type WatchedStore = {
  store: Store
  /** Why the newest write of the ledger failed; `null` once one has been done again. */
  writeFailure(): unknown
}

/**
 * Watches the writes that are tried again until they succeed: those of completions and of accepted
 * refreshes. The settings are left out, for a PATCH that failed may never come again.
 */
export const watchWrites = (store: Store): WatchedStore => {
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
  const { completions, refreshes } = store
  return {
    store: {
      ...store,
      completions: {
        ...completions,
        add: watched(completions.add),
        settle: watched(completions.settle),
      },
      refreshes: { ...refreshes, accept: watched(refreshes.accept) },
    },
    writeFailure: () => failure,
  }
}
