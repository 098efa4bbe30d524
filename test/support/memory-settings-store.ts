import type { SettingsStore, StoredDocument } from '../../src/store/store.ts'
import { Unavailable } from '../../src/upstream-error.ts'

/** The settings document in memory, with the faults of a real database on demand. */
export type MemorySettingsStore = SettingsStore & {
  document: StoredDocument | null
  /** `away` fails at once, `silent` does not answer until it is something else. */
  state: 'up' | 'away' | 'silent'
}

/** Makes a store that is up and holds `document`. */
export const createMemorySettingsStore = (
  document: StoredDocument | null = null
): MemorySettingsStore => {
  const ready = async () => {
    await Bun.sleep(0)
    while (store.state === 'silent') await Bun.sleep(5)
    if (store.state === 'away') throw new Unavailable('away', { code: 'store-down' })
  }
  const store: MemorySettingsStore = {
    document,
    state: 'up',
    async read() {
      await ready()
      return structuredClone(store.document)
    },
    async update(change) {
      await ready()
      store.document = structuredClone(change(structuredClone(store.document)))
      return structuredClone(store.document)
    },
  }
  return store
}
