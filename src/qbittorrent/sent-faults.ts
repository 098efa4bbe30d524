import type { MagnetRefusal } from '../torrents/source/magnet.ts'
import { type FailureCode, UpstreamError } from '../upstream-error.ts'

/** Links are to be followed only where the owner has said so, on the page that shows this. */
export const NO_LINKS =
  'it sends a link, and “Fetch links to .torrent files” is off in the settings'

/** A torrent of version 2 alone, as a file or as a magnet. */
export const NO_V1_HASH = 'its torrent has no hash of version 1, which T◎RRX needs'

/** What its link leads to is neither a torrent nor leads on to one: often a login. */
export const NO_TORRENT_THERE = 'its link leads to something else than a torrent'

/** Why a magnet cannot be added, for the owner. */
export const magnetFaults: Record<MagnetRefusal, string> = {
  'too-large': 'its link is longer than 64 KiB',
  'not-a-magnet': 'what it sends is no magnet, link or hash',
  'no-v1-hash': NO_V1_HASH,
  'bad-hash': 'the hash in its magnet is malformed',
}

const networkFaults: Partial<Record<FailureCode, string>> = {
  dns: 'the name in its link is not known',
  refused: 'nothing listens where its link leads',
  reset: 'the connection was cut where its link leads',
  timeout: 'its link has not answered in time',
  tls: 'the certificate where its link leads is not trusted',
  'too-large': 'what its link leads to is larger than 10 MiB',
}

/**
 * Why a link could not be followed, for the owner; without the link, which may hold a key.
 *
 * @returns `null` for what is no fault of the link's.
 */
export const linkFault = (error: unknown): string | null =>
  error instanceof UpstreamError ? (networkFaults[error.code] ?? error.message) : null
