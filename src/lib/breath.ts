/** Lets everything else run first that is due: long work in one go makes all others wait for it. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
