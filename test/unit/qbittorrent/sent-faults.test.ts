import { expect, test } from 'bun:test'
import { readSent } from '../../../src/qbittorrent/additions.ts'
import type { FetchRemoteTorrent } from '../../../src/torrents/source/remote-torrent.ts'
import { type FailureCode, Rejected, Unavailable } from '../../../src/upstream-error.ts'

const faultsOf = async (urls: string, fetchRemote: FetchRemoteTorrent | null = null) => {
  const call = { parameters: new Map([['urls', urls]]), files: [] }
  return (await readSent(call, fetchRemote)).faults
}
const failing = (error: Error) => () => Promise.reject(error)
const away = (code: FailureCode) => failing(new Unavailable('the link failed', { code }))
const LINK = 'http://indexer/secret-key'

test.each<[string, RegExp]>([
  ['magnet:?dn=Film', /no hash of version 1/],
  ['magnet:?xt=urn:btih:zz', /hash in its magnet is malformed/],
  ['bc://bt/x', /no magnet, link or hash/],
  [LINK, /“Fetch links to .torrent files” is off/],
])('%s is passed over, and the owner is told why', async (urls, words) => {
  expect(await faultsOf(urls)).toEqual([expect.stringMatching(words)])
})

test.each<[string, FetchRemoteTorrent, RegExp]>([
  [
    'to a page',
    async () => ({ kind: 'file', bytes: Buffer.from('<html>') }),
    /something else than/,
  ],
  [
    'to a 404',
    failing(new Rejected('the link answered 404', { code: 'rejected' })),
    /answered 404/,
  ],
  ['to no name', away('dns'), /name in its link is not known/],
  ['to nobody', away('refused'), /nothing listens/],
  ['to a server that hangs', away('timeout'), /not answered in time/],
])('a link %s says so, without the link itself', async (_, fetchRemote, words) => {
  const faults = await faultsOf(LINK, fetchRemote)
  expect(faults).toEqual([expect.stringMatching(words)])
  expect(faults.join()).not.toContain('secret')
})

test('what is no fault of a link is none here', async () => {
  const broken = faultsOf(LINK, failing(new TypeError('ours')))
  expect(await broken.catch((error) => error)).toBeInstanceOf(TypeError)
})
