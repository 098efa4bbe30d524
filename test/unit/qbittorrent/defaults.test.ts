import { expect, test } from 'bun:test'
import { readSent } from '../../../src/qbittorrent/additions.ts'
import { changeEndpoints } from '../../../src/qbittorrent/endpoints/changes.ts'
import { locationEndpoints } from '../../../src/qbittorrent/endpoints/locations.ts'
import { infoHash } from '../../support/torrents.ts'

const callOf = (parameters: Record<string, string>) => ({
  parameters: new Map(Object.entries(parameters)),
  files: [],
  request: new Request('http://nas/'),
  program: 'Sonarr',
})
const deletes = async (parameters: Record<string, string>) => {
  const deleted: boolean[] = []
  const never = () => Promise.reject(new Error('nobody asks for this'))
  const { writes } = changeEndpoints({
    commands: {
      find: never,
      stop: never,
      start: never,
      changeTags: never,
      categorize: never,
      remove: async (_, { deleteFiles }) => void deleted.push(deleteFiles),
    },
    // Not looked at by a delete.
    inventory: { list: never, find: never },
    notebook: { ready: never } as never, // a delete asks for nothing else of it
  })
  await writes['delete']?.(callOf({ hashes: infoHash(1), ...parameters }))
  return deleted
}

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ deleteFiles: '' }, false],
  [{ deleteFiles: 'yes' }, false],
  [{ deleteFiles: 'false' }, false],
  [{ deleteFiles: 'True' }, true],
])('a delete with %p takes the files away: %p', async (parameters, expected) => {
  expect(await deletes(parameters)).toEqual([expected])
})

test('a link is not followed unless its owner has said so', async () => {
  const fetched: string[] = []
  const call = callOf({ urls: 'http://127.0.0.1/x.torrent' })
  expect((await readSent(call, null)).torrents).toEqual([])
  await readSent(call, async (url) => {
    fetched.push(url)
    return { kind: 'magnet', magnet: `magnet:?xt=urn:btih:${infoHash(1)}` }
  })
  expect(fetched).toEqual(['http://127.0.0.1/x.torrent'])
})

test('a location of half a million slashes holds nobody up', async () => {
  const { writes } = locationEndpoints({
    control: {
      commands: {
        find: async () => [],
        stop: async () => {},
        start: async () => {},
        changeTags: async () => {},
        categorize: async () => {},
        remove: async () => {},
      },
    },
    context: async () => ({ finished: 'keep', pathMap: [], dataDir: '/data', now: 0 }),
  })
  const location = `x${'/'.repeat(500_000)}x`
  const answer = await writes['setLocation']?.(callOf({ hashes: infoHash(1), location }))
  expect(answer?.status).toBe(200)
})
