import { createLog, type Log } from '../../src/lib/log.ts'

/** A log whose JSON lines can be looked at, down to debug. */
export const captureLog = (): { log: Log; lines: string[] } => {
  const lines: string[] = []
  const log = createLog({ level: 'debug', format: 'json', write: (line) => lines.push(line) })
  return { log, lines }
}
