import type { LoadedConfig } from '../config.ts'
import { createLog, type Log } from '../lib/log.ts'
import { StoreTooNew } from '../store/too-new.ts'
import { StoreUnusable } from '../store/unusable.ts'

/** `EX_CONFIG` of sysexits.h: its owner has to change something before it can work. */
const EXIT_CONFIG = 78
/** A fault, or something in the way: whoever supervises the process starts it anew. */
export const EXIT_FAILURE = 1

/**
 * Names every variable that needs another value, on standard error: in words for whoever reads, and
 * as lines of the log where a program does.
 *
 * @returns The exit code.
 */
export const refuse = ({ log, problems }: Extract<LoadedConfig, { config: null }>): number => {
  const write = (line: string) => {
    process.stderr.write(`${line}\n`)
  }
  if (log.format === 'json') {
    const { error } = createLog({ ...log, write })
    for (const { field, message } of problems) {
      error('cannot start: a variable needs another value', { variable: field, reason: message })
    }
    return EXIT_CONFIG
  }
  write('torrent-notifier cannot start; these variables need another value:')
  for (const { field, message } of problems) write(`  ${field} ${message}`)
  return EXIT_CONFIG
}

/** Says why the service cannot go on. @returns The exit code. */
export const explain = (error: unknown, log: Log): number => {
  log.error('cannot go on', { reason: error instanceof Error ? error.message : String(error) })
  const needsOwner = error instanceof StoreTooNew || error instanceof StoreUnusable
  return needsOwner ? EXIT_CONFIG : EXIT_FAILURE
}
