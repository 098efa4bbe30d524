import type { Clock } from '../lib/clock.ts'
import { createOnce } from '../lib/once.ts'
import { createRenewal } from '../lib/renewal.ts'
import { waitForStore } from '../lib/store-wait.ts'

/** What a table is kept in. */
type TableStore<T> = {
  all(): Promise<readonly T[]>
  save(values: readonly T[]): Promise<void>
  remove(keys: readonly string[]): Promise<void>
}

/**
 * Values that only this service has: read from memory, where they all are, and written to the store
 * before anybody is told that they were changed. One process writes them.
 */
export type Table<T> = {
  /**
   * Resolves once the values are known.
   *
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s.
   */
  ready(): Promise<void>
  /** The values, by their keys; none before `ready` has resolved. */
  all(): ReadonlyMap<string, T>
  /**
   * Changes values, after `ready`.
   *
   * @param edit Gets the value of each key, `undefined` where there is none, and returns the new
   *   one, `null` for none, or the same one. Called once for each key, at once.
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s. Nothing was changed then.
   */
  change(
    keys: readonly string[],
    edit: (value: T | undefined, key: string) => T | null
  ): Promise<void>
  /** Puts a value in that the store has already, or that it need not have. */
  learn(key: string, value: T): void
  /** Another number after each change of any value. */
  revision(): number
}

/** Makes a table; the store is asked when somebody first wants it ready. */
export const createTable = <T>({
  store,
  keyOf,
  clock,
  signal,
}: {
  store: TableStore<T>
  keyOf: (value: T) => string
  clock: Clock
  signal: AbortSignal
}): Table<T> => {
  const values = new Map<string, T>()
  /** What the store holds of the keys that are being changed; `undefined` for nothing. */
  const stored = new Map<string, T | undefined>()
  let changed = new Set<string>()
  let revision = 0

  const put = (key: string, value: T | undefined) => {
    if (values.get(key) === value) return
    if (value === undefined) values.delete(key)
    else values.set(key, value)
    revision += 1
  }
  const load = createOnce(async () => {
    const loaded = await waitForStore(() => store.all(), { clock, signal })
    for (const value of loaded) put(keyOf(value), value)
  })
  const write = async (keys: readonly string[]) => {
    const present = keys.filter((key) => values.has(key))
    const saved = present.flatMap((key) => values.get(key) ?? [])
    const removed = keys.filter((key) => !values.has(key))
    if (saved.length > 0) await waitForStore(() => store.save(saved), { clock, signal })
    if (removed.length > 0) await waitForStore(() => store.remove(removed), { clock, signal })
    const written = new Map(present.map((key, index) => [key, saved[index]]))
    for (const key of keys) {
      if (changed.has(key)) stored.set(key, written.get(key))
      else stored.delete(key)
    }
  }
  // Changes that come together are written together, and those of one key in their order.
  const flush = createRenewal(async () => {
    const keys = [...changed]
    changed = new Set()
    try {
      await write(keys)
    } catch (error) {
      for (const key of keys) {
        // Whoever has changed it again meanwhile is told by the next write.
        if (changed.has(key)) continue
        put(key, stored.get(key))
        stored.delete(key)
      }
      throw error
    }
  })

  return {
    ready: load,
    all: () => values,
    async change(keys, edit) {
      let isChanged = false
      for (const key of keys) {
        const before = values.get(key)
        const after = edit(before, key) ?? undefined
        if (after === before) continue
        if (!stored.has(key)) stored.set(key, before)
        put(key, after)
        changed.add(key)
        isChanged = true
      }
      // What is the same already may still be on its way to the store.
      if (!isChanged && !keys.some((key) => stored.has(key))) return
      if (isChanged) flush.outdate()
      await flush.run()
    },
    learn(key, value) {
      put(key, value)
    },
    revision: () => revision,
  }
}
