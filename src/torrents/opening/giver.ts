import type { QueuedAdd } from '../../domain.ts'
import type { Log } from '../../lib/log.ts'
import { type FailureCode, Rejected, Unavailable, UpstreamError } from '../../upstream-error.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { EngineClient } from '../engine/engine.ts'
import type { Opened } from '../engine/engine-commands.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { isInEngine } from '../inventory/inventory-torrent.ts'
import type { AddQueue } from './add-queue.ts'
import { createStarting } from './starting.ts'
import type { Unwanted } from './unwanted.ts'

/** An add that ended the engine's connection so often may be what ends the engine. */
const MOST_BROKEN_TRIES = 2

/** What says that the engine never got the call. */
const UNHEARD: ReadonlySet<FailureCode> = new Set(['dns', 'refused', 'rate-limited'])

/**
 * What came of giving an add to the engine: `refusal` says why it never will take it, `failure` why
 * it has not, though it is there, and `delay` why it is to be given again though it may have it.
 */
export type Given =
  | Opened
  | 'gone'
  | { refusal: string }
  | { failure: Unavailable }
  | { delay: UpstreamError }

/**
 * Makes what gives one queued add to the engine, and does the rest of what its program wanted. An
 * add that the engine has already is only finished, so it can be given again after any fault.
 *
 * @returns A function that rejects with `Unavailable` when the engine or the store is away.
 */
export const createGiver = ({
  engine,
  catalog,
  inventory,
  queue,
  unwanted,
  log,
}: {
  engine: Pick<EngineClient, 'add' | 'start' | 'stop' | 'setTags'>
  catalog: Pick<Catalog, 'invalidate'>
  inventory: Pick<Inventory, 'list'>
  queue: AddQueue
  unwanted: Pick<Unwanted, 'note'>
  log: Log
}): ((queued: QueuedAdd) => Promise<Given>) => {
  const start = createStarting({ engine, log })
  const brokenTries = new Map<string, number>()

  /** Whether the engine has it; `null` when it does not say. */
  const isThere = async (id: string): Promise<boolean | null> => {
    const { torrents, source } = await inventory.list()
    if (source !== 'engine') return null
    return torrents.some((torrent) => torrent.id === id && isInEngine(torrent))
  }
  const isDeadly = (id: string, { code }: Unavailable): boolean => {
    if (code !== 'reset') return false
    const count = (brokenTries.get(id) ?? 0) + 1
    brokenTries.set(id, count)
    if (count < MOST_BROKEN_TRIES) return false
    // Whoever adds it again wants it tried again.
    brokenTries.delete(id)
    return true
  }
  const forgetOthers = () => {
    for (const id of brokenTries.keys()) if (!queue.all().has(id)) brokenTries.delete(id)
  }
  /** After an answer that did not come the engine may have it all the same. */
  const lookAfter = async (id: string, failure: Unavailable): Promise<Given> => {
    catalog.invalidate()
    const found = await isThere(id)
    if (found) return 'opened'
    if (!queue.all().has(id)) unwanted.note(id)
    if (isDeadly(id, failure)) return { refusal: 'the engine ended whenever it was given this' }
    if (UNHEARD.has(failure.code)) throw failure
    return found === null ? { delay: failure } : { failure }
  }
  const hand = async ({ torrentId: id, isStopped }: QueuedAdd): Promise<Given> => {
    if (await isThere(id)) return isStopped ? 'opened' : await start(id)
    const source = await queue.source(id)
    if (source === null) {
      return queue.all().has(id) ? { refusal: 'what it was added by is lost' } : 'gone'
    }
    try {
      return await engine.add(source)
    } catch (error) {
      if (error instanceof Rejected) return { refusal: error.message }
      if (!(error instanceof Unavailable)) throw error
      return await lookAfter(id, error)
    }
  }
  const setTags = async (id: string, tags: readonly string[]) => {
    try {
      await engine.setTags(id, tags)
    } catch (error) {
      // It would refuse them again: it is added without.
      if (!(error instanceof Rejected)) throw error
      log.warn('the engine refuses the tags of a torrent', { id, reason: error.message })
    }
  }
  const fulfil = async (queued: QueuedAdd, before: QueuedAdd | null) => {
    const { torrentId: id, tags, isStopped } = queued
    if (isStopped) await engine.stop([id])
    else if (before?.isStopped) await start(id)
    if (tags.length > 0 || before) await setTags(id, tags)
  }
  /** The rest of what its program wanted, also while it is done; then it waits no more. */
  const finish = async (id: string) => {
    let done: QueuedAdd | null = null
    for (let queued = queue.all().get(id); queued !== done; queued = queue.all().get(id)) {
      if (queued === undefined) return unwanted.note(id)
      await fulfil(queued, done)
      done = queued
      // It leaves the queue once it is in the engine's list: no list may have it in neither.
      catalog.invalidate()
      if ((await isThere(id)) === null) {
        throw new Unavailable('engine: cannot be read after an add', { code: 'timeout' })
      }
    }
    await queue.finish(id)
    brokenTries.delete(id)
    log.info('torrent added', { id })
  }
  const giveNow = async (queued: QueuedAdd): Promise<Given> => {
    forgetOthers()
    const given = await hand(queued)
    try {
      if (given === 'opened') await finish(queued.torrentId)
      return given
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      return { delay: error }
    }
  }

  return (queued) => queue.take(queued.torrentId, () => giveNow(queued))
}
