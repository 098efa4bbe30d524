import type { SessionStore } from '../../src/store/store.ts'
import { Unavailable } from '../../src/upstream-error.ts'

/** The memory of sessions, with the faults of a real database on demand. */
export type MemorySessionStore = SessionStore & {
  revocations: Map<string, number>
  /** `away` fails at once, `silent` does not answer until it is something else. */
  state: 'up' | 'away' | 'silent'
}

/** Makes a store that is up and knows of no session that was ended. */
export const createMemorySessionStore = (): MemorySessionStore => {
  const key = crypto.getRandomValues(new Uint8Array(32))
  const ready = async () => {
    await Promise.resolve()
    while (store.state === 'silent') await Bun.sleep(5)
    if (store.state === 'away') throw new Unavailable('away', { code: 'store-down' })
  }
  const store: MemorySessionStore = {
    revocations: new Map(),
    state: 'up',
    async key() {
      await ready()
      return key
    },
    async revoke(id, until) {
      await ready()
      store.revocations.set(id, until)
    },
    async revoked(now) {
      await ready()
      for (const [id, until] of store.revocations) if (until <= now) store.revocations.delete(id)
      return [...store.revocations].map(([id, until]) => ({ id, until }))
    },
  }
  return store
}
