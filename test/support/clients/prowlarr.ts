import assert from 'node:assert/strict'
import { assertDone, assertText, readJson } from './answer.ts'
import type { Client, Step } from './client.ts'
import { infoList } from './info-row.ts'
import { createProgram, type Program } from './program.ts'
import { categories } from './servarr-needs.ts'
import type { Stage } from './stage.ts'

const MAGNET_ID = 'b0a71ea4b1d2e5968a7b0c1d2e3f405162738495'

/** Prowlarr: it makes a category for each kind of release, adds, and never looks again. */
export const prowlarrClients = (): Client[] => [
  { name: 'Prowlarr', server: 'closed', steps: steps() },
]

const steps = (): Step[] => {
  let program: Program | null = null
  const on = (stage: Stage) => {
    program ??= createProgram(stage, 'Prowlarr/2.3.5.5327 (linux debian)')
    return program
  }
  return [
    [
      'Test: every category is made',
      async (stage) => {
        const { get, post } = on(stage)
        assertText(await get('app/webapiVersion'), 'Forbidden', 403)
        await on(stage).logIn()
        assertText(await get('app/webapiVersion'), '2.9.2')
        assert.equal((await get('app/preferences')).status, 200)
        const wanted = ['prowlarr', 'prowlarr/movies', 'prowlarr/tv']
        for (const category of wanted) {
          const known = readJson(categories, await get('torrents/categories'))
          assert.ok(!(category in known))
          assertDone(await post('torrents/createCategory', { category }))
        }
        const known = readJson(categories, await get('torrents/categories'))
        assert.deepEqual(Object.keys(known).sort(), wanted)
        assert.deepEqual(readJson(infoList, await get('torrents/info')), [])
      },
    ],
    [
      'add a release into its own category',
      async (stage) => {
        const urls = `magnet:?xt=urn:btih:${MAGNET_ID}&dn=Prowlarr.Release`
        const fields = { urls, category: 'prowlarr/tv', paused: 'False' }
        assertText(await on(stage).post('torrents/add', fields), 'Ok.')
        assert.equal((await stage.row(MAGNET_ID))?.category, 'prowlarr/tv')
      },
    ],
  ]
}
