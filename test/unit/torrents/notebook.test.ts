import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Store } from '../../../src/store/store.ts'
import { createNotebook, noNote } from '../../../src/torrents/inventory/notebook.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { temporaryStore } from '../../support/temporary-store.ts'
import { infoHash } from '../../support/torrents.ts'

const id = infoHash(1)
let store: Store
beforeEach(() => {
  store = temporaryStore()
})
afterEach(() => store.close())

const open = async () => {
  const { signal } = new AbortController()
  const notebook = createNotebook({ store, clock: createManualClock(), signal })
  await notebook.ready()
  return notebook
}

describe('a note', () => {
  test('is written down with what a program told, and outlives a restart', async () => {
    const { notes } = await open()
    await notes.change([id], (note) => ({ ...note, category: 'tv' }))
    await notes.change([id], (note) => ({ ...note, name: 'A show' }))
    const expected = { ...noNote, torrentId: id, category: 'tv', name: 'A show' }
    expect((await open()).notes.all().get(id)).toEqual(expected)
  })

  test('is written down with a root that is learned', async () => {
    const { notes } = await open()
    await notes.change([id], (note) => ({ ...note, category: 'tv' }))
    await notes.learnRoot(id, 'A show')
    expect(await store.notes.all()).toMatchObject([{ category: 'tv', root: 'A show' }])
  })

  test('of a root alone is only remembered', async () => {
    const { notes } = await open()
    await notes.learnRoot(id, 'A show')
    expect(notes.all().get(id)).toEqual({ ...noNote, torrentId: id, root: 'A show' })
    expect(await store.notes.all()).toEqual([])
    await notes.change([id], (note) => ({ ...note, category: 'tv' }))
    expect(await store.notes.all()).toMatchObject([{ category: 'tv', root: 'A show' }])
  })

  test('keeps what is told of it while its root is learned', async () => {
    const { notes } = await open()
    await notes.change([id], (note) => ({ ...note, category: 'tv' }))
    await Promise.all([
      notes.learnRoot(id, 'A show'),
      notes.change([id], (note) => ({ ...note, category: 'films' })),
    ])
    expect(await store.notes.all()).toMatchObject([{ category: 'films', root: 'A show' }])
  })

  test('can be forgotten', async () => {
    const { notes } = await open()
    await notes.change([id], (note) => ({ ...note, category: 'tv' }))
    await notes.forget([id, infoHash(2)])
    expect(notes.all().size).toBe(0)
    expect(await store.notes.all()).toEqual([])
  })
})

test('categories and names of tags outlive a restart, and can be removed', async () => {
  const { categories, tagNames } = await open()
  const category = (name: string) => ({ name, savePath: '', usedBy: [] })
  await categories.change(['tv', 'films', 'TV'], (_, name) => category(name))
  await tagNames.change(['hd', 'old'], (_, name) => name)
  await categories.change(['films'], () => null)
  await tagNames.change(['old'], () => null)
  const again = await open()
  expect([...again.categories.all().values()]).toEqual([category('TV'), category('tv')])
  expect([...again.tagNames.all().values()]).toEqual(['hd'])
})
