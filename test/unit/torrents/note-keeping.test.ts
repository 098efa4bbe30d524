import { expect, test } from 'bun:test'
import type { QueuedAdd } from '../../../src/domain.ts'
import { createNoteKeeping } from '../../../src/torrents/inventory/note-keeping.ts'
import { createNotebook, noNote } from '../../../src/torrents/inventory/notebook.ts'
import { createAddQueue } from '../../../src/torrents/opening/add-queue.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { infoHash, torrent } from '../../support/torrents.ts'
import { startBesideEngine } from './beside-engine.ts'

const HOUR = 3_600_000
const id = infoHash(1)

const setUp = async () => {
  const store = temporaryStore()
  const clock = createManualClock()
  const { signal } = new AbortController()
  const notebook = createNotebook({ store, clock, signal })
  const queue = createAddQueue({ store: store.queue, clock, signal })
  await Promise.all([notebook.ready(), queue.ready()])
  await notebook.notes.change([id], (note) => ({ ...note, category: 'tv' }))
  const keep = createNoteKeeping({ notebook, queue, clock })
  /** Shows a list with torrents of these numbers. */
  const show = (...numbers: number[]) =>
    keep(
      numbers.map((number) => ({
        ...torrent(number),
        session: null,
        downloadSpeed: 0,
        note: noNote,
        completedAt: null,
        lastActivityAt: 0,
        isStalled: false,
        wait: null,
      }))
    )
  return { store, clock, notebook, queue, show }
}
const queued: QueuedAdd = {
  torrentId: id,
  addedAt: 0,
  kind: 'magnet',
  sourceBytes: 1,
  totalBytes: 0,
  tags: [],
  isStopped: false,
  refusal: null,
}

test('the note of a torrent that is gone for an hour is forgotten', async () => {
  const { store, clock, show } = await setUp()
  await show(1)
  await show()
  clock.advance(HOUR - 1)
  await show()
  expect(await store.notes.all()).toHaveLength(1)
  clock.advance(1)
  await show()
  expect(await store.notes.all()).toEqual([])
})

test('a torrent that is there again in between is not forgotten', async () => {
  const { store, clock, show } = await setUp()
  await show()
  clock.advance(HOUR - 1)
  await show(1)
  clock.advance(HOUR - 1)
  await show()
  clock.advance(HOUR - 1)
  await show()
  expect(await store.notes.all()).toHaveLength(1)
})

test('a torrent that waits for the engine again is not forgotten', async () => {
  const { store, clock, queue, show } = await setUp()
  await show()
  clock.advance(HOUR - 1)
  await queue.add(queued, { kind: 'magnet', magnet: '' })
  clock.advance(1)
  await show()
  expect(await store.notes.all()).toHaveLength(1)
})

test('a torrent that was forgotten and added anew is not forgotten for what was before', async () => {
  const { store, clock, notebook, show } = await setUp()
  await show()
  await notebook.notes.forget([id])
  clock.advance(HOUR - 1000)
  await show()
  await notebook.notes.change([id], (note) => ({ ...note, category: 'films' }))
  clock.advance(1000)
  await show()
  expect(await store.notes.all()).toHaveLength(1)
})

test('the note of a torrent that no program has added is forgotten with it, though nothing waits', async () => {
  const { engine, client, control, store, clock, pass, during, find } = await startBesideEngine({})
  const { id: film } = await engine.control.add({ name: 'Film', totalBytes: 1000 })
  await pass(3000)
  const target = await find(film)
  if (target === undefined || target === null) throw new Error('it is in the list')
  await during(control.commands.categorize([target], 'tv'))
  expect(await store.notes.all()).toHaveLength(1)
  await during(client.remove([film], { deleteFiles: true }))
  for (let hours = 0; hours < 3; hours += 1) {
    clock.advance(HOUR)
    await pass(61_000)
  }
  expect(await store.notes.all()).toEqual([])
})
