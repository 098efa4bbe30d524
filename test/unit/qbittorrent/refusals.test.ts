import { beforeAll, describe, expect, test } from 'bun:test'
import { buildApp } from '../../support/app.ts'
import { infoHash } from '../../support/torrents.ts'

const nobody = infoHash(1)

let app: Awaited<ReturnType<typeof buildApp>>

beforeAll(async () => {
  app = await buildApp()
})

const post = (path: string, form: Record<string, string> = {}) =>
  app.send(`/api/v2/${path}`, { method: 'POST', body: new URLSearchParams(form) })
const read = async (path: string) => await (await app.send(`/api/v2/${path}`)).text()

describe('as by qBittorrent', () => {
  const calls: [path: string, form: Record<string, string>, status: number][] = [
    ['app/setPreferences', {}, 400],
    ['app/setPreferences', { json: '' }, 200],
    ['app/setPreferences', { json: '{' }, 200],
    ['app/setPreferences', { json: '[]' }, 200],
    ['app/networkInterfaceAddressList', {}, 400],
    ['app/networkInterfaceAddressList', { iface: '' }, 200],
    ['sync/torrentPeers', {}, 404],
    ['transfer/setSpeedLimitsMode', {}, 400],
    ['transfer/setSpeedLimitsMode', { mode: 'x' }, 400],
    ['torrents/rename', { hash: nobody, name: '' }, 409],
    ['torrents/rename', { hash: nobody, name: 'Film' }, 404],
    ['torrents/filePrio', { hash: nobody, id: 'x', priority: 'x' }, 400],
    ['torrents/filePrio', { hash: nobody, id: 'x', priority: '1' }, 404],
    ['torrents/addTrackers', { hash: nobody }, 400],
    ['torrents/editTracker', { hash: nobody, origUrl: 'http://a' }, 400],
    ['torrents/editTracker', { hash: nobody, origUrl: 'http://a', newUrl: 'http://b' }, 404],
    ['torrents/renameFile', { hash: nobody, oldPath: 'a' }, 400],
    ['torrents/renameFile', { hash: nobody, oldPath: 'a', newPath: 'b' }, 404],
    ['torrents/renameFolder', { hash: nobody, newPath: 'b' }, 400],
    ['torrents/addPeers', { hashes: nobody, peers: '' }, 400],
    ['torrents/addPeers', { hashes: nobody, peers: 'x|10.0.0.1|10.0.0.1:x' }, 400],
    ['torrents/addPeers', { hashes: nobody, peers: 'x|10.0.0.1:6881' }, 200],
    ['torrents/addPeers', { hashes: nobody, peers: '[2001:db8::1]:6881' }, 200],
  ]
  for (const [path, form, status] of calls) {
    test(`${path} with ${JSON.stringify(form)} is ${status}`, async () => {
      expect((await post(path, form)).status).toBe(status)
    })
  }

  test('any mode but 0 is that of the other limits', async () => {
    await post('transfer/setSpeedLimitsMode', { mode: '2' })
    expect(await read('transfer/speedLimitsMode')).toBe('1')
    await post('transfer/setSpeedLimitsMode', { mode: '0' })
    expect(await read('transfer/speedLimitsMode')).toBe('0')
  })

  test('a tag for nobody leaves no name behind', async () => {
    expect((await post('torrents/addTags', { hashes: nobody, tags: 'new' })).status).toBe(200)
    expect(await read('torrents/tags')).toBe('[]')
  })
})
