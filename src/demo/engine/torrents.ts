import type { Clock } from '../../lib/clock.ts'
import { type Content, createContent, nameOf, totalBytes } from './content.ts'
import { EngineDeath, EngineError } from './error.ts'
import { readMagnet } from './magnet.ts'
import { DATA_DIR, readMetainfo } from './metainfo.ts'
import type { EngineRecord, EngineRecords, RecordQuery } from './record.ts'
import type { Sessions } from './sessions.ts'
import type { Swarm } from './swarm.ts'

/** A torrent as it is added: by its magnet, or by what its .torrent file told. */
type NewTorrent = {
  id: string
  hashText: string
  magnet: string
  torrent: string
  name: string
}

/** What an add makes: a record, and what is known of its files; or the record that was there. */
export type Added = { record: EngineRecord; isNew: boolean; content: Content | null }

/** What can be done to torrents, by HTTP or by hand. */
export type EngineTorrents = {
  /**
   * @param waitMs How long to wait for metadata; the engine's 5 s where it is left out.
   * @throws {EngineDeath} For a link that ends the engine's process.
   * @throws {EngineError}
   */
  addMagnet(options: { magnet: string; name: string; waitMs?: number }): Promise<Added>
  /**
   * @throws {EngineDeath} For a file that ends the engine's process.
   * @throws {EngineError}
   */
  addFile(options: { bytes: Uint8Array; storedAs: string; name: string }): Promise<Added>
  /** Adds what stands in no file. */
  addContent(options: { id: string; content: Content; name: string }): Promise<Added>
  find(id: string): Promise<EngineRecord>
  list(query: RecordQuery): Promise<EngineRecord[]>
  start(id: string): Promise<EngineRecord>
  stop(id: string): Promise<EngineRecord>
  setTags(id: string, tags: readonly string[]): Promise<EngineRecord>
  remove(id: string, options: { deleteFiles: boolean }): Promise<void>
  /** Opens what was unfinished when the last process ended; metadata that is late comes later. */
  restore(): Promise<void>
}

/**
 * @param signal Ends every wait, when the process ends.
 */
export const createEngineTorrents = ({
  clock,
  records,
  sessions,
  swarm,
  metadataWaitMs,
  signal,
}: {
  clock: Clock
  records: EngineRecords
  sessions: Sessions
  swarm: Swarm
  metadataWaitMs: number
  signal: AbortSignal
}): EngineTorrents => {
  const now = () => Math.floor(clock.now() / 1000)

  const find = async (id: string): Promise<EngineRecord> => {
    const record = await records.find(id)
    if (record === null) throw new EngineError('not-found', 'not found')
    return record
  }
  const open = async (id: string, content: Content | null, waitMs = metadataWaitMs) => {
    const session = sessions.open(id, content, waitMs)
    // The file of a magnet that is open already tells it what is in it.
    if (content !== null) sessions.giveContent(id, content)
    if (session.content === null) await sessions.awaitContent(id, signal)
    return session
  }
  const add = async (
    torrent: NewTorrent,
    content: Content | null,
    waitMs?: number
  ): Promise<Added> => {
    const session = await open(torrent.id, content, waitMs)
    try {
      const existing = await records.find(torrent.id)
      const { content: known } = session
      if (existing !== null) return { record: existing, isNew: false, content: known }
      if (known !== null) sessions.start(torrent.id)
      const record = newRecord(torrent, known, now())
      if (await records.insert(record)) return { record, isNew: true, content: known }
      return { record: await find(torrent.id), isNew: false, content: known }
    } catch (error) {
      sessions.stop(torrent.id)
      throw error
    }
  }
  const rewrite = async (record: EngineRecord): Promise<EngineRecord> => {
    if (await records.rewrite(record)) return record
    throw new EngineError('repository', 'repository error: not found')
  }
  /** An upload's metadata is in its file; a magnet's has to be told by peers again. */
  const contentOf = (record: EngineRecord): Content | null =>
    record.torrent === ''
      ? swarm.content(record.id)
      : createContent(record.files.map(({ path, length }) => ({ path, length })))
  const list = ({ status }: Pick<RecordQuery, 'status'>) =>
    records.list({
      status,
      search: '',
      tags: [],
      sortBy: 'updatedAt',
      direction: 'desc',
      limit: null,
      offset: 0,
    })
  const reopen = async (record: EngineRecord) => {
    try {
      const content = contentOf(record)
      sessions.open(record.id, content, metadataWaitMs)
      if (content === null) await sessions.awaitContent(record.id, signal)
      if (record.status === 'active') sessions.start(record.id)
    } catch (error) {
      // As many as the limit allows get a session; the rest of the records stay as they are.
      if (!(error instanceof EngineError)) throw error
    }
  }

  return {
    async addMagnet({ magnet, name, waitMs }) {
      const link = readMagnet(magnet)
      if (link.kind === 'fatal') throw new EngineDeath('the magnet link has no v1 hash')
      if (link.kind === 'refused') throw new EngineError('engine', `engine error: ${link.reason}`)
      const { id, hashText } = link
      return add({ id, hashText, magnet, torrent: '', name }, swarm.content(id), waitMs)
    },
    async addFile({ bytes, storedAs, name }) {
      const file = readMetainfo(bytes)
      if (file.kind === 'fatal') throw new EngineDeath('the .torrent file has no v1 data')
      if (file.kind === 'refused') throw new EngineError('engine', `engine error: ${file.reason}`)
      const { id, content } = file
      return add({ id, hashText: id, magnet: '', torrent: storedAs, name }, content)
    },
    addContent: ({ id, content, name }) =>
      add(
        { id, hashText: id, magnet: '', torrent: `${DATA_DIR}/.torrents/${id}.torrent`, name },
        content
      ),
    find,
    list: (query) => records.list(query),
    async start(id) {
      const record = await find(id)
      if (!sessions.start(id)) {
        await open(id, contentOf(record))
        sessions.start(id)
      }
      return rewrite({ ...record, status: 'active', updatedAt: now() })
    },
    async stop(id) {
      const record = await find(id)
      sessions.stop(id)
      return rewrite({ ...record, status: 'stopped', updatedAt: now() })
    },
    async setTags(id, tags) {
      if (await records.setTags(id, tags, now())) return find(id)
      throw new EngineError('not-found', 'not found')
    },
    async remove(id, { deleteFiles }) {
      await find(id)
      sessions.drop(id)
      if (!(await records.remove(id))) throw new EngineError('not-found', 'not found')
      if (!deleteFiles) return
      if (swarm.isLocked(id)) throw new EngineError('internal', 'internal server error')
      swarm.discard(id)
    },
    async restore() {
      const unfinished = [
        await list({ status: 'active' }),
        await list({ status: 'pending' }),
      ].flat()
      for (const record of unfinished) void reopen(record)
    },
  }
}

const newRecord = (
  { id, hashText, magnet, torrent, name }: NewTorrent,
  content: Content | null,
  at: number
): EngineRecord => {
  const files = content?.files ?? []
  return {
    id,
    name: name || nameOf({ files }),
    status: content === null ? 'pending' : 'active',
    infoHash: hashText,
    magnet,
    torrent,
    files: files.map((file, index) => ({ index, ...file, bytesCompleted: 0 })),
    totalBytes: totalBytes({ files }),
    doneBytes: 0,
    progress: 0,
    createdAt: at,
    updatedAt: at,
    tags: [],
  }
}
