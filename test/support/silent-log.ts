import { createLog } from '../../src/lib/log.ts'

/** A log that nobody reads. */
export const silentLog = createLog({ level: 'error', format: 'text', write: () => {} })
