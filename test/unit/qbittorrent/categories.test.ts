import { describe, expect, test } from 'bun:test'
import { fileOf, magnetOf } from '../torrents/beside-engine.ts'
import { startApi } from './api-beside-engine.ts'

/** A film in the category `tv`, and another in `movies`. */
const setUp = async () => {
  const setting = await startApi()
  const { control, during, list } = setting
  const films = [fileOf('One.mkv'), fileOf('Two.mkv', { category: 'movies' })] as const
  for (const film of films) await during(control.add(film))
  const categoriesOf = async () =>
    Object.fromEntries((await list()).map(({ name, note }) => [name, note.category]))
  const [one, two] = films.map(({ torrentId }) => torrentId)
  return { ...setting, categoriesOf, one, two }
}

describe('a category that is removed', () => {
  test('is taken from the torrents in it, and from no others', async () => {
    const { control, post, categoriesOf, store } = await setUp()
    for (const category of ['tv', 'music', 'movies']) await post('createCategory', { category })
    expect(await post('removeCategories', { categories: 'tv\nmusic' })).toEqual([200, ''])
    expect(await categoriesOf()).toEqual({ 'One.mkv': '', 'Two.mkv': 'movies' })
    expect([...control.notebook.categories.all().keys()]).toEqual(['movies'])
    const kept = (await store.notes.all()).map(({ category }) => category)
    expect(kept.sort()).toEqual(['', 'movies'])
  })

  test('lets go of the torrents in it, for whose import nobody is waited any more', async () => {
    const { control, post, one } = await setUp()
    const released: string[] = []
    control.released.listen((ids) => released.push(...ids))
    await post('createCategory', { category: 'tv' })
    await post('removeCategories', { categories: 'tv' })
    expect(released).toEqual([one ?? ''])
  })

  test('is not made with a path that is longer than any can be, nor is a torrent renamed so', async () => {
    const { post, one } = await setUp()
    const savePath = '/'.repeat(5000)
    expect((await post('createCategory', { category: 'x', savePath }))[0]).toBe(409)
    expect((await post('rename', { hash: one ?? '', name: 'x'.repeat(5000) }))[0]).toBe(409)
  })
})

describe('beside a thousand categories', () => {
  const full = async () => {
    const setting = await setUp()
    const { categories } = setting.control.notebook
    const names = Array.from({ length: 998 }, (_, number) => `category ${number}`)
    await categories.change(['tv', 'movies', ...names], (_, name) => ({
      name,
      savePath: '',
      usedBy: [],
    }))
    return { ...setting, categories }
  }

  test('no other is made, by itself or with an add', async () => {
    const { post, categories, list } = await full()
    const refusal = [409, 'There are 1000 categories already']
    const urls = `magnet:?xt=urn:btih:${magnetOf('A show').torrentId}`
    expect(await post('createCategory', { category: 'new' })).toEqual(refusal)
    expect(await post('add', { urls, category: 'new' })).toEqual(refusal)
    expect(categories.all().size).toBe(1000)
    expect(await list()).toHaveLength(2)
  })

  test('torrents are still added to those that there are, and moved between them', async () => {
    const { post, categoriesOf, one = '' } = await full()
    const urls = `magnet:?xt=urn:btih:${magnetOf('A show').torrentId}&dn=A+show`
    expect(await post('add', { urls, category: 'tv' })).toEqual([200, 'Ok.'])
    expect(await post('setCategory', { hashes: one, category: 'movies' })).toEqual([200, ''])
    expect(await categoriesOf()).toEqual({
      'One.mkv': 'movies',
      'Two.mkv': 'movies',
      'A show': 'tv',
    })
  })
})
