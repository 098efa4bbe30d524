import { expect, test } from 'bun:test'
import type { QueuedAdd } from '../../../src/domain.ts'
import type { InventoryTorrent } from '../../../src/torrents/inventory/inventory-torrent.ts'
import { noNote } from '../../../src/torrents/inventory/notebook.ts'
import { createCandidates } from '../../../src/torrents/opening/candidates.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { infoHash, torrent } from '../../support/torrents.ts'

const SECOND = 1000
const queued = (number: number, addedAt: number, refusal: string | null = null): QueuedAdd => ({
  torrentId: infoHash(number),
  addedAt,
  kind: 'magnet',
  sourceBytes: 10,
  totalBytes: 0,
  tags: [],
  isStopped: false,
  refusal,
})
const waiting = (
  number: number,
  createdAt: number,
  wait: InventoryTorrent['wait'] = 'session'
): InventoryTorrent => ({
  ...torrent(number, { status: 'active', createdAt }),
  session: null,
  downloadSpeed: 0,
  note: noNote,
  completedAt: null,
  lastActivityAt: 0,
  isStalled: false,
  wait,
})
const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => Number(`0x${id}`))

test('adds and torrents without a session are tried in the order in which they were added', () => {
  const { among } = createCandidates(createManualClock())
  const adds = [queued(1, 30 * SECOND), queued(2, 10 * SECOND)]
  expect(idsOf(among(adds, [waiting(3, 20), waiting(4, 40)]))).toEqual([2, 3, 1, 4])
})

test('what waits for nothing, or for its owner, is not tried', () => {
  const { among } = createCandidates(createManualClock())
  expect(among([queued(1, 0, 'refused')], [waiting(2, 0, null), waiting(3, 0, 'owner')])).toEqual(
    []
  )
})

test('an add that the engine refused and has all the same is tried, so that it leaves the queue', () => {
  const { among } = createCandidates(createManualClock())
  expect(idsOf(among([queued(1, 0, 'refused')], [waiting(1, 0, null)]))).toEqual([1])
})

test('an add of what the engine has already is tried as an add', () => {
  const { among } = createCandidates(createManualClock())
  const [first, ...others] = among([queued(1, 5 * SECOND)], [waiting(1, 1)])
  expect(first).toMatchObject({ queued: { addedAt: 5 * SECOND } })
  expect(others).toEqual([])
})

test('who was tried stands behind all who were not, and who lost it again, too', async () => {
  const clock = createManualClock(40 * SECOND)
  const candidates = createCandidates(clock)
  const adds = [queued(1, 10 * SECOND), queued(2, 20 * SECOND), queued(3, 30 * SECOND)]
  candidates.noteTry(infoHash(1))
  clock.advance(1000)
  candidates.noteTry(infoHash(2))
  expect(idsOf(candidates.among(adds, []))).toEqual([3, 1, 2])
  candidates.among([queued(3, 30 * SECOND)], [waiting(1, 10, null), waiting(2, 20, null)])
  clock.advance(60 * SECOND)
  const lost = [waiting(1, 10), waiting(2, 20)]
  expect(idsOf(candidates.among([queued(3, 30 * SECOND)], lost))).toEqual([3, 1, 2])
})

test('who was started in vain is left alone for a minute, unless a program wants it', () => {
  const clock = createManualClock()
  const candidates = createCandidates(clock)
  candidates.noteTry(infoHash(1))
  clock.advance(60 * SECOND - 1)
  expect(candidates.among([], [waiting(1, 10)])).toEqual([])
  const wanted = { ...waiting(1, 10), note: { ...noNote, isStartOwed: true } }
  expect(idsOf(candidates.among([], [wanted]))).toEqual([1])
  clock.advance(1)
  expect(idsOf(candidates.among([], [waiting(1, 10)]))).toEqual([1])
})

test('who is gone is forgotten, and starts anew', () => {
  const candidates = createCandidates(createManualClock(90 * SECOND))
  candidates.noteTry(infoHash(1))
  candidates.among([], [])
  const adds = [queued(1, 10 * SECOND), queued(2, 20 * SECOND)]
  expect(idsOf(candidates.among(adds, []))).toEqual([1, 2])
})
