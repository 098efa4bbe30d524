import type { EngineClient } from './engine/engine.ts'

/** So many torrents are written at once: enough for what the engine may be asked in a second. */
const AT_ONCE = 4

/** A torrent and the tags that it has. */
type Tagged = { id: string; tags: readonly string[] }

/** Tags that a torrent is to have, until the engine has them. */
type Edit = { id: string; tags: string[]; outcome: PromiseWithResolvers<void> }

/**
 * Makes what changes the tags of torrents, which the engine replaces as a whole: of several edits
 * at once each is made of the ones before, and nobody waits for edits of other torrents.
 *
 * @returns A function that gets the torrents as they are at this moment, and resolves when the
 *   engine has their tags. It rejects as `EngineClient.setTags` does, and has then done the others.
 */
export const createTagging = ({
  engine,
}: {
  engine: Pick<EngineClient, 'setTags'>
}): ((
  torrents: readonly Tagged[],
  edit: (tags: readonly string[]) => string[]
) => Promise<void>) => {
  const latest = new Map<string, Edit>()
  /** What is on its way to the engine, which might do the second of two calls first. */
  const underWay = new Map<string, Promise<void>>()

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
    const own = { id, tags: edited, outcome }
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
      outcome.resolve()
    } catch (error) {
      outcome.reject(error)
    } finally {
      underWay.delete(id)
      if (latest.get(id) === edit) latest.delete(id)
    }
    await outcome.promise
  }

  return async (torrents, edit) => {
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
