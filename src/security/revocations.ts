import type { Clock } from '../lib/clock.ts'
import type { SessionStore } from '../store/store.ts'

/** As many ended sessions are remembered; those beyond, which end first, are forgotten. */
export const MOST_REVOCATIONS = 10_000

/** The sessions that somebody ended before their time. */
export type Revocations = {
  has(id: string): boolean
  /** Remembers until `until`, in Unix milliseconds, that a session was ended: here, at once. */
  add(id: string, until: number): void
  /**
   * Gives the store what only we know, and learns what the other replicas know.
   *
   * @throws {Unavailable} `store-down`; what was not given is given the next time.
   */
  exchange(): Promise<void>
}

/** Makes the memory of ended sessions, which knows of none until it has met the store. */
export const createRevocations = ({
  store,
  clock,
}: {
  store: { sessions: SessionStore }
  clock: Clock
}): Revocations => {
  /** Their ends by id; in order, the first to end first, whenever they were collected. */
  let known = new Map<string, number>()
  const unsaved = new Set<string>()

  const save = async () => {
    for (const id of unsaved) {
      const until = known.get(id)
      if (until !== undefined) await store.sessions.revoke(id, until)
      unsaved.delete(id)
    }
  }

  /** Keeps what counts still, and no more than we remember. */
  const collect = () => {
    const now = clock.now()
    const counting = [...known].filter(([, until]) => until > now)
    known = new Map(counting.sort(([, one], [, other]) => one - other).slice(-MOST_REVOCATIONS))
    for (const id of unsaved) if (!known.has(id)) unsaved.delete(id)
  }

  return {
    has: (id) => known.has(id),
    add(id, until) {
      known.set(id, until)
      unsaved.add(id)
      if (known.size > MOST_REVOCATIONS) collect()
    },
    async exchange() {
      await save()
      const stored = await store.sessions.revoked(clock.now())
      for (const { id, until } of stored) known.set(id, until)
      collect()
      const [first] = known.values()
      // Asked for that time, the store drops what we forgot: all of it is over by then.
      if (stored.length > MOST_REVOCATIONS && first !== undefined) {
        await store.sessions.revoked(first - 1)
      }
    },
  }
}
