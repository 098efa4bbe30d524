import type { Clock } from '../../lib/clock.ts'
import { createOnce } from '../../lib/once.ts'
import { createRenewal } from '../../lib/renewal.ts'
import { waitForStore } from '../../lib/store-wait.ts'
import { createTurns } from '../../lib/turns.ts'
import { Unavailable } from '../../upstream-error.ts'

/** What a table is kept in. */
type TableStore<T> = {
  all(): Promise<readonly T[]>
  save(values: readonly T[]): Promise<void>
  remove(keys: readonly string[]): Promise<void>
}

/** The pause before the store is told again what memory holds, in milliseconds. */
const REPAIR_PAUSE_MS = 5000

/**
 * Values that only this service has: read from memory, where they all are, and written to the store
 * before anybody is told that they were changed. One process writes them.
 *
 * A write that failed may have been done all the same, then or later: what memory holds of its keys
 * is written again until the store has taken it.
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
  /**
   * Puts a value in that is written in a way of its own.
   *
   * @param write Tells whether the store did not have it yet.
   * @returns What `write` told.
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s. It is not there then.
   */
  insert(value: T, write: () => Promise<boolean>): Promise<boolean>
  /** Takes values out at once, and out of the store as soon as it can be. */
  drop(keys: readonly string[]): void
  /** Puts a value in that the store need not have. */
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
  /** Of these the store may hold anything. */
  let doubtful = new Set<string>()
  let isRepairing = false
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
  const turn = createTurns()
  /** Whoever gave up may have reached the store all the same, late: the next comes after that. */
  const askStore = <R>(work: () => Promise<R>): Promise<R> =>
    waitForStore((isOver) => turn(() => (isOver() ? nobodyWaits() : work())), { clock, signal })
  const write = async (keys: readonly string[], saved: ReadonlyMap<string, T>) => {
    const removed = keys.filter((key) => !saved.has(key))
    await askStore(async () => {
      if (saved.size > 0) await store.save([...saved.values()])
      if (removed.length > 0) await store.remove(removed)
    })
  }
  const keep = (keys: readonly string[], saved: ReadonlyMap<string, T>) => {
    for (const key of keys) {
      // It was dropped meanwhile, and may have been put in again.
      if (doubtful.has(key)) continue
      if (changed.has(key)) stored.set(key, saved.get(key))
      else stored.delete(key)
    }
  }
  const undo = (keys: readonly string[]) => {
    for (const key of keys) {
      doubtful.add(key)
      // Whoever has changed it again meanwhile is told by the next write.
      if (changed.has(key) || !stored.has(key)) continue
      put(key, stored.get(key))
      stored.delete(key)
    }
  }
  // Changes that come together are written together, and those of one key in their order.
  const flush = createRenewal(async () => {
    const keys = [...changed.union(doubtful)]
    changed = new Set()
    doubtful = new Set()
    const saved = new Map(
      keys.flatMap((key) => {
        const value = values.get(key)
        return value === undefined ? [] : [[key, value] as const]
      })
    )
    try {
      await write(keys, saved)
      keep(keys, saved)
    } catch (error) {
      undo(keys)
      void repair()
      throw error
    }
  })
  const repair = async () => {
    if (isRepairing) return
    isRepairing = true
    while (doubtful.size > 0 && !signal.aborted) {
      await clock.sleep(REPAIR_PAUSE_MS, signal)
      if (doubtful.size > 0 && !signal.aborted) await flush.run().catch(() => {})
    }
    isRepairing = false
  }
  const drop = (keys: readonly string[]) => {
    for (const key of keys) {
      put(key, undefined)
      stored.delete(key)
      changed.delete(key)
      doubtful.add(key)
    }
    flush.outdate()
    // Where it fails it is repaired.
    flush.run().catch(() => {})
  }

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
    async insert(value, add) {
      const key = keyOf(value)
      try {
        const isNew = await askStore(async () => {
          if (doubtful.has(key)) await store.remove([key])
          return await add()
        })
        doubtful.delete(key)
        if (!values.has(key)) put(key, value)
        return isNew
      } catch (error) {
        if (!values.has(key)) drop([key])
        throw error
      }
    },
    drop,
    learn: put,
    revision: () => revision,
  }
}

const nobodyWaits = async (): Promise<never> => {
  throw new Unavailable('nobody waits for the store any more', { code: 'store-down' })
}
