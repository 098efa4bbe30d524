import type { Clock } from '../lib/clock.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import type { Store } from '../store/store.ts'

/** The pause before a store that is away is told again, in milliseconds. */
const RETRY_MS = 5000

/** Takes down that programs have imported torrents, for whoever is refreshed after that. */
export type Imports = {
  /** A program has taken these out of their category, or deleted them: it has imported them. */
  note(torrentIds: readonly string[]): void
  /** Announced when something that waited for it was imported. */
  noted: Signal<void>
}

/** Makes it. What is not taken down when the service stops is waited for no longer than ever. */
export const createImports = ({
  store,
  clock,
  signal,
}: {
  store: Pick<Store, 'completions'>
  clock: Clock
  signal: AbortSignal
}): Imports => {
  const noted = createSignal<void>()
  let pending = new Set<string>()
  let isWriting = false

  const write = async () => {
    const torrentIds = [...pending]
    pending = new Set()
    try {
      if ((await store.completions.markImported(torrentIds)) > 0) noted.announce()
    } catch {
      // Whoever waits for them does so no longer than `IMPORT_WAIT`.
      pending = pending.union(new Set(torrentIds))
      await clock.sleep(RETRY_MS, signal)
    }
  }
  const writeAll = async () => {
    isWriting = true
    while (pending.size > 0 && !signal.aborted) await write()
    isWriting = false
  }

  return {
    noted,
    note(torrentIds) {
      for (const id of torrentIds) pending.add(id)
      if (!isWriting) void writeAll()
    },
  }
}
