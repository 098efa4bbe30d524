import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { assertDone, assertText, readJson } from '../support/clients/answer.ts'
import { call, cookieOf } from '../support/clients/call.ts'
import { infoList } from '../support/clients/info-row.ts'
import { filePart, partsOf } from '../support/clients/program.ts'
import { toQueueItem } from '../support/clients/queue.ts'
import { categories } from '../support/clients/servarr-needs.ts'
import { openStage, type Stage } from '../support/clients/stage.ts'
import { samplePack, sampleTorrent } from '../support/clients/torrent.ts'
import { bencode, singleFile, torrentFile } from '../support/torrent-file.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage('open')
})
afterAll(() => stage.stop())

const post = (path: string, fields: Record<string, string>) =>
  stage.ask(path, { method: 'POST', body: new URLSearchParams(fields) })
const addFile = (bytes: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) => {
  const torrents = filePart(bytes, { name: 'a.torrent', type: '' })
  return stage.ask('torrents/add', { method: 'POST', body: partsOf({ torrents, ...fields }) })
}
const list = async (query = '') => readJson(infoList, await stage.ask(`torrents/info${query}`))
const magnet = (hash: string, rest = '') => `magnet:?xt=urn:btih:${hash}${rest}`

describe('categories', () => {
  test('outlive a kill in the moment in which they were answered, also empty ones', async () => {
    assertDone(await post('torrents/createCategory', { category: 'kept' }))
    await stage.service().end('SIGKILL')
    await stage.restart()
    expect(readJson(categories, await stage.ask('torrents/categories'))).toEqual({
      kept: { name: 'kept', savePath: '' },
    })
  })

  test('differ by case, and a filter lets nothing else through', async () => {
    const [upper, lower] = [sampleTorrent('Case.Upper'), sampleTorrent('Case.Lower')]
    await addFile(upper.bytes, { category: 'TV' })
    await addFile(lower.bytes, { category: 'tv' })
    const hashes = async (query: string) => (await list(query)).map(({ hash }) => hash)
    expect(await hashes('?category=TV')).toEqual([upper.id])
    expect(await hashes('?category=tv')).toEqual([lower.id])
    expect(await hashes('?category=Tv')).toEqual([])
    expect(await hashes('?category=t')).toEqual([])
    expect(await hashes('?category=')).toEqual([])
    expect((await hashes('')).sort()).toEqual([upper.id, lower.id].sort())
  })

  test('belong to a torrent in every list that has it, also in those before the answer', async () => {
    const { id, bytes } = sampleTorrent('At.Once')
    let isAdding = true
    const watch = async () => {
      const seen: string[] = []
      while (isAdding) {
        seen.push(...(await list()).flatMap(({ hash, category }) => (hash === id ? category : [])))
      }
      return seen
    }
    const watching = watch()
    await addFile(bytes, { category: 'at-once' })
    expect((await stage.row(id))?.category).toBe('at-once')
    isAdding = false
    for (const category of await watching) expect(category).toBe('at-once')
  })
})

describe('paths', () => {
  test('of a finished torrent are never the folder of all, whichever slashes the owner typed', async () => {
    const [one, pack] = [sampleTorrent('Path.One'), samplePack('Path.Pack')]
    for (const { bytes } of [one, pack]) await addFile(bytes)
    await Promise.all([one, pack].map(({ id }) => stage.finish(id)))
    for (const [to, folder] of [
      ['/data', '/data'],
      ['/media/downloads/', '/media/downloads'],
    ] as const) {
      await fetch(`${stage.url}/settings/integrations`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ qbt: { pathMap: [{ from: '/data/', to }] } }),
      })
      for (const { id, name } of [one, pack]) {
        const row = await stage.row(id)
        expect([row?.save_path, row?.content_path]).toEqual([folder, `${folder}/${name}`])
      }
      const preferences = JSON.parse((await stage.ask('app/preferences')).text)
      expect(preferences.save_path).toBe(folder)
    }
  })
})

