import assert from 'node:assert/strict'
import { readJson } from './answer.ts'
import type { Step } from './client.ts'
import { infoList } from './info-row.ts'
import { played, type Servarr } from './servarr.ts'
import { categories } from './servarr-needs.ts'

/** The answers to the Test button. A category that it makes has to be in its next look. */
export const testSteps = (servarr: Servarr): Step[] =>
  [
    'Test, category missing',
    'Test, category there',
    'Test, no category',
    'Test, priority First',
    'Test, post-import category missing',
    'Test, post-import category alone',
    'Test, category with blank, ampersand, slash and accent',
  ].map((step) => [
    step,
    async (stage) => {
      const replayed = await servarr.play(step, stage)
      const last = (call: string) => replayed.findLast((one) => one.call === call)
      const made = last('torrents/createCategory')?.request.body ?? ''
      const name = new URLSearchParams(made).get('category')
      const seen = last('torrents/categories')
      if (seen && name !== null) assert.ok(name in readJson(categories, seen.answer))
      const listed = replayed.at(-1)?.answer
      assert.deepEqual(listed && readJson(infoList, listed), [])
    },
  ])

/** Who is turned away is told so in the way that it takes for that, and not for a fault. */
export const refusedSteps = (servarr: Servarr): Step[] =>
  [
    'Test, no credentials',
    'Test, wrong password',
    'Test, strange credentials that are refused',
    'poll, password changed',
  ].map((step) => played(servarr, step))

/** Where nothing is proved, nothing is refused. */
export const openSteps = (servarr: Servarr): Step[] =>
  ['Test of an open server, no credentials', 'Test of an open server, any password'].map((step) =>
    played(servarr, step)
  )

/** Not a 401, which would end it before it can say what is wrong. */
export const wrongUrlBase = (servarr: Servarr): Step => played(servarr, 'Test, wrong URL base')

/** A session goes on until it is lost, and then the program helps itself. */
export const sessionSteps = (servarr: Servarr): Step[] => [
  ...[
    'poll, first call',
    'poll, session known',
    'poll, session lost',
    'remove, session lost',
    'grab a file, session lost',
    'poll, session known',
  ].map((step) => played(servarr, step)),
  [
    'poll, session known, after a restart of the server',
    async (stage) => {
      await stage.restart()
      const replayed = await servarr.play('poll, session known', stage)
      assert.ok(replayed.every(({ answer }) => answer.status === 200))
      const [grabbed] = servarr.player(stage).idsOf('grab a file, session lost')
      const listed = replayed.at(-1)?.answer
      assert.ok(listed && readJson(infoList, listed).some(({ hash }) => hash === grabbed))
    },
  ],
]
