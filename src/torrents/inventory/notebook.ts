import type { Category, TorrentLimits, TorrentNote } from '../../domain.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Store } from '../../store/store.ts'
import { createTable, type Table } from './table.ts'

/** What only this service knows: of torrents, of categories, and of names of tags. */
export type Notebook = {
  /**
   * Resolves once everything is known; nothing else may be called before.
   *
   * @throws {Unavailable} `store-down`, when the store stays away for 5 s.
   */
  ready(): Promise<void>
  notes: Pick<Table<TorrentNote>, 'all'> & {
    /**
     * Another number after each change, but for a root that was learned: there are thousands, and
     * for none of them is a list made anew at once.
     */
    revision(): number
    /** Changes the notes of these torrents; rejects as `Table.change` does. */
    change(torrentIds: readonly string[], edit: (note: TorrentNote) => TorrentNote): Promise<void>
    /** Remembers where a torrent lies; written down only beside what a program told. */
    learnRoot(torrentId: string, root: string): Promise<void>
    forget(torrentIds: readonly string[]): Promise<void>
    /** Forgets these at once; nobody waits for the store. */
    drop(torrentIds: readonly string[]): void
  }
  /** By their names. */
  categories: Pick<Table<Category>, 'all' | 'change'>
  /** Names of tags that stay although no torrent may have them. */
  tagNames: Pick<Table<string>, 'all' | 'change' | 'drop'>
}

/** What holds for a torrent whose limits nobody set. */
export const noLimits: TorrentLimits = {
  download: 0,
  upload: 0,
  ratio: -2,
  seedingMinutes: -2,
  inactiveSeedingMinutes: -2,
}

/** The note of every torrent that no program has told of. */
export const noNote: TorrentNote = {
  torrentId: '',
  category: '',
  name: '',
  root: null,
  limits: noLimits,
  isOurs: false,
  isHeld: false,
  isStartOwed: false,
  isPrivate: null,
  trackers: [],
}

/** Makes the notebook over the store. @param signal Ends every wait, when the service stops. */
export const createNotebook = ({
  store,
  clock,
  signal,
}: {
  store: Pick<Store, 'categories' | 'tagNames' | 'notes'>
  clock: Clock
  signal: AbortSignal
}): Notebook => {
  const waiting = { clock, signal }
  const notes = createTable({
    ...waiting,
    store: store.notes,
    keyOf: ({ torrentId }: TorrentNote) => torrentId,
  })
  const categories = createTable({
    ...waiting,
    store: { ...store.categories, save: eachBy(store.categories.save) },
    keyOf: ({ name }: Category) => name,
  })
  const tagNames = createTable({
    ...waiting,
    store: { ...store.tagNames, save: store.tagNames.add },
    keyOf: (name: string) => name,
  })

  let learned = 0
  return {
    async ready() {
      await Promise.all([notes.ready(), categories.ready(), tagNames.ready()])
    },
    notes: {
      all: notes.all,
      revision: () => notes.revision() - learned,
      change: (torrentIds, edit) =>
        notes.change(torrentIds, (note, torrentId) => {
          const before = note ?? { ...noNote, torrentId }
          const after = edit(before)
          // Where nothing was noted and nothing is to be, nothing is.
          return note === undefined && after === before ? null : after
        }),
      async learnRoot(torrentId, root) {
        const withRoot = (note = noNote) => ({ ...note, torrentId, root })
        const isNoted = notes.all().has(torrentId)
        const written = isNoted ? notes.change([torrentId], withRoot) : null
        if (!isNoted) notes.learn(torrentId, withRoot())
        learned += 1
        await written
      },
      forget: (torrentIds) => notes.change(torrentIds, () => null),
      drop: notes.drop,
    },
    categories,
    tagNames,
  }
}

const eachBy =
  <T>(save: (value: T) => Promise<void>) =>
  async (values: readonly T[]) => {
    for (const value of values) await save(value)
  }
