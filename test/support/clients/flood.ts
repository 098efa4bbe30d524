import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { assertDone, assertText, readJson } from './answer.ts'
import type { Client, Step } from './client.ts'
import { infoList } from './info-row.ts'
import { createProgram, filePart, type Program, partsOf } from './program.ts'
import { filesAnswer, propertiesAnswer, trackersAnswer } from './property-answers.ts'
import type { Stage } from './stage.ts'
import { transferAnswer } from './sync-answers.ts'
import { samplePrivate } from './torrent.ts'

const file = samplePrivate('Flood.File')
const MAGNET_ID = 'f100d00b1d2e5968a7b0c1d2e3f405162738495a'

/** Flood: two POSTs every two seconds, and a form of parts for each add. */
export const floodClients = (): Client[] => [
  { name: 'Flood', server: 'closed', steps: steps() },
  { name: 'Flood, open server', server: 'open', steps: steps() },
]

const peers = Type.Object({
  rid: Type.Integer(),
  peers: Type.Record(Type.String(), Type.Unknown()),
})

const steps = (): Step[] => {
  let program: Program | null = null
  const on = (stage: Stage) => {
    program ??= createProgram(stage, 'axios/1.13.2')
    return program
  }
  return [
    [
      'log in, and read a version that is no number',
      async (stage) => {
        await on(stage).logIn()
        const { text } = await on(stage).get('app/webapiVersion')
        assert.throws(() => JSON.parse(text))
        const [major, minor] = text.split('.').map(Number)
        assert.deepEqual([major, minor], [2, 9])
      },
    ],
    [
      'poll torrents and speeds',
      async (stage) => {
        assert.deepEqual(readJson(infoList, await on(stage).post('torrents/info')), [])
        readJson(transferAnswer, await on(stage).post('transfer/info'))
        readJson(Type.Object({ dht: Type.Boolean() }), await on(stage).post('app/preferences'))
      },
    ],
    [
      'add a file with words that make no sense, and set super-seeding',
      async (stage) => {
        const torrents = filePart(file.bytes, {
          name: 'a.torrent',
          type: 'application/x-bittorrent',
        })
        const fields = {
          torrents,
          savepath: '/data',
          paused: 'false',
          root_folder: 'unset',
          contentLayout: 'undefined',
          skip_checking: 'false',
          tags: '',
        }
        assertText(await on(stage).upload('torrents/add', partsOf(fields)), 'Ok.')
        const flag = { hashes: file.id, value: 'false' }
        assertDone(await on(stage).post('torrents/setSuperSeeding', flag))
      },
    ],
    [
      'add a magnet as a part of a form',
      async (stage) => {
        const urls = `magnet:?xt=urn:btih:${MAGNET_ID}&dn=Flood.Magnet`
        const fields = { urls, paused: 'true', tags: 'one,two' }
        assertText(await on(stage).upload('torrents/add', partsOf(fields)), 'Ok.')
        const row = await stage.row(MAGNET_ID)
        assert.deepEqual([row?.state, row?.tags], ['pausedDL', 'one, two'])
      },
    ],
    [
      'read what a new torrent is, and that it is private by its first row',
      async (stage) => {
        const { get } = on(stage)
        readJson(propertiesAnswer, await get(`torrents/properties?hash=${file.id}`))
        const answer = await get(`torrents/trackers?hash=${file.id}`)
        const [first] = readJson(trackersAnswer, answer)
        assert.match(first?.msg ?? '', /private/)
        readJson(filesAnswer, await get(`torrents/files?hash=${file.id}`))
        readJson(peers, await get(`sync/torrentPeers?hash=${file.id}`))
      },
    ],
    [
      'replace tags: all of them go, and others come',
      async (stage) => {
        const { post } = on(stage)
        const hashes = MAGNET_ID
        assertDone(await post('torrents/removeTags', { hashes, tags: '' }))
        assertDone(await post('torrents/addTags', { hashes, tags: 'three' }))
        assert.equal((await stage.row(hashes))?.tags, 'three')
      },
    ],
    [
      'pause, resume and delete',
      async (stage) => {
        const { post } = on(stage)
        assertDone(await post('torrents/pause', { hashes: file.id }))
        assert.equal((await stage.row(file.id))?.state, 'pausedDL')
        assertDone(await post('torrents/resume', { hashes: file.id }))
        await stage.until(file.id, ({ state }) => state === 'downloading')
        const fields = { hashes: `${file.id}|${MAGNET_ID}`, deleteFiles: 'false' }
        assertDone(await post('torrents/delete', fields))
        assert.deepEqual(readJson(infoList, await post('torrents/info')), [])
      },
    ],
  ]
}
