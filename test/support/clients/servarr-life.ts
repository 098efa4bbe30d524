import assert from 'node:assert/strict'
import type { Step } from './client.ts'
import { played, type Servarr } from './servarr.ts'
import { queueOf } from './servarr-grabs.ts'
import { basic, type Stage } from './stage.ts'

const files = [
  { path: 'S01E01.mkv', length: 1000 },
  { path: 'S01E02.mkv', length: 2000 },
]

/** What becomes of what was grabbed: it downloads, finishes, is imported and removed. */
export const lifeSteps = (servarr: Servarr): Step[] => {
  const idOf = (step: string, stage: Stage, index = 0) =>
    servarr.player(stage).idsOf(step)[index] ?? ''
  const poll = async (step: string, id: string, stage: Stage) => {
    const { name } = (await stage.row(id)) ?? {}
    return queueOf(await servarr.play(step, stage)).find(({ title }) => title === name)
  }

  return [
    [
      'poll while it downloads',
      async (stage) => {
        const id = idOf('grab a file', stage)
        stage.engine.control.setSpeed(id, 20_000)
        const row = await stage.until(id, ({ dlspeed, progress }) => dlspeed > 0 && progress > 0)
        assert.equal(row.amount_left, row.size - row.completed)
        assert.ok(row.eta < 8_640_000)
        assert.equal((await poll('poll', id, stage))?.status, 'Downloading')
      },
    ],
    [
      'poll when it has finished',
      async (stage) => {
        const id = idOf('grab a file', stage)
        const row = await stage.finish(id)
        assert.deepEqual([row.amount_left, row.dlspeed], [0, 0])
        assert.ok(row.completion_on >= row.added_on)
        assert.deepEqual(await poll('poll', id, stage), {
          title: row.name,
          status: 'Completed',
          outputPath: `/data/${row.name}`,
          isRemovable: false,
        })
      },
    ],
    [
      'poll when a magnet has its metadata, and when it has finished',
      async (stage) => {
        const id = idOf('grab a magnet', stage)
        stage.engine.control.giveMetadata(id, { name: 'Mag.One.Folder', files })
        await stage.engine.control.syncNow()
        const row = await stage.until(id, ({ size }) => size === 3000)
        assert.deepEqual([row.state, row.name], ['downloading', 'Mag.One'])
        await stage.finish(id)
        const item = await poll('poll', id, stage)
        assert.deepEqual([item?.status, item?.outputPath], ['Completed', '/data/Mag.One.Folder'])
      },
    ],
    [
      'poll when what has finished is handed over',
      async (stage) => {
        const id = idOf('grab a file', stage)
        await setFinished('hand-over', stage)
        const item = await poll('poll', id, stage)
        await setFinished('keep', stage)
        assert.deepEqual([item?.status, item?.isRemovable], ['Completed', true])
      },
    ],
    played(servarr, 'status'),
    played(servarr, 'status without category'),
    [
      'poll before the import',
      async (stage) => {
        await servarr.play('grab a file to be imported', stage)
        const id = idOf('grab a file to be imported', stage)
        const { name } = await stage.finish(id)
        assert.equal((await poll('poll before the import', id, stage))?.outputPath, `/data/${name}`)
      },
    ],
    [
      'mark imported',
      async (stage) => {
        await servarr.play('mark imported', stage)
        const id = idOf('grab a file to be imported', stage)
        assert.equal((await stage.row(id))?.category, 'post-imported')
        assert.equal(await poll('poll after the import', id, stage), undefined)
      },
    ],
    played(servarr, 'mark imported, category missing'),
    played(servarr, 'mark imported, hash unknown'),
    [
      'remove with the data',
      async (stage) => {
        await servarr.play('grab two files to be removed', stage)
        const first = idOf('grab two files to be removed', stage)
        const second = idOf('grab two files to be removed', stage, 1)
        await servarr.play('poll before the removal', stage)
        await servarr.play('remove with the data', stage)
        assert.deepEqual([await stage.row(second), !!(await stage.row(first))], [undefined, true])
        assert.equal(await stage.engine.control.record(second), null)
      },
    ],
    [
      'remove and keep the data',
      async (stage) => {
        await servarr.play('remove and keep the data', stage)
        assert.equal(await stage.row(idOf('grab two files to be removed', stage)), undefined)
      },
    ],
    played(servarr, 'remove an unknown hash'),
  ]
}

const setFinished = async (finished: 'keep' | 'hand-over', { url, credentials }: Stage) => {
  const { status } = await fetch(`${url}/settings/integrations`, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      ...(credentials ? { authorization: basic(credentials) } : {}),
    },
    body: JSON.stringify({ qbt: { finished } }),
  })
  assert.equal(status, 200)
}
