import type { MediaServerKind } from '../domain.ts'
import { createMediaServer } from '../mediaserver/create.ts'
import type { MediaServerAddress } from '../mediaserver/server.ts'
import { UpstreamError } from '../upstream-error.ts'

/** The longest that one such question may take, in milliseconds. */
const PATIENCE_MS = 2000

/**
 * Asks a media server whether it sees a folder of its own disk. It looks, and changes nothing.
 *
 * @returns `null` where it does not tell; rejects only for a fault of our own.
 */
export type SeesFolder = (question: {
  kind: MediaServerKind
  address: MediaServerAddress
  path: string
  signal: AbortSignal
}) => Promise<boolean | null>

/** Asks over the network, until `signal` aborts and for 2 s at most. */
export const seesFolder: SeesFolder = async ({ kind, address, path, signal }) => {
  try {
    const server = createMediaServer(kind, { address, timeoutMs: PATIENCE_MS, signal })
    return await server.seesFolder(path)
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}
