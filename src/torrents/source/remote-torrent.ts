import type { TorrentSource } from '../../domain.ts'
import { withDeadline } from '../../lib/deadline.ts'
import { fromNetwork } from '../../lib/network-error.ts'
import { readChunks } from '../../lib/request.ts'
import { Rejected, Unavailable } from '../../upstream-error.ts'

/** How long the whole way to a file may take, all its hops, in milliseconds. */
const TIMEOUT_MS = 10_000
const MOST_HOPS = 3
const LARGEST_FILE_BYTES = 10 * 1024 * 1024

/** What a link leads to, unchecked: a file, or a magnet, which indexers redirect to. */
export type FetchRemoteTorrent = (
  url: string,
  options: { cookie: string }
) => Promise<TorrentSource>

/**
 * Makes what fetches a .torrent file from the web, over at most 3 redirects, within 10 s, up to
 * 10 MiB. The engine itself takes no links.
 *
 * @returns A function that rejects with `Rejected` for what is no such link or leads to no file, and
 *   with `Unavailable` when nobody answers. A cookie goes to the link's own origin only.
 */
export const createFetchRemoteTorrent = ({
  timeoutMs = TIMEOUT_MS,
  signal: outer,
}: {
  timeoutMs?: number
  signal: AbortSignal
}): FetchRemoteTorrent => {
  const follow = async (
    link: string,
    { cookie, signal }: { cookie: string; signal: AbortSignal }
  ): Promise<TorrentSource> => {
    const start = parseLink(link)
    let at = start
    for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
      const isOwn = at.origin === start.origin
      const response = await fetch(at.href, {
        signal,
        redirect: 'manual',
        headers: { 'user-agent': 'torrent-notifier', ...(cookie && isOwn ? { cookie } : {}) },
      })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) {
        return { kind: 'file', bytes: await readFile(response) }
      }
      await response.body?.cancel()
      if (/^magnet:/i.test(location)) return { kind: 'magnet', magnet: location }
      at = parseLink(location, at)
    }
    throw rejected('leads over more than 3 redirects')
  }

  return async (link, { cookie }) => {
    try {
      return await withDeadline({ timeoutMs, outer }, (signal) => follow(link, { cookie, signal }))
    } catch (error) {
      throw fromNetwork(error, { call: 'the link', isStopping: outer.aborted })
    }
  }
}

const parseLink = (link: string, base?: URL): URL => {
  const url = URL.parse(link, base)
  if (url === null || !/^https?:$/.test(url.protocol)) throw rejected('is no http link')
  return url
}

const readFile = async (response: Response): Promise<Uint8Array> => {
  const { status } = response
  if (status >= 500) {
    await response.body?.cancel()
    throw new Unavailable(`the link answered ${status}`, { code: 'server-error', status })
  }
  if (!response.ok) {
    await response.body?.cancel()
    throw rejected(`answered ${status}`)
  }
  const chunks: Uint8Array[] = []
  const limits = { call: 'the link', maxBytes: LARGEST_FILE_BYTES }
  for await (const chunk of readChunks(response, limits)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const rejected = (what: string) => new Rejected(`the link ${what}`, { code: 'rejected' })
