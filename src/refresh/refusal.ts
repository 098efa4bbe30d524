import type { MediaServer } from '../mediaserver/server.ts'
import { UpstreamError } from '../upstream-error.ts'

const refusals: ReadonlySet<number> = new Set([401, 403])

/** Answers to a look at the tasks which say that this key is not shown them, or that there are none. */
const untold: ReadonlySet<number> = new Set([401, 403, 404])

/** Whether a look at the scan failed because nobody is told of it: then it will not be told later. */
export const isUntold = ({ status }: UpstreamError): boolean => untold.has(status ?? 0)

/**
 * Whether a server that does not tell of its scan refuses the key altogether: its libraries want the
 * same rights, and are only read (seen in Jellyfin 10.10 to 12).
 *
 * @returns The refusal; `null` where the scan alone is not told of, or nobody knows.
 */
export const refusalOf = async (
  server: Pick<MediaServer, 'libraries'>
): Promise<UpstreamError | null> => {
  const failure = await server.libraries().then(
    () => null,
    (error: unknown) => error
  )
  return failure instanceof UpstreamError && refusals.has(failure.status ?? 0) ? failure : null
}
