/**
 * The optimizing compiler of the JavaScript engine, as the runtime reads it from the environment
 * at its very start. Without it the service idles in 75 MB instead of 84, and its peaks of 90 are
 * gone (`bun run bench:memory`); what it does is short and waits for others, so nothing is slower.
 */
const SWITCH = 'BUN_JSC_useDFGJIT'

/** Where the runtime keeps the files of a compiled binary. */
const COMPILED_ROOT = '/$bunfs'

/**
 * Starts this process over without the optimizing compiler: the same process for whoever
 * supervises it, with the same number. Does nothing where that was done, or where the owner has
 * set the switch, or where the sources run uncompiled.
 */
export const runLean = (): void => {
  if (process.env[SWITCH] !== undefined || !import.meta.dir.startsWith(COMPILED_ROOT)) return
  const [, , ...args] = process.argv
  try {
    process.execve?.(process.execPath, [process.execPath, ...args], {
      ...process.env,
      [SWITCH]: '0',
    })
  } catch {
    // Without it everything works just as well, in a little more memory.
  }
}
