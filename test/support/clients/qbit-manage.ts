import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { assertDone, assertText, readJson } from './answer.ts'
import type { Client, Step } from './client.ts'
import { infoList, integer, number } from './info-row.ts'
import { filePart, partsOf } from './program.ts'
import { filesAnswer, trackersAnswer } from './property-answers.ts'
import { createPythonSession, type PythonSession } from './qbittorrent-api.ts'
import type { Stage } from './stage.ts'
import { samplePrivate, sampleTorrent } from './torrent.ts'

const shared = sampleTorrent('Manage.Shared')
const secret = samplePrivate('Manage.Secret')

const preferences = Type.Object({
  max_ratio_act: integer,
  max_ratio_enabled: Type.Boolean(),
  max_ratio: number,
  max_seeding_time_enabled: Type.Boolean(),
  max_seeding_time: integer,
})

/** qbit_manage, over Python's qbittorrent-api. */
export const qbitManageClients = (): Client[] => [
  { name: 'qbit_manage', server: 'closed', steps: steps() },
]

const steps = (): Step[] => {
  let session: PythonSession | null = null
  const on = (stage: Stage) => {
    session ??= createPythonSession(stage)
    return session
  }
  const info = async (stage: Stage, fields: Record<string, string>) =>
    readJson(infoList, await on(stage).post('torrents/info', fields)).map(({ hash }) => hash)

  return [
    [
      'compare the version as a text, for which its v is needed',
      async (stage) => {
        const { text } = await on(stage).get('app/version')
        assert.ok(!(text < 'v4.3.0'), 'it would exit')
        assertText(await on(stage).get('app/webapiVersion'), '2.9.2')
        readJson(preferences, await on(stage).get('app/preferences'))
      },
    ],
    [
      'list by filters, sorted, and one by one',
      async (stage) => {
        for (const { bytes, name } of [shared, secret]) {
          const torrent__0 = filePart(bytes, { name, type: '' })
          await on(stage).post('torrents/add', partsOf({ torrent__0, category: 'manage' }))
        }
        const both = [shared.id, secret.id].sort()
        assert.deepEqual((await info(stage, { sort: 'added_on' })).sort(), both)
        assert.deepEqual((await info(stage, { filter: 'all', category: 'manage' })).sort(), both)
        assert.deepEqual(await info(stage, { filter: 'paused', sort: 'size' }), [])
        assert.deepEqual((await info(stage, { filter: 'resumed' })).sort(), both)
        assert.deepEqual(await info(stage, { hashes: shared.id }), [shared.id])
      },
    ],
    [
      'know a private torrent by its trackers',
      async (stage) => {
        const isPrivate = async (hash: string) =>
          readJson(trackersAnswer, await on(stage).post('torrents/trackers', { hash })).some(
            ({ msg }) => /private/i.test(msg)
          )
        assert.deepEqual([await isPrivate(shared.id), await isPrivate(secret.id)], [false, true])
        readJson(filesAnswer, await on(stage).post('torrents/files', { hash: secret.id }))
      },
    ],
    [
      'set a category that is not there: it makes it after the 409',
      async (stage) => {
        const fields = { hashes: shared.id, category: 'tv' }
        assert.equal((await on(stage).post('torrents/setCategory', fields)).status, 409)
        assertDone(await on(stage).post('torrents/createCategory', { category: 'tv' }))
        assertDone(await on(stage).post('torrents/setCategory', fields))
        assert.equal((await stage.row(shared.id))?.category, 'tv')
      },
    ],
    [
      'set tags, share limits and an upload limit, and see them again',
      async (stage) => {
        const { post } = on(stage)
        const hashes = shared.id
        assertDone(await post('torrents/addTags', { hashes, tags: 'noHL,issue' }))
        assertDone(await post('torrents/removeTags', { hashes, tags: 'issue' }))
        assertDone(
          await post('torrents/setShareLimits', {
            hashes,
            ratioLimit: '1.5',
            seedingTimeLimit: '1440',
            inactiveSeedingTimeLimit: '-2',
            shareLimitAction: 'Default',
          })
        )
        assertDone(await post('torrents/setUploadLimit', { hashes, limit: '10240' }))
        assertDone(await post('torrents/setAutoManagement', { hashes, enable: 'False' }))
        const row = await stage.row(shared.id)
        assert.deepEqual(
          [row?.tags, row?.ratio_limit, row?.seeding_time_limit, row?.up_limit],
          ['noHL', 1.5, 1440, 10_240]
        )
        assert.equal(row?.inactive_seeding_time_limit, -2)
      },
    ],
    [
      'remove one and keep its files',
      async (stage) => {
        const fields = { hashes: shared.id, deleteFiles: 'False' }
        assertDone(await on(stage).post('torrents/delete', fields))
        assert.deepEqual(await info(stage, { sort: 'added_on' }), [secret.id])
      },
    ],
  ]
}
