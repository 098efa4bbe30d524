import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { assertDone, assertText, readJson } from './answer.ts'
import { call } from './call.ts'
import type { Client, Step } from './client.ts'
import { infoList, int32 } from './info-row.ts'
import { createProgram, filePart, type Program, partsOf } from './program.ts'
import { filesAnswer, propertiesAnswer, trackersAnswer } from './property-answers.ts'
import { categories } from './servarr-needs.ts'
import type { Stage } from './stage.ts'
import { sampleTorrent } from './torrent.ts'

const file = sampleTorrent('Cleanup.File')

/** Cleanuparr, whose .NET library loses a whole list over one state or number that it cannot read. */
export const cleanuparrClients = (): Client[] => [
  { name: 'Cleanuparr', server: 'closed', steps: steps() },
]

const steps = (): Step[] => {
  let program: Program | null = null
  const on = (stage: Stage) => {
    program ??= createProgram(stage, 'Cleanuparr')
    return program
  }
  return [
    [
      'hear that there is no API of version 1',
      async ({ url }) => assert.equal((await call(`${url}/version/api`)).status, 404),
    ],
    [
      'log in and read the version',
      async (stage) => {
        await on(stage).logIn()
        assertText(await on(stage).get('app/webapiVersion'), '2.9.2')
      },
    ],
    [
      'list torrents at any speed',
      async (stage) => {
        const torrents = filePart(file.bytes, { name: 'a.torrent', type: '' })
        await on(stage).upload('torrents/add', partsOf({ torrents }))
        const { id } = await stage.engine.control.add({ name: 'Cleanup.Huge', totalBytes: 2 ** 45 })
        stage.engine.control.setSpeed(id, 2 ** 33)
        const fast = await stage.until(id, ({ dlspeed }) => dlspeed > 0)
        assert.equal(fast.dlspeed, 2 ** 31 - 1)
        assert.equal(readJson(infoList, await on(stage).get('torrents/info')).length, 2)
        const speeds = Type.Array(Type.Object({ dlspeed: int32, upspeed: int32 }))
        readJson(speeds, await on(stage).get(`torrents/info?hashes=${id}|${file.id}`))
      },
    ],
    [
      'list those that are complete',
      async (stage) => {
        await stage.finish(file.id)
        const answer = await on(stage).get('torrents/info?filter=completed')
        const [row, ...others] = readJson(infoList, answer)
        assert.deepEqual([row?.hash, others], [file.id, []])
        assert.ok((row?.completion_on ?? 0) > 0)
      },
    ],
    [
      'read the properties, files and trackers of one',
      async (stage) => {
        const query = `hash=${file.id}`
        const { get } = on(stage)
        const answer = await get(`torrents/properties?${query}`)
        assert.equal(readJson(propertiesAnswer, answer).is_private, false)
        const [only] = readJson(filesAnswer, await get(`torrents/files?${query}`))
        assert.deepEqual([only?.index, only?.name, only?.priority], [0, file.name, 1])
        readJson(trackersAnswer, await get(`torrents/trackers?${query}`))
      },
    ],
    [
      'move it to a category, tag it, and delete it',
      async (stage) => {
        const { post, get } = on(stage)
        readJson(categories, await get('torrents/categories'))
        const hashes = file.id
        assertDone(await post('torrents/createCategory', { category: 'unlinked' }))
        assertDone(await post('torrents/setCategory', { hashes, category: 'unlinked' }))
        assertDone(await post('torrents/addTags', { hashes, tags: 'cleanuparr' }))
        const row = await stage.row(hashes)
        assert.deepEqual([row?.category, row?.tags], ['unlinked', 'cleanuparr'])
        assertText(await get('transfer/speedLimitsMode'), '0')
        assertDone(await post('torrents/delete', { hashes, deleteFiles: 'true' }))
        assert.equal(await stage.row(hashes), undefined)
      },
    ],
  ]
}
