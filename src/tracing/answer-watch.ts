import { DiagLogLevel, diag } from '@opentelemetry/api'

/** How the SDK's own line about such an answer begins. */
const UNREADABLE = 'Failed to parse trace export response'

/**
 * Notices answers that are no collector's, such as the page of a web server. To the SDK every status
 * from 200 to 299 is a success, and it says to its own log alone that it could not read the answer:
 * right before it tells of the success.
 *
 * @returns Whether there was one since it was asked last.
 */
export const watchAnswers = (): (() => boolean) => {
  let isStrange = false
  const silent = () => {}
  const warn = (message: string) => {
    if (message.startsWith(UNREADABLE)) isStrange = true
  }
  const logger = { error: silent, warn, info: silent, debug: silent, verbose: silent }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  return () => {
    const wasStrange = isStrange
    isStrange = false
    return wasStrange
  }
}
