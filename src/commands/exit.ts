import type { Problem } from '../domain.ts'
import type { Log } from '../lib/log.ts'
import { StoreTooNew } from '../store/too-new.ts'
import { StoreUnusable } from '../store/unusable.ts'

/** `EX_CONFIG` of sysexits.h: its owner has to change something before it can work. */
const EXIT_CONFIG = 78
/** A fault, or something in the way: whoever supervises the process starts it anew. */
export const EXIT_FAILURE = 1

/** Names every variable that needs another value, on standard error. @returns The exit code. */
export const refuse = (problems: readonly Problem[]): number => {
  process.stderr.write('torrent-notifier cannot start; these variables need another value:\n')
  for (const { field, message } of problems) process.stderr.write(`  ${field} ${message}\n`)
  return EXIT_CONFIG
}

/** Says why the service cannot go on. @returns The exit code. */
export const explain = (error: unknown, log: Log): number => {
  log.error('cannot go on', { reason: error instanceof Error ? error.message : String(error) })
  const needsOwner = error instanceof StoreTooNew || error instanceof StoreUnusable
  return needsOwner ? EXIT_CONFIG : EXIT_FAILURE
}
