import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { assertDone, readJson } from './answer.ts'
import type { Client, Step } from './client.ts'
import { infoList, text } from './info-row.ts'
import { createProgram, filePart, type Program, partsOf } from './program.ts'
import { filesAnswer, propertiesAnswer } from './property-answers.ts'
import type { Stage } from './stage.ts'
import { maindataAnswer, transferAnswer } from './sync-answers.ts'
import { samplePack, samplePrivate } from './torrent.ts'

const pack = samplePack('Declutter.Pack')
const secret = samplePrivate('Declutter.Secret')

/** decluttarr: it judges torrents, so what it is told must never be worse than what is. */
export const decluttarrClients = (): Client[] => [
  { name: 'decluttarr', server: 'closed', steps: steps() },
  { name: 'decluttarr, open server', server: 'open', steps: steps() },
]

const steps = (): Step[] => {
  let program: Program | null = null
  const on = (stage: Stage) => {
    program ??= createProgram(stage, 'python-requests/2.32.5')
    return program
  }
  return [
    [
      'log in, and read the version behind its first character',
      async (stage) => {
        await on(stage).logIn()
        const { text: version } = await on(stage).get('app/version')
        assert.match(version.slice(1), /^\d+\.\d+\.\d+$/)
      },
    ],
    [
      'make its tag',
      async (stage) => {
        assert.deepEqual(readJson(Type.Array(text), await on(stage).get('torrents/tags')), [])
        assertDone(await on(stage).post('torrents/createTags', { tags: 'Keep' }))
        assert.deepEqual(readJson(Type.Array(text), await on(stage).get('torrents/tags')), ['Keep'])
      },
    ],
    [
      'see that the server is connected, without which it judges nobody',
      async (stage) => {
        const maindata = readJson(maindataAnswer, await on(stage).get('sync/maindata'))
        assert.equal(maindata.server_state.connection_status, 'connected')
        const { dl_rate_limit } = readJson(transferAnswer, await on(stage).get('transfer/info'))
        assert.equal(dl_rate_limit, 0)
      },
    ],
    [
      'tell private torrents from others',
      async (stage) => {
        for (const { bytes, name } of [pack, secret]) {
          const torrents = filePart(bytes, { name: `${name}.torrent`, type: '' })
          await on(stage).upload('torrents/add', partsOf({ torrents }))
        }
        for (const { id } of [pack, secret]) {
          const answer = await on(stage).get(`torrents/properties?hash=${id}`)
          assert.equal(readJson(propertiesAnswer, answer).is_private, id === secret.id)
        }
      },
    ],
    [
      'find no torrent stalled that was just added',
      async (stage) => {
        const rows = readJson(infoList, await on(stage).get('torrents/info'))
        assert.deepEqual(
          rows.map(({ state }) => state),
          ['downloading', 'downloading']
        )
      },
    ],
    [
      'be told that a file cannot be left out, rather than believe it',
      async (stage) => {
        const answer = await on(stage).get(`torrents/files?hash=${pack.id}`)
        const [first] = readJson(filesAnswer, answer)
        const fields = { hash: pack.id, id: `${first?.index}`, priority: '0' }
        assert.equal((await on(stage).post('torrents/filePrio', fields)).status, 409)
      },
    ],
    [
      'find nothing missing of what has finished',
      async (stage) => {
        await stage.finish(pack.id)
        const answer = await on(stage).get(`torrents/files?hash=${pack.id}`)
        for (const { availability, progress } of readJson(filesAnswer, answer)) {
          assert.deepEqual([availability, progress], [1, 1])
        }
      },
    ],
    [
      'tag one and delete it',
      async (stage) => {
        const { id: hashes } = secret
        assertDone(await on(stage).post('torrents/addTags', { hashes, tags: 'Obsolete' }))
        assert.equal((await stage.row(hashes))?.tags, 'Obsolete')
        assertDone(await on(stage).post('torrents/delete', { hashes, deleteFiles: 'true' }))
        assert.equal(await stage.row(hashes), undefined)
      },
    ],
  ]
}
