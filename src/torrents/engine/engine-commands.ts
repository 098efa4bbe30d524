import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { TorrentSource } from '../../domain.ts'
import { Rejected, Unavailable, UpstreamError } from '../../upstream-error.ts'
import type { EngineCalls } from './engine-calls.ts'
import { unlessMissing } from './engine-details.ts'

/** An add, and a start of a magnet without metadata, may take the engine 30 s. In milliseconds. */
const PATIENCE_MS = 35_000
/** The engine takes at most 100 ids in one call; so few are done well within a call's deadline. */
const BULK_SIZE = 50

/** What the engine made of an add or of a start. */
export type Opened = 'opened' | 'no-session-free'

/** Changes what the engine has. Rejects as `requestJson` does. */
export type EngineCommands = {
  /**
   * Adds a torrent. One that is there already stays as it is, and is not started.
   *
   * @param source A magnet must have been built by `readMagnet`, a file must have passed
   *   `readTorrentFile`: others can end the engine's process.
   * @throws {Rejected} When the engine will never take it.
   */
  add(source: TorrentSource): Promise<Opened>
  /** Starts a torrent; one that is finished or gone is none to start. */
  start(id: string): Promise<Opened>
  /** Stops torrents; those that are gone are passed over. */
  stop(ids: readonly string[]): Promise<void>
  /**
   * Removes torrents; those that are gone are passed over. Unfinished files stay on disk.
   *
   * @throws {Unavailable} When one of them is still there.
   */
  remove(ids: readonly string[], options: { deleteFiles: boolean }): Promise<void>
  /** Replaces a torrent's tags; does nothing to one that is gone. */
  setTags(id: string, tags: readonly string[]): Promise<void>
}

const Envelope = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String() }),
})

const Results = Type.Object({
  items: Type.Array(
    Type.Object({ id: Type.String(), ok: Type.Boolean(), error: Type.Optional(Type.String()) })
  ),
})
type Result = Static<typeof Results>['items'][number]

/** The record; whoever answers something else, such as a page, has taken nothing. */
const Added = Type.Object({ id: Type.String() })

const JSON_TYPE = { 'content-type': 'application/json' }

/** Makes the commands. */
export const createEngineCommands = (calls: EngineCalls): EngineCommands => {
  const bulk = async (verb: 'stop' | 'delete', ids: readonly string[], deleteFiles = false) => {
    const results: Result[] = []
    for (let start = 0; start < ids.length; start += BULK_SIZE) {
      const batch = ids.slice(start, start + BULK_SIZE)
      const { items } = await calls.ask(Results, {
        method: 'POST',
        path: `/torrents/bulk/${verb}`,
        headers: JSON_TYPE,
        body: JSON.stringify(verb === 'delete' ? { ids: batch, deleteFiles } : { ids: batch }),
      })
      results.push(...items)
    }
    return results.filter(({ ok, error = '' }) => !ok && !/not found/i.test(error))
  }
  const isThere = async (id: string) =>
    (await unlessMissing(calls.send({ path: `/torrents/${id}` }))) !== null

  return {
    async add(source) {
      const path = '/torrents'
      const timeoutMs = PATIENCE_MS
      try {
        await (source.kind === 'magnet'
          ? calls.ask(Added, {
              method: 'POST',
              path,
              timeoutMs,
              headers: JSON_TYPE,
              body: JSON.stringify({ magnet: source.magnet }),
            })
          : calls.ask(Added, { method: 'POST', path, timeoutMs, body: toForm(source.bytes) }))
        return 'opened'
      } catch (error) {
        return meaningOf(error)
      }
    },
    async start(id) {
      try {
        const path = `/torrents/${id}/start`
        await unlessMissing(calls.send({ method: 'POST', path, timeoutMs: PATIENCE_MS }))
        return 'opened'
      } catch (error) {
        if (/invalid state transition: completed/.test(said(error)?.message ?? '')) return 'opened'
        return meaningOf(error)
      }
    },
    async stop(ids) {
      const [failure] = await bulk('stop', ids)
      if (failure) throw refused(failure)
    },
    async remove(ids, { deleteFiles }) {
      for (const failure of await bulk('delete', ids, deleteFiles)) {
        // The record goes first: one whose files cannot be removed is gone all the same.
        if (await isThere(failure.id)) throw refused(failure)
      }
    },
    async setTags(id, tags) {
      const path = `/torrents/${id}/tags`
      const body = JSON.stringify({ tags })
      await unlessMissing(calls.send({ method: 'PUT', path, headers: JSON_TYPE, body }))
    },
  }
}

/** The engine stores the file under its name, so the name is ours: one of its own would be kept. */
const toForm = (bytes: Uint8Array): FormData => {
  const form = new FormData()
  form.set('torrent', new Blob([bytes.slice()]), 'upload.torrent')
  return form
}

/** What the engine says in its envelope to a call that failed. */
const said = (error: unknown): { code: string; message: string } | null => {
  if (!(error instanceof UpstreamError) || error.said === undefined) return null
  try {
    const envelope: unknown = JSON.parse(error.said)
    return Value.Check(Envelope, envelope) ? envelope.error : null
  } catch {
    // Not the engine, or a part of its words: nothing that we understand.
    return null
  }
}

/** A full house, or a refusal for good, which the engine calls a fault of its own (500). */
const meaningOf = (error: unknown): Opened => {
  const words = said(error)
  if (words?.code !== 'engine_error') throw error
  if (/session limit/.test(words.message)) return 'no-session-free'
  throw new Rejected(`engine: ${words.message}`, { code: 'rejected', status: 500, cause: error })
}

const refused = ({ id, error = '' }: Result) =>
  new Unavailable(`engine: ${id} could not be changed: ${error}`, { code: 'server-error' })
