import { expect, test } from 'bun:test'
import { fileOf } from '../torrents/beside-engine.ts'
import { startApi } from './api-beside-engine.ts'

test.each([
  ['true', 'downloading'],
  ['True', 'downloading'],
  ['false', 'stopped'],
] as const)('setForceStart with the value %s leaves a stopped torrent %s', async (value, mode) => {
  const { engine, control, during, post, pass } = await startApi()
  const film = fileOf('Film.mkv', { isStopped: true })
  await during(control.add(film))
  expect(await post('setForceStart', { hashes: film.torrentId, value })).toEqual([200, ''])
  await pass(5000)
  expect(engine.control.modeOf(film.torrentId)).toBe(mode)
})
