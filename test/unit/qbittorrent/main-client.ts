/** An answer of `sync/maindata`, parsed. */
export type MainAnswer = {
  rid: number
  full_update?: boolean
  torrents?: Record<string, object>
  torrents_removed?: string[]
  categories?: Record<string, object>
  categories_removed?: string[]
  tags?: string[]
  tags_removed?: string[]
  trackers?: Record<string, string[]>
  trackers_removed?: string[]
  server_state?: object
}

/** Makes a program that merges answers into what it knows, as go-qbittorrent does. */
export const createMainClient = () => {
  let rid = 0
  let torrents = new Map<string, object>()
  let categories = new Map<string, object>()
  let trackers = new Map<string, readonly string[]>()
  let tags = new Set<string>()
  let serverState: object = {}

  const mergeInto = (
    known: Map<string, object>,
    {
      changed = {},
      removed = [],
    }: { changed: MainAnswer['torrents']; removed: string[] | undefined }
  ) => {
    for (const name of removed) known.delete(name)
    for (const [name, fields] of Object.entries(changed)) {
      known.set(name, { ...known.get(name), ...fields })
    }
  }

  return {
    rid: () => rid,
    known: () => ({
      torrents,
      categories,
      tags: [...tags].sort(),
      trackers: new Map([...trackers].map(([url, hashes]) => [url, [...hashes].sort()])),
      serverState,
    }),
    merge(answer: MainAnswer) {
      rid = answer.rid
      if (answer.full_update) {
        torrents = new Map()
        categories = new Map()
        trackers = new Map()
        tags = new Set()
        serverState = {}
      }
      mergeInto(torrents, { changed: answer.torrents, removed: answer.torrents_removed })
      mergeInto(categories, { changed: answer.categories, removed: answer.categories_removed })
      for (const url of answer.trackers_removed ?? []) trackers.delete(url)
      for (const [url, hashes] of Object.entries(answer.trackers ?? {})) trackers.set(url, hashes)
      for (const tag of answer.tags_removed ?? []) tags.delete(tag)
      for (const tag of answer.tags ?? []) tags.add(tag)
      serverState = { ...serverState, ...answer.server_state }
    },
  }
}
