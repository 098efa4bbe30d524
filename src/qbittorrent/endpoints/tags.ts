import type { TorrentControl } from '../../torrents/control.ts'
import { done, type Endpoints, json, required } from '../endpoint.ts'
import { hashList } from '../parameter-values.ts'

/** `torrents`, as far as it is about tags. A torrent's tags are the engine's own. */
export const tagEndpoints = ({
  inventory,
  notebook,
  commands,
}: Pick<TorrentControl, 'inventory' | 'notebook' | 'commands'>): Endpoints => ({
  group: 'torrents',
  reads: {
    async tags() {
      const { torrents } = await inventory.list()
      return json(allTags(torrents, notebook))
    },
  },
  writes: {
    async createTags(call) {
      await notebook.ready()
      await keepNames(notebook, tagList(required(call, 'tags')))
      return done()
    },
    async deleteTags(call) {
      const tags = tagList(required(call, 'tags'))
      // Of all: one may be about to get them.
      await commands.changeTags('all', (before) => without(before, tags))
      // The torrents have them no more, whether or not the store can be told at this moment.
      notebook.tagNames.drop(tags)
      return done()
    },
    async addTags(call) {
      const hashes = hashList(required(call, 'hashes'))
      const tags = tagList(required(call, 'tags'))
      const ids = (await commands.find(hashes)).map(({ id }) => id)
      if (ids.length === 0) return done()
      await notebook.ready()
      await keepNames(notebook, tags)
      await commands.changeTags(ids, (before) => [...before, ...without(tags, before)])
      return done()
    },
    /** Without tags, all of them go: so do programs that replace tags. */
    async removeTags(call) {
      const hashes = hashList(required(call, 'hashes'))
      const tags = tagList(call.parameters.get('tags') ?? '')
      await commands.changeTags(hashes, (before) =>
        tags.length === 0 ? [] : without(before, tags)
      )
      return done()
    },
  },
})

/** Longer than anybody would read, in characters. */
const LONGEST_TAG = 255

/** The names in a list that commas separate, each once; what is too long is left out. */
export const tagList = (list: string): string[] => [
  ...new Set(
    list
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '' && tag.length <= LONGEST_TAG)
  ),
]

/** All names of tags: those that were kept, and those that torrents have. Sorted. */
export const allTags = (
  torrents: Iterable<{ tags: readonly string[] }>,
  { tagNames }: Pick<TorrentControl['notebook'], 'tagNames'>
): string[] => {
  const names = new Set(tagNames.all().keys())
  for (const { tags } of torrents) for (const tag of tags) names.add(tag)
  return [...names].sort()
}

/** More are nobody's tags. A torrent's own are the engine's affair. */
const MOST_NAMES = 1000

/** Remembers names of tags, also for when no torrent has them; the first thousand of them. */
export const keepNames = async (
  { tagNames }: Pick<TorrentControl['notebook'], 'tagNames'>,
  names: readonly string[]
): Promise<void> => {
  const known = tagNames.all()
  const fresh = names.filter((name) => !known.has(name))
  await tagNames.change(fresh.slice(0, Math.max(MOST_NAMES - known.size, 0)), (_, name) => name)
}

const without = (tags: readonly string[], unwanted: readonly string[]): string[] =>
  tags.filter((tag) => !unwanted.includes(tag))
