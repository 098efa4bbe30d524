import { expect, test } from 'bun:test'
import { assertText } from '../support/clients/answer.ts'
import { filePart, partsOf } from '../support/clients/program.ts'
import { openStage } from '../support/clients/stage.ts'
import { sampleTorrent } from '../support/clients/torrent.ts'

test('a magnet that no peer knows is listed while the engine looks for it, and holds up no other', async () => {
  const slow = await openStage('open', { metadataWaitMs: 5000 })
  const hashes = ['1a', '2b'].map((pair) => pair.repeat(20))
  const startedAt = performance.now()
  const adding = hashes.map((hash) =>
    slow.ask('torrents/add', {
      method: 'POST',
      body: new URLSearchParams({ urls: `magnet:?xt=urn:btih:${hash}&dn=Slow`, category: 'slow' }),
    })
  )
  for (const hash of hashes) {
    const row = await slow.until(hash, ({ state }) => ['metaDL', 'queuedDL'].includes(state))
    expect([row.category, row.name]).toEqual(['slow', 'Slow'])
    // Sonarr and Radarr look for it so for a second, and else forget its priority and its tags.
    expect((await slow.ask(`torrents/properties?hash=${hash}`)).status).toBe(200)
  }
  expect(performance.now() - startedAt).toBeLessThan(1000)
  for (const answer of await Promise.all(adding)) assertText(answer, 'Ok.')
  expect(performance.now() - startedAt).toBeLessThan(5000)
  await slow.stop()
})

test('a torrent that the engine has no session for is listed as queued, also after a restart', async () => {
  const full = await openStage('open', { sessionLimit: 1 })
  const [first, second] = [sampleTorrent('Full.First'), sampleTorrent('Full.Second')]
  for (const { bytes } of [first, second]) {
    const torrents = filePart(bytes, { name: 'a', type: '' })
    const body = partsOf({ torrents, category: 'full', tags: 'late' })
    assertText(await full.ask('torrents/add', { method: 'POST', body }), 'Ok.')
  }
  await full.restart()
  const waiting = await full.row(second.id)
  expect([waiting?.state, waiting?.category, waiting?.tags]).toEqual(['queuedDL', 'full', 'late'])
  await full.finish(first.id)
  await full.until(second.id, ({ state }) => state === 'downloading')
  expect((await full.row(second.id))?.tags).toBe('late')
  await full.stop()
})
