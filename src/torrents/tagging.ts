import type { EngineClient } from './engine/engine.ts'

/** So many torrents are written at once: enough for what the engine may be asked in a second. */
const AT_ONCE = 4

/** A torrent and the tags that it has. */
type Tagged = { id: string; tags: readonly string[] }

/** Changes the tags of torrents; see {@link createTagging}. */
export type Tagging = (
  look: () => Promise<readonly Tagged[]>,
  edit: (tags: readonly string[]) => string[]
) => Promise<void>

/** Tags that a torrent is to have, until the engine has them and every look at it shows them. */
type Edit = {
  id: string
  tags: string[]
  outcome: PromiseWithResolvers<void>
  /** Which look was the newest when the engine had them; `null` before. */
  doneAt: number | null
}

/**
 * Makes what changes the tags of torrents, which the engine replaces as a whole: of several edits
 * at once each is made of the ones before, and nobody waits for edits of other torrents.
 *
 * @returns A function that resolves when the engine has the tags. It rejects as `look` and
 *   `EngineClient.setTags` do, and has in the latter case done the others.
 *   `look` must begin to look at the torrents when it is called.
 */
export const createTagging = ({ engine }: { engine: Pick<EngineClient, 'setTags'> }): Tagging => {
  const latest = new Map<string, Edit>()
  /** What is on its way to the engine, which might do the second of two calls first. */
  const underWay = new Map<string, Promise<void>>()
  let newestLook = 0
  const looks = new Set<number>()

  const lookNow = async (look: () => Promise<readonly Tagged[]>): Promise<readonly Tagged[]> => {
    newestLook += 1
    const own = newestLook
    looks.add(own)
    try {
      return await look()
    } finally {
      looks.delete(own)
      forgetShown(Math.min(own, ...looks))
    }
  }
  /** What was done before the oldest of the looks that may still be made use of, is in all of them. */
  const forgetShown = (oldestLook: number) => {
    for (const { id, doneAt } of latest.values()) {
      if (doneAt !== null && doneAt < oldestLook) latest.delete(id)
    }
  }

  /** @returns Nothing where a torrent has the tags, or is about to have them. */
  const plan = ({ id, tags }: Tagged, edit: (tags: readonly string[]) => string[]): Edit[] => {
    const before = latest.get(id)
    const edited = edit(before?.tags ?? tags)
    if (Bun.deepEquals(edited, before?.tags ?? tags)) return []
    const outcome = Promise.withResolvers<void>()
    // It is told to whoever waits for it, if anybody does.
    outcome.promise.catch(() => {})
    // What it was made of is written along with it.
    before?.outcome.resolve(outcome.promise)
    const own = { id, tags: edited, outcome, doneAt: null }
    latest.set(id, own)
    return [own]
  }
  const write = async (edit: Edit): Promise<void> => {
    const { id, tags, outcome } = edit
    await underWay.get(id)?.catch(() => {})
    if (latest.get(id) !== edit) return await outcome.promise
    const writing = engine.setTags(id, tags)
    underWay.set(id, writing)
    try {
      await writing
      edit.doneAt = newestLook
      outcome.resolve()
    } catch (error) {
      if (latest.get(id) === edit) latest.delete(id)
      outcome.reject(error)
    } finally {
      underWay.delete(id)
    }
    await outcome.promise
  }

  return async (look, edit) => {
    const torrents = await lookNow(look)
    const edits = torrents.flatMap((torrent) => plan(torrent, edit))
    const joined = torrents.flatMap(({ id }) => latest.get(id)?.outcome.promise ?? [])
    const rest = edits.values()
    const failures: unknown[] = []
    const work = async () => {
      for (const next of rest) await write(next).catch((error) => failures.push(error))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    if (failures.length > 0) throw failures[0]
    // Those that were about to have the tags.
    await Promise.all(joined)
  }
}
