import type { Category } from '../../domain.ts'
import type { TorrentControl } from '../../torrents/control.ts'
import type { Notebook } from '../../torrents/inventory/notebook.ts'
import {
  type Call,
  done,
  type Endpoints,
  json,
  LONGEST_NAME,
  Refused,
  required,
} from '../endpoint.ts'
import { hashList } from '../parameter-values.ts'

/** Longer than any path that a system takes. */
const LONGEST_PATH = 4096
/** More than anybody has; all of them are told in every answer. */
const MOST_CATEGORIES = 1000

/** `torrents`, as far as it is about categories. They are here: the engine knows none. */
export const categoryEndpoints = ({
  notebook,
  commands,
}: Pick<TorrentControl, 'notebook' | 'commands'>): Endpoints => {
  const { categories, notes } = notebook
  const save = (call: Call, { mustExist }: { mustExist: boolean }) => {
    const name = required(call, 'category')
    if (name === '') throw new Refused(400, 'Category cannot be empty')
    const savePath = mustExist
      ? required(call, 'savePath')
      : (call.parameters.get('savePath') ?? '')
    if (savePath.length > LONGEST_PATH) throw new Refused(409, 'Incorrect save path')
    if (!mustExist && !isCategoryName(name)) throw new Refused(409, 'Incorrect category name')
    if (categories.all().has(name) !== mustExist) {
      throw new Refused(409, `Unable to ${mustExist ? 'edit' : 'create'} category`)
    }
    if (!mustExist) assertRoom(categories)
    return categories.change([name], (known) =>
      usedBy({ usedBy: [], ...known, name, savePath: savePath.trim() }, call.program)
    )
  }

  return {
    group: 'torrents',
    reads: {
      async categories() {
        await notebook.ready()
        return json(toCategories(categories.all().values()))
      },
    },
    writes: {
      async createCategory(call) {
        await notebook.ready()
        await save(call, { mustExist: false })
        return done()
      },
      async editCategory(call) {
        await notebook.ready()
        await save(call, { mustExist: true })
        return done()
      },
      async removeCategories(call) {
        await notebook.ready()
        const names = new Set(required(call, 'categories').split('\n'))
        const ids = [...notes.all().values()].flatMap(({ category, torrentId }) =>
          names.has(category) ? [torrentId] : []
        )
        await commands.categorize(await commands.find(ids), '')
        // And those that are not in the list any more.
        await notes.change(ids, (note) => ({ ...note, category: '' }))
        await categories.change([...names], () => null)
        return done()
      },
      async setCategory(call) {
        await notebook.ready()
        const category = required(call, 'category')
        const targets = await commands.find(hashList(required(call, 'hashes')))
        if (targets.length === 0) return done()
        if (category !== '' && !categories.all().has(category)) {
          throw new Refused(409, 'Incorrect category name')
        }
        await markUsed(notebook, { category, program: call.program })
        await commands.categorize(targets, category)
        return done()
      },
    },
  }
}

/**
 * Makes sure that a category is there and knows that a program uses it. Empty is none.
 *
 * @throws {Refused} 409 where there are too many already.
 */
export const markUsed = async (
  { categories }: Pick<Notebook, 'categories'>,
  { category, program }: { category: string; program: string }
): Promise<void> => {
  if (category === '') return
  if (!categories.all().has(category)) assertRoom(categories)
  await categories.change([category], (known) =>
    usedBy(known ?? { name: category, savePath: '', usedBy: [] }, program)
  )
}

const assertRoom = (categories: Pick<Notebook['categories'], 'all'>) => {
  if (categories.all().size >= MOST_CATEGORIES) {
    throw new Refused(409, `There are ${MOST_CATEGORIES} categories already`)
  }
}

/** No backslash, and slashes only between names (qBittorrent 4.6.0, `isValidCategoryName`). */
export const isCategoryName = (name: string): boolean =>
  name.length <= LONGEST_NAME && /^[^\\/]+(?:\/[^\\/]+)*$/.test(name)

/** The categories by their names, in qBittorrent's words. */
export const toCategories = (
  categories: Iterable<Category>
): Record<string, { name: string; savePath: string }> =>
  Object.fromEntries([...categories].map(({ name, savePath }) => [name, { name, savePath }]))

/** Kept to a few: they are told from User-Agents, which anybody can make up. */
const MOST_PROGRAMS = 20

const usedBy = (category: Category, program: string): Category => {
  const { usedBy: programs } = category
  if (programs.includes(program) || programs.length >= MOST_PROGRAMS) return category
  return { ...category, usedBy: [...programs, program] }
}
