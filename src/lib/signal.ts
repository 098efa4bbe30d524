/** A typed announcement that any number of listeners hear, in the order in which they came. */
export type Signal<T> = {
  announce(value: T): void
  /** Returns the function that stops listening. */
  listen(listener: (value: T) => void): () => void
}

/** Makes a signal. A listener that throws is a programming error and reaches the announcer. */
export const createSignal = <T>(): Signal<T> => {
  const listeners = new Set<(value: T) => void>()
  return {
    announce(value) {
      for (const listener of [...listeners]) listener(value)
    },
    listen(listener) {
      // A wrapper of its own, so that one function can listen twice and stop once.
      const own = (value: T) => listener(value)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
