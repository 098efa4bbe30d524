import type { TSchema } from '@sinclair/typebox'
import { categoryRecord, noteRecord, tagRecord } from './client-record.ts'
import type { Store } from './store.ts'

/** Records of one kind, each with a text of its own that tells it from the others. */
export type KeyedRecords<Item> = {
  /** In the order of their keys, byte by byte. */
  all(): Promise<Item[]>
  /** Writes each over the one with its key, or anew. Of two with one key the later one stays. */
  save(items: readonly Item[]): Promise<void>
  /** Forgets those with these keys; one that is not there is none to forget. */
  remove(keys: readonly string[]): Promise<void>
}

export type RecordKind<Key extends string, Item> = {
  /** Where they are stored. */
  place: 'categories' | 'tags' | 'notes'
  /** The field that is the key. It is not stored a second time beside it. */
  key: Key
  /** What a record is, its key included. */
  schema: TSchema & { static: Item }
}

/** Makes the records of one kind in one kind of database. */
export type MakeRecords = <Key extends string, Item extends Record<Key, string>>(
  kind: RecordKind<Key, Item>
) => KeyedRecords<Item>

/** The parts of a store that are nothing but records by their key. */
export const createKeyedStores = (
  make: MakeRecords
): Pick<Store, 'categories' | 'tagNames' | 'notes'> => {
  const categories = make({ place: 'categories', key: 'name', schema: categoryRecord })
  const tags = make({ place: 'tags', key: 'name', schema: tagRecord })
  return {
    categories: { ...categories, save: (category) => categories.save([category]) },
    tagNames: {
      all: async () => (await tags.all()).map(({ name }) => name),
      add: (names) => tags.save(names.map((name) => ({ name }))),
      remove: tags.remove,
    },
    notes: make({ place: 'notes', key: 'torrentId', schema: noteRecord }),
  }
}
