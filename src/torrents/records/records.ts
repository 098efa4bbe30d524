import type { Db, Filter } from 'mongodb'
import { isComplete, type Torrent } from '../../domain.ts'
import type { Log } from '../../lib/log.ts'
import type { MongoConnection } from '../../lib/mongo.ts'
import { createMalformedTally } from './malformed-tally.ts'
import { createTorrentReader, recordProjection } from './record-document.ts'

const PAGE_SIZE = 1000
/** A restored backup can have ten thousand changes in one second, which stay the newest for days. */
const MOST_CHANGES = 500

/**
 * The engine's own records of torrents, in MongoDB. Everything rejects with `Unavailable` while
 * MongoDB is away. A malformed document is skipped, counted, and named once in the log.
 */
export type TorrentRecords = {
  /** The complete torrents, in batches of at most 1,000. */
  complete(): AsyncIterable<Torrent[]>
  /**
   * The torrents that changed in this Unix second or later, by the engine's clock: at most 500, the
   * newest changes first.
   */
  changedSince(unixSeconds: number): Promise<Torrent[]>
  /** The latest change by the engine's clock, in Unix seconds; `null` when there is none. */
  newestChange(): Promise<number | null>
  /** One torrent; `null` when there is none, or when its document is malformed. */
  byId(id: string): Promise<Torrent | null>
  all(): Promise<Torrent[]>
  /** The ids of all documents, malformed ones too, in batches of at most 1,000. */
  ids(): AsyncIterable<string[]>
  /** How many malformed documents were met since the start, each counted once. */
  malformed(): number
}

/** A document before it is parsed. The type of `_id` is a hope that queries need; others occur. */
type RawDocument = { _id: string; [field: string]: unknown }

/** What {@link isComplete} says, and what cannot be judged, so that it is counted as malformed. */
const completeFilter: Filter<RawDocument> = {
  $or: [
    { status: 'completed' },
    { $expr: { $and: [{ $gt: ['$totalBytes', 0] }, { $gte: ['$doneBytes', '$totalBytes'] }] } },
    { status: { $not: { $type: 'string' } } },
  ],
}

/** Makes the records; nothing is asked before the first call. */
export const createTorrentRecords = ({
  connection,
  log,
}: {
  connection: Pick<MongoConnection, 'run'>
  log: Log
}): TorrentRecords => {
  const tally = createMalformedTally({ log })
  const read = createTorrentReader()

  const parse = (document: RawDocument): Torrent[] => {
    const torrent = read(document)
    if (torrent === null) tally.note(document._id)
    return torrent === null ? [] : [torrent]
  }
  const findPage = (filter: Filter<RawDocument>, projection: Record<string, 1>) =>
    connection.run((db) =>
      torrentsOf(db)
        .find(filter, { projection, batchSize: PAGE_SIZE })
        .sort({ _id: 1 })
        .limit(PAGE_SIZE)
        .toArray()
    )
  /** One operation a page, each under the connection's deadline: no cursor that could hang. */
  async function* pages(filter: Filter<RawDocument>, projection: Record<string, 1>) {
    // Comparing with a string passes over ids of every other type, so those are asked for first.
    const strangers = await findPage(
      { $and: [{ _id: { $not: { $type: 'string' } } }, filter] },
      { _id: 1 }
    )
    for (const { _id } of strangers) tally.note(_id)
    let position: Filter<RawDocument> = { _id: { $type: 'string' } }
    while (true) {
      const page = await findPage({ $and: [position, filter] }, projection)
      yield page
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE_SIZE) return
      position = { _id: { $gt: last._id } }
    }
  }

  return {
    async *complete() {
      for await (const page of pages(completeFilter, recordProjection)) {
        yield page.flatMap(parse).filter(isComplete)
      }
    },
    async changedSince(unixSeconds) {
      const changed = await connection.run((db) =>
        torrentsOf(db)
          .find({ updatedAt: { $gte: unixSeconds } }, { projection: recordProjection })
          .sort({ updatedAt: -1 })
          .limit(MOST_CHANGES)
          .toArray()
      )
      return changed.flatMap(parse)
    },
    async newestChange() {
      const newest = await connection.run((db) =>
        torrentsOf(db).findOne(
          // The bounds leave out infinity and other types, which would stand before every time.
          { updatedAt: { $gte: 0, $lte: Number.MAX_SAFE_INTEGER } },
          { projection: { updatedAt: 1 }, sort: { updatedAt: -1 } }
        )
      )
      return typeof newest?.['updatedAt'] === 'number' ? Math.floor(newest['updatedAt']) : null
    },
    async byId(id) {
      const found = await connection.run((db) =>
        torrentsOf(db).findOne({ _id: id }, { projection: recordProjection })
      )
      return (found && parse(found)[0]) ?? null
    },
    async all() {
      const torrents: Torrent[] = []
      for await (const page of pages({}, recordProjection)) torrents.push(...page.flatMap(parse))
      return torrents
    },
    async *ids() {
      for await (const page of pages({}, { _id: 1 })) {
        yield page.map(({ _id }) => _id)
      }
    },
    malformed: tally.count,
  }
}

const torrentsOf = (db: Db) => db.collection<RawDocument>('torrents')
