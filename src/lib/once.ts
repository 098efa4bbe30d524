/**
 * Does it once, for all who ask meanwhile and afterwards; after a failure the next who asks tries
 * again.
 */
export const createOnce = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let done: Promise<T> | null = null
  return () => {
    done ??= work().catch((error) => {
      done = null
      throw error
    })
    return done
  }
}