describe('names and hashes', () => {
  test('can be named by the thousand in an address', async () => {
    const hashes = Array.from({ length: 5000 }, (_, number) =>
      number.toString(16).padStart(40, '0')
    )
    expect((await stage.ask(`torrents/info?hashes=${hashes.join('|')}`)).status).toBe(200)
  })

  test('of a magnet without a name are its hash, never empty', async () => {
    const hash = 'a1'.repeat(20)
    assertText(await post('torrents/add', { urls: magnet(hash.toUpperCase()) }), 'Ok.')
    expect((await stage.row(hash))?.name).toBe(hash)
  })

  test('of a hybrid are those of version 1, by magnet and by file', async () => {
    const hash = 'b2'.repeat(20)
    const urls = magnet(hash, `&xt=urn:btmh:1220${'c3'.repeat(32)}&dn=Hybrid`)
    assertText(await post('torrents/add', { urls }), 'Ok.')
    expect((await stage.row(hash))?.name).toBe('Hybrid')
    const info = {
      ...singleFile('Hybrid.mkv', 100_000),
      'meta version': 2,
      'file tree': {
        'Hybrid.mkv': { '': { length: 100_000, 'pieces root': new Uint8Array(32).fill(7) } },
      },
    }
    const id = new Bun.CryptoHasher('sha1').update(bencode(info)).digest('hex')
    assertText(await addFile(new Uint8Array(torrentFile(info))), 'Ok.')
    expect((await stage.row(id))?.hash).toBe(id)
  })

  test('of several magnets in one call are all there', async () => {
    const hashes = ['d4', 'e5', 'f6'].map((pair) => pair.repeat(20))
    const urls = ['', ...hashes.map((hash) => magnet(hash)), 'nonsense', ''].join('\r\n')
    assertText(await post('torrents/add', { urls }), 'Ok.')
    const listed = (await list(`?hashes=${hashes.join('|')}`)).map(({ hash }) => hash)
    expect(listed.sort()).toEqual(hashes)
  })
})

describe('what Sonarr may delete', () => {
  test('is never a torrent that its owner stopped, whatever goals it was added with', async () => {
    const { id, bytes } = sampleTorrent('Stopped.Owner')
    await addFile(bytes, { ratioLimit: '0', seedingTimeLimit: '0', inactiveSeedingTimeLimit: '0' })
    await stage.finish(id)
    assertDone(await post('torrents/pause', { hashes: id }))
    const row = await stage.until(id, ({ state }) => state === 'pausedUP')
    expect(toQueueItem(row)).toMatchObject({ status: 'Completed', isRemovable: false })
  })
})

describe('an add', () => {
  test('of nothing that is a torrent says so with 200 and as text', async () => {
    for (const urls of [
      'magnet:?xt=urn:btih:zz',
      'magnet:?dn=only',
      'ftp://x',
      '',
      magnet('0'.repeat(40)),
    ]) {
      assertText(await post('torrents/add', { urls }), 'Fails.')
    }
  })

  test('of a file that is none is refused with 415, and leaves nothing', async () => {
    const before = (await list()).length
    const answer = await addFile(new Uint8Array(Buffer.from('<html>not found</html>')))
    expect(answer.status).toBe(415)
    expect(await list()).toHaveLength(before)
  })

  test('of what is there already leaves its category to it', async () => {
    const { id, bytes } = sampleTorrent('Added.Twice')
    await addFile(bytes, { category: 'first' })
    assertText(await addFile(bytes, { category: 'second' }), 'Ok.')
    expect((await stage.row(id))?.category).toBe('first')
  })
})

describe('calls', () => {
  test('without a byte of a body are answered, whatever type it is said to have', async () => {
    for (const type of ['application/octet-stream', 'text/plain', 'multipart/form-data', 'x']) {
      const headers = { 'content-type': type }
      const answer = await stage.ask('torrents/info', { method: 'POST', headers, body: '' })
      expect([type, answer.status]).toEqual([type, 200])
    }
  })

  test('to paths that are not there are 404, and no page', async () => {
    const paths = ['/version/api', '/version/qbittorrent', '/query/torrents']
    const below = ['', 'nope', 'torrents/', 'torrents/nope', 'app/version/x', 'rss/items']
    for (const path of [...paths, ...below.map((rest) => `/api/v2/${rest}`)]) {
      const answer = await call(`${stage.url}${path}`)
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.text).not.toContain('<html')
    }
  })

  test('by the hundred at the same moment are all answered, however often the engine may be asked', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => stage.ask('torrents/info')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  test('that only read change nothing by GET, and those that write are POST alone', async () => {
    for (const path of [
      'torrents/delete?hashes=all',
      'torrents/pause?hashes=all',
      'torrents/add',
    ]) {
      expect([path, (await stage.ask(path)).status]).toEqual([path, 405])
    }
    expect((await list()).length).toBeGreaterThan(0)
  })
})

describe('sessions', () => {
  test('that another server on this host takes away come back, and nobody is shut out', async () => {
    const closed = await openStage('closed')
    const body = new URLSearchParams({ username: 'admin', password: 'adminpass' })
    const url = `${closed.url}/api/v2`
    for (let round = 0; round < 20; round += 1) {
      const headers = { cookie: `SID=foreign${round}; QBT_SID_8080=theirs` }
      assertText(await call(`${url}/torrents/info`, { headers }), 'Forbidden', 403)
      const login = await call(`${url}/auth/login`, { method: 'POST', headers, body })
      assertText(login, 'Ok.')
      const cookie = cookieOf(login) ?? ''
      expect((await call(`${url}/torrents/info`, { headers: { cookie } })).status).toBe(200)
    }
    await closed.stop()
  })
})
