import { expect, test } from 'bun:test'
import { infoHash } from '../../support/torrents.ts'
import { fileOf, magnetOf, startBesideEngine } from './beside-engine.ts'

test('a torrent lies in its folder, or is its file, below the data folder', async () => {
  const { engine, control, during } = await startBesideEngine()
  const files = [
    { path: 'A show/one.mkv', length: 5 },
    { path: 'A show/two.mkv', length: 5 },
  ]
  const { id: show } = await engine.control.add({ name: 'A show', files })
  const { id: film } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
  const { locate } = control.places
  expect(await during(locate(show))).toEqual({ path: '/data/A show', isFolder: true })
  expect(await during(locate(film))).toEqual({ path: '/data/Film.mkv', isFolder: false })
})

test('nobody knows where a torrent lies that is gone, has no metadata, or cannot be asked for', async () => {
  const { engine, control, during } = await startBesideEngine()
  const { locate } = control.places
  const show = magnetOf('A show')
  await during(control.add(show))
  expect(await during(locate(infoHash(7)))).toBeNull()
  expect(await during(locate(show.torrentId))).toBeNull()
  const { id } = await engine.control.add({ name: 'Film.mkv', totalBytes: 1000 })
  await engine.control.kill()
  expect(await during(locate(id))).toBeNull()
})

test('a torrent is managed in a category that Sonarr or its like made or used, in no other', async () => {
  const { control, during } = await startBesideEngine()
  const { categories } = control.notebook
  const [tv, films] = [fileOf('Show.mkv'), fileOf('Film.mkv', { category: 'films' })]
  for (const added of [tv, films]) await during(control.add(added))
  await categories.change(['tv'], () => ({ name: 'tv', savePath: '', usedBy: ['Sonarr'] }))
  await categories.change(['films'], () => ({ name: 'films', savePath: '', usedBy: ['autobrr'] }))
  const { isManaged } = control.places
  expect(await isManaged(tv.torrentId)).toBe(true)
  expect(await isManaged(films.torrentId)).toBe(false)
  expect(await isManaged(infoHash(7))).toBe(false)
})
