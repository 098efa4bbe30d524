/** One piece of work at a time, shared by all who ask for it. */
export type Renewal<T> = {
  /** Joins the work that is under way, or begins it. */
  run(): Promise<T>
  /** Whatever is under way does not count for those who ask from now on. */
  outdate(): void
}

type Flight<T> = { outcome: Promise<T>; hasBegun: boolean; isOutdated: boolean }

/** Makes a renewal of `work`. Work that was outdated is waited for, never done twice at once. */
export const createRenewal = <T>(work: () => Promise<T>): Renewal<T> => {
  let flight: Flight<T> | null = null

  const depart = (before: Promise<T> | undefined): Flight<T> => {
    const fly = async () => {
      // Its failure is told to those who asked for it.
      await before?.catch(() => {})
      own.hasBegun = true
      try {
        return await work()
      } finally {
        if (flight === own) flight = null
      }
    }
    const own: Flight<T> = {
      outcome: Promise.resolve().then(fly),
      hasBegun: false,
      isOutdated: false,
    }
    return own
  }

  return {
    run() {
      if (flight === null || flight.isOutdated) flight = depart(flight?.outcome)
      return flight.outcome
    },
    outdate() {
      // What waits for its turn will see everything that has happened by then.
      if (flight?.hasBegun) flight.isOutdated = true
    },
  }
}
