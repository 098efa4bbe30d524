import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import preferenceTypes from '../../fixtures/qbittorrent-preferences-4.6.0.json'
import { type Answer, assertDone, assertText, readJson } from './answer.ts'
import { call } from './call.ts'
import type { Client, Step } from './client.ts'
import { infoList } from './info-row.ts'
import { createProgram, filePart, type Program, partsOf } from './program.ts'
import { filesAnswer, propertiesAnswer, trackersAnswer } from './property-answers.ts'
import type { Stage } from './stage.ts'
import { maindataAnswer, transferAnswer } from './sync-answers.ts'
import { sampleTorrent } from './torrent.ts'

const file = sampleTorrent('Autobrr.File')
const MAGNET_ID = 'c0ffee0b1d2e5968a7b0c1d2e3f405162738495a'
const MAGNET = `magnet:?xt=urn:btih:${MAGNET_ID}&dn=Autobrr.Magnet`

/** What every one of its adds says, whatever the version. */
const rules = {
  paused: 'false',
  stopped: 'false',
  firstLastPiecePrio: 'false',
  category: 'autobrr',
  tags: 'race,autobrr',
  savepath: '/data',
  autoTMM: 'false',
  skip_checking: 'true',
  contentLayout: 'Original',
  root_folder: 'true',
  upLimit: '1048576',
  dlLimit: '2097152',
  ratioLimit: '2.00',
  seedingTimeLimit: '600',
}

/** autobrr, over go-qbittorrent, which decodes every field of an answer into its exact type. */
export const autobrrClients = (): Client[] => [
  { name: 'autobrr', server: 'closed', steps: steps() },
  { name: 'autobrr, open server, no credentials', server: 'open', steps: steps() },
  { name: 'autobrr, API key', server: 'closed', steps: [withKey] },
]

/** The reply of an add counts only as a text, or as an object of 5.2. */
const assertAdded = (answer: Answer): void => {
  assertText(answer, 'Ok.')
  assert.ok(answer.headers.get('content-type')?.startsWith('text/plain'))
}

const integerIn32 = (value: unknown) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31

const withKey: Step = [
  'test the connection',
  async ({ url, credentials }) => {
    const answer = await call(`${url}/api/v2/torrents/info?filter=all`, {
      headers: { authorization: `Bearer ${credentials?.apiKey}` },
    })
    assert.deepEqual(readJson(infoList, answer), [])
  },
]

const steps = (): Step[] => {
  let program: Program | null = null
  const on = (stage: Stage) => {
    program ??= createProgram(stage, 'autobrr/1.62.0')
    return program
  }
  return [
    [
      'test the connection',
      async (stage) => {
        if (stage.credentials !== null) await on(stage).logIn()
        assert.deepEqual(readJson(infoList, await on(stage).get('torrents/info?filter=all')), [])
      },
    ],
    [
      'read what its rules go by',
      async (stage) => {
        readJson(infoList, await on(stage).get('torrents/info?filter=downloading'))
        readJson(transferAnswer, await on(stage).get('transfer/info'))
      },
    ],
    [
      'add a magnet by a plain form',
      async (stage) => {
        assertAdded(await on(stage).post('torrents/add', { urls: MAGNET, ...rules }))
        const row = await stage.row(MAGNET_ID)
        assert.deepEqual(
          [row?.state, row?.category, row?.tags.split(', ').sort()],
          ['metaDL', 'autobrr', ['autobrr', 'race']]
        )
      },
    ],
    [
      'add a file whose name has no ending',
      async (stage) => {
        const torrents = filePart(file.bytes, { name: 'x7Gd02kLq', type: '' })
        assertAdded(await on(stage).upload('torrents/add', partsOf({ torrents, ...rules })))
        const row = await stage.row(file.id)
        assert.deepEqual(
          [row?.state, row?.dl_limit, row?.up_limit, row?.ratio_limit, row?.seeding_time_limit],
          ['downloading', 2_097_152, 1_048_576, 2, 600]
        )
      },
    ],
    [
      'reannounce until a tracker works, which is at once',
      async (stage) => {
        for (const hash of [file.id, MAGNET_ID]) {
          const answer = await on(stage).get(`torrents/trackers?hash=${hash}`)
          const trackers = readJson(trackersAnswer, answer)
          const isWorking = trackers.some(
            ({ status, msg }) => status === 2 && !/unregistered|not found/i.test(msg)
          )
          assert.ok(isWorking, 'it would try for minutes, and then may delete the torrent')
          assertDone(await on(stage).post('torrents/reannounce', { hashes: hash }))
        }
      },
    ],
    [
      'decode every field',
      async (stage) => {
        for (const hash of [file.id, MAGNET_ID]) {
          readJson(propertiesAnswer, await on(stage).get(`torrents/properties?hash=${hash}`))
          readJson(filesAnswer, await on(stage).get(`torrents/files?hash=${hash}`))
        }
        readJson(maindataAnswer, await on(stage).get('sync/maindata?rid=0'))
        const preferences = readJson(
          Type.Record(Type.String(), Type.Unknown()),
          await on(stage).get('app/preferences')
        )
        for (const [name, type] of Object.entries(preferenceTypes)) {
          const value = preferences[name]
          const isRight = type === 'integer' ? integerIn32(value) : typeof value === type
          assert.ok(isRight, `${name}: wanted is ${type}: ${JSON.stringify(value)}`)
        }
      },
    ],
    [
      'pause and resume by the words of this version',
      async (stage) => {
        const { text } = await on(stage).get('app/webapiVersion')
        assert.ok(Number(text.split('.')[1]) < 11, 'from 2.11 on it would stop and start')
        assertDone(await on(stage).post('torrents/pause', { hashes: file.id }))
        assert.equal((await stage.row(file.id))?.state, 'pausedDL')
        assertDone(await on(stage).post('torrents/resume', { hashes: file.id }))
        await stage.until(file.id, ({ state }) => state === 'downloading')
      },
    ],
    [
      'delete what was not picked up',
      async (stage) => {
        const fields = { hashes: `${file.id}|${MAGNET_ID}`, deleteFiles: 'false' }
        assertDone(await on(stage).post('torrents/delete', fields))
        assert.deepEqual(readJson(infoList, await on(stage).get('torrents/info')), [])
      },
    ],
  ]
}
