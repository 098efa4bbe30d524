import assert from 'node:assert/strict'
import type { Replayed } from '../replay.ts'
import { readJson } from './answer.ts'
import type { Step } from './client.ts'
import { type InfoRow, infoList } from './info-row.ts'
import { toQueueItem } from './queue.ts'
import type { Servarr } from './servarr.ts'
import { categories } from './servarr-needs.ts'
import type { Stage } from './stage.ts'

/** What is told of a torrent from the moment in which a grab was answered. */
const grabs: readonly [step: string, told: Partial<InfoRow>][] = [
  ['grab a magnet', { name: 'Mag.One', state: 'metaDL', size: 0, content_path: '' }],
  ['grab a magnet with seed goals', { ratio_limit: 1.5, seeding_time_limit: 120 }],
  ['grab a magnet, stopped', { state: 'pausedDL' }],
  ['grab a magnet, force-started and first', { state: 'metaDL' }],
  ['grab a magnet without category', { category: '' }],
  ['grab a magnet of more than 1024 bytes', { name: 'Mag.Six', trackers_count: 31 }],
  ['grab a magnet with a base32 hash', { name: 'Mag.Seven' }],
  ['grab a file', { state: 'downloading', size: 200_000, ratio_limit: -2 }],
  [
    'grab a file, stopped, with seed goals',
    { state: 'pausedDL', ratio_limit: 0.75, seeding_time_limit: 2160 },
  ],
  ['grab a file, force-started, first, tagged', { state: 'downloading' }],
  ['grab the same file again', { state: 'downloading' }],
  ['grab a magnet into an unknown category', { category: 'never-made' }],
]

/** What a program grabs, and what it then finds in its queue. */
export const grabSteps = (servarr: Servarr): Step[] => [
  ...grabs.map(([step, told]): Step => [step, (stage) => grab(servarr, { step, told, stage })]),
  [
    'grab the same magnet again',
    async (stage) => {
      const before = await countOf(stage)
      await servarr.play('grab the same magnet again', stage)
      assert.equal(await countOf(stage), before)
    },
  ],
  [
    'grab a magnet: its category is made where it was unknown',
    async (stage) =>
      assert.ok('never-made' in readJson(categories, await stage.ask('torrents/categories'))),
  ],
  [
    'poll',
    async (stage) => {
      const items = queueOf(await servarr.play('poll', stage))
      assert.deepEqual(items.map(({ status }) => status).sort(), [
        ...Array.from({ length: 2 }, () => 'Downloading'),
        ...Array.from({ length: 2 }, () => 'Paused'),
        ...Array.from({ length: 5 }, () => 'Queued'),
      ])
      assert.ok(items.every(({ outputPath, isRemovable }) => outputPath === '' && !isRemovable))
    },
  ],
]

const grab = async (
  servarr: Servarr,
  { step, told, stage }: { step: string; told: Partial<InfoRow>; stage: Stage }
) => {
  await servarr.play(step, stage)
  const [id = ''] = servarr.player(stage).idsOf(step)
  const row = await stage.row(id)
  assert.ok(row, `${id} is not listed`)
  assert.deepEqual({ ...row, category: servarr.category, ...told }, row)
}

/** The queue that a program makes of the last list that it was told. */
export const queueOf = (replayed: readonly Replayed[]) => {
  const listed = replayed.findLast(({ call }) => call === 'torrents/info')
  return listed ? readJson(infoList, listed.answer).map(toQueueItem) : []
}

const countOf = async (stage: Stage) => readJson(infoList, await stage.ask('torrents/info')).length
