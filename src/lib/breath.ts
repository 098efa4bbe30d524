/** Lets everything else run first that is due: long work in one go makes all others wait for it. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** So many items are a piece of work that nobody minds waiting for. */
const STEP = 1000

/** Makes something of each item, and lets everything else that is due run in between. */
export const mapInSteps = async <T, R>(
  items: readonly T[],
  make: (item: T, place: number) => R
): Promise<R[]> => {
  const made: R[] = []
  for (const [place, item] of items.entries()) {
    if (place % STEP === 0) await breathe()
    made.push(make(item, place))
  }
  return made
}
