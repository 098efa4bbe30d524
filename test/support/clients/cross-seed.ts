import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { type Answer, assertDone, readJson } from './answer.ts'
import { call } from './call.ts'
import type { Client, Step } from './client.ts'
import { infoList, text } from './info-row.ts'
import { filePart, partsOf } from './program.ts'
import { filesAnswer, trackersAnswer } from './property-answers.ts'
import { categories } from './servarr-needs.ts'
import type { Stage } from './stage.ts'
import { samplePack, sampleTorrent } from './torrent.ts'

const seeded = samplePack('CrossSeed.Pack')
const injected = sampleTorrent('CrossSeed.Injected')

/** cross-seed 7: everything is a POST, and the cookie is the login's whole `Set-Cookie`. */
export const crossSeedClients = (): Client[] => [
  { name: 'cross-seed', server: 'closed', steps: steps() },
  { name: 'cross-seed, open server', server: 'open', steps: steps() },
]

const MOST_LOGINS = 3

/** What cross-seed sends with. `undefined` is the cookie that it begins with, spelt out. */
const createSender = ({ url, credentials }: Stage) => {
  let cookie = 'undefined'
  let logins = 0
  const post = async (path: string, body: string | FormData, type?: string): Promise<Answer> => {
    const answer = await call(`${url}/api/v2/${path}`, {
      method: 'POST',
      body,
      headers: { cookie, ...(type === undefined ? {} : { 'content-type': type }) },
    })
    if (answer.status !== 403 || credentials === null || logins >= MOST_LOGINS) return answer
    logins += 1
    const { username, password } = credentials
    const login = await call(`${url}/api/v2/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username, password }),
    })
    assert.equal(login.status, 200)
    cookie = login.headers.getSetCookie()[0] ?? ''
    return await post(path, body, type)
  }
  return {
    /** Without a byte of a body, which is said to be a text. */
    empty: (path: string) => post(path, '', 'text/plain;charset=UTF-8'),
    form: (path: string, fields: Record<string, string>) =>
      post(path, `${new URLSearchParams(fields)}`, 'application/x-www-form-urlencoded'),
    parts: (path: string, form: FormData) => post(path, form),
    logins: () => logins,
  }
}

const steps = (): Step[] => {
  let sender: ReturnType<typeof createSender> | null = null
  const on = (stage: Stage) => {
    sender ??= createSender(stage)
    return sender
  }
  return [
    [
      'the first list logs in where it must',
      async (stage) => {
        assert.deepEqual(readJson(infoList, await on(stage).empty('torrents/info')), [])
        assert.equal(on(stage).logins(), stage.credentials === null ? 0 : 1)
      },
    ],
    [
      'its version is new enough',
      async (stage) => {
        const { text: version } = await on(stage).empty('app/version')
        const [, major = 0, minor = 0] = /(\d+)\.(\d+)\.(\d+)/.exec(version)?.map(Number) ?? []
        assert.ok(major === 4 && minor >= 4, version)
      },
    ],
    [
      'settings are checked: a tag and a category of its own',
      async (stage) => {
        readJson(Type.Record(text, Type.Any()), await on(stage).empty('app/preferences'))
        readJson(categories, await on(stage).empty('torrents/categories'))
        assertDone(await on(stage).form('torrents/createTags', { tags: 'cross-seed' }))
      },
    ],
    [
      'it looks for what it could match, by files and trackers',
      async (stage) => {
        await stage.ask('torrents/add', {
          method: 'POST',
          body: partsOf({ torrents: filePart(seeded.bytes, { name: 'a', type: '' }) }),
        })
        await stage.finish(seeded.id)
        const form = { includeFiles: 'true', includeTrackers: 'true' }
        const listed = readJson(infoList, await on(stage).form('torrents/info', form))
        assert.deepEqual(
          listed.map(({ hash, infohash_v1, total_size, content_path, auto_tmm }) => [
            [hash, infohash_v1, total_size],
            [content_path, auto_tmm],
          ]),
          [
            [
              [seeded.id, seeded.id, 300_000],
              [`/data/${seeded.name}`, false],
            ],
          ]
        )
        const files = await on(stage).form('torrents/files', { hash: seeded.id })
        assert.deepEqual(
          readJson(filesAnswer, files).map(({ name, size }) => [name, size]),
          [
            [`${seeded.name}/one.mkv`, 200_000],
            [`${seeded.name}/extras/two.mkv`, 100_000],
          ]
        )
        const trackers = await on(stage).form('torrents/trackers', { hash: seeded.id })
        const urls = readJson(trackersAnswer, trackers).map(({ url }) => url)
        assert.ok(urls.includes('http://tracker.invalid/announce'), `${urls}`)
      },
    ],
    [
      'what it injects is there at once, with its category and tag',
      async (stage) => {
        const type = 'application/x-bittorrent'
        await on(stage).parts(
          'torrents/add',
          partsOf({
            torrents: filePart(injected.bytes, { name: `${injected.name}.torrent`, type }),
            savepath: '/data',
            autoTMM: 'false',
            category: 'tv.cross-seed',
            tags: 'cross-seed',
            contentLayout: 'Original',
            skip_checking: 'true',
            paused: 'true',
            foo: 'bar',
          })
        )
        const query = { hashes: injected.id }
        const [row] = readJson(infoList, await on(stage).form('torrents/info', query))
        assert.deepEqual(
          [row?.category, row?.tags, row?.state, row?.amount_left],
          ['tv.cross-seed', 'cross-seed', 'pausedDL', 200_000]
        )
        const known = readJson(categories, await on(stage).empty('torrents/categories'))
        assert.ok('tv.cross-seed' in known)
      },
    ],
    [
      'it has it checked and resumed',
      async (stage) => {
        assertDone(await on(stage).form('torrents/recheck', { hashes: injected.id }))
        assertDone(await on(stage).form('torrents/resume', { hashes: injected.id }))
        await stage.until(injected.id, ({ state }) => state === 'downloading')
      },
    ],
  ]
}
