import { describe, expect, test } from 'bun:test'
import type { FetchRemoteTorrent } from '../../../src/torrents/source/remote-torrent.ts'
import { Rejected, Unavailable } from '../../../src/upstream-error.ts'
import { torrentFile, treeFile } from '../../support/torrent-file.ts'
import { infoHash } from '../../support/torrents.ts'
import { ADD, fileOf } from '../torrents/beside-engine.ts'
import { startApi } from './api-beside-engine.ts'

const magnetOf = (number: number) => `magnet:?xt=urn:btih:${infoHash(number)}`
const ok = [200, 'Ok.']
const fails = [200, 'Fails.']

describe('an add of two torrents', () => {
  test.each([
    ['of which the engine takes only the first', [2], ok],
    ['of which the engine takes only the second', [1], ok],
    ['of which the engine takes none', [1, 2], fails],
  ])('%s', async (_, refused, answer) => {
    const { post, onTheWay, list } = await startApi()
    onTheWay(ADD, async (request, forward) => {
      const text = await request.clone().text()
      if (!refused.some((number) => text.includes(infoHash(number)))) return await forward(request)
      const error = { code: 'invalid_request', message: 'no' }
      return Response.json({ error }, { status: 400 })
    })
    expect(await post('add', { urls: `${magnetOf(1)}\n${magnetOf(2)}` })).toEqual(answer)
    const taken = [1, 2].filter((number) => !refused.includes(number))
    expect((await list()).map(({ id }) => id)).toEqual(taken.map(infoHash))
  })
})

test('an add of two torrents at one of which the engine fails is done for the other', async () => {
  const { post, onTheWay, list } = await startApi()
  onTheWay(ADD, async (request, forward) => {
    if (!(await request.clone().text()).includes(infoHash(1))) return await forward(request)
    const error = { code: 'repository_error', message: 'repository error: too large' }
    return Response.json({ error }, { status: 500 })
  })
  expect(await post('add', { urls: `${magnetOf(1)}\n${magnetOf(2)}` })).toEqual(ok)
  expect((await list()).map(({ id }) => id)).toEqual([infoHash(2)])
})

test.each(['a\\b', '/a', 'a//b'])(
  'an add with the category %j adds without one',
  async (category) => {
    const { post, find, control } = await startApi()
    expect(await post('add', { urls: magnetOf(1), category })).toEqual(ok)
    expect(await find(infoHash(1))).toMatchObject({ note: { category: '' } })
    expect(control.notebook.categories.all().size).toBe(0)
  }
)

test('an add of a file without a hash of version 1 fails, though it is a torrent', async () => {
  const { post, list } = await startApi()
  const info = { name: 'x', 'meta version': 2, 'file tree': { x: treeFile(5) } }
  const form = new FormData()
  form.append('torrents', new Blob([torrentFile(info).slice()]), 'x.torrent')
  expect(await post('add', form)).toEqual(fails)
  expect(await list()).toEqual([])
})

test('links of one add that nobody answers are followed for twenty seconds in all', async () => {
  const followed: string[] = []
  const { clock, post, settings } = await startApi({
    async fetchRemote(link) {
      followed.push(link)
      await clock.sleep(10_000)
      throw new Unavailable('no', { code: 'timeout' })
    },
  })
  await settings.patch({ qbt: { addByUrl: true } })
  const urls = Array.from({ length: 12 }, (_, at) => `http://nas/${at}`).join('\n')
  expect(await post('add', { urls })).toEqual(fails)
  expect(followed).toEqual(['http://nas/0', 'http://nas/1'])
})

test.each<[string, () => Promise<string>]>([
  ['to a page', async () => '<html>'],
  ['nowhere', () => Promise.reject(new Rejected('no', { code: 'rejected' }))],
  ['to nobody who answers', () => Promise.reject(new Unavailable('no', { code: 'timeout' }))],
])('an add of a link %s fails, and beside one to a torrent it is passed over', async (_, to) => {
  const { torrentId, source } = fileOf('Film.mkv')
  const fetchRemote: FetchRemoteTorrent = async (link) =>
    link === 'http://nas/film' ? source : { kind: 'file', bytes: Buffer.from(await to()) }
  const { post, list, settings } = await startApi({ fetchRemote })
  await settings.patch({ qbt: { addByUrl: true } })
  expect(await post('add', { urls: 'http://nas/other' })).toEqual(fails)
  expect(await post('add', { urls: 'http://nas/other\nhttp://nas/film' })).toEqual(ok)
  expect((await list()).map(({ id }) => id)).toEqual([torrentId])
})
