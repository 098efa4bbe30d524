import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type Db, Double, type Filter, Int32, Long, MongoServerError } from 'mongodb'
import { torrentStatuses } from '../../domain.ts'
import {
  derived,
  type EngineRecord,
  type EngineRecords,
  normalizeTags,
  type RecordedFile,
  type RecordQuery,
} from './record.ts'

const DUPLICATE_KEY = 11_000

/** A document as the engine reads it: what is missing counts as empty. */
const documentSchema = Type.Object({
  _id: Type.String(),
  name: Type.String({ default: '' }),
  status: Type.Union(torrentStatuses.map((status) => Type.Literal(status))),
  infoHash: Type.String({ default: '' }),
  magnet: Type.String({ default: '' }),
  torrent: Type.String({ default: '' }),
  files: Type.Array(
    Type.Object({
      index: Type.Number({ default: 0 }),
      path: Type.String({ default: '' }),
      length: Type.Number({ default: 0 }),
      bytesCompleted: Type.Number({ default: 0 }),
    }),
    { default: [] }
  ),
  totalBytes: Type.Number({ default: 0 }),
  doneBytes: Type.Number({ default: 0 }),
  progress: Type.Number({ default: 0 }),
  createdAt: Type.Number({ default: 0 }),
  updatedAt: Type.Number({ default: 0 }),
  tags: Type.Union([Type.Array(Type.String()), Type.Null()], { default: null }),
})

/** What the collection holds, as far as its filters need to know. */
type Stored = { _id: string; [field: string]: unknown }

/**
 * Records in T◎RRX's own collection `torrents`, written call by call and type by type as the
 * engine writes them, so that a change stream over them tells the same story.
 *
 * Every verb throws what the driver throws while the server cannot be reached.
 */
export const createMongoRecords = ({ db }: { db: Db }): EngineRecords => {
  const torrents = db.collection<Stored>('torrents')

  return {
    async prepare() {
      await torrents.createIndexes([
        { key: { name: 'text' } },
        { key: { tags: 1 } },
        { key: { createdAt: -1 } },
        { key: { updatedAt: -1 } },
        { key: { progress: -1 } },
      ])
    },
    async insert(record) {
      try {
        await torrents.insertOne({ _id: record.id, ...toFields(record) })
        return true
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false
        throw error
      }
    },
    async find(id) {
      const document = await torrents.findOne({ _id: id })
      return document === null ? null : fromDocument(document)
    },
    async findMany(ids) {
      return (await torrents.find({ _id: { $in: [...ids] } }).toArray()).map(fromDocument)
    },
    async list(query) {
      const { sortBy, direction, offset, limit } = query
      const cursor = torrents
        .find(toFilter(query))
        .sort({ [sortBy]: direction })
        .skip(offset)
      if (limit !== null) cursor.limit(limit)
      return (await cursor.toArray()).map(fromDocument)
    },
    async rewrite(record) {
      const { matchedCount } = await torrents.updateOne(
        { _id: record.id },
        { $set: toFields(record) }
      )
      return matchedCount > 0
    },
    async advance(id, { doneBytes, updatedAt, totalBytes, progress, files, ...words }) {
      const $set = {
        ...words,
        updatedAt: Long.fromNumber(updatedAt),
        ...(totalBytes === undefined ? {} : { totalBytes: Long.fromNumber(totalBytes) }),
        ...(progress === undefined ? {} : { progress: new Double(progress) }),
        ...(files === undefined ? {} : { files: files.map(toFile) }),
      }
      const { matchedCount } = await torrents.updateOne(
        { _id: id },
        { $max: { doneBytes: Long.fromNumber(doneBytes) }, $set }
      )
      return matchedCount > 0
    },
    async setTags(id, tags, updatedAt) {
      // The engine writes null for no tags at all, and an empty list when only blank ones came.
      const value = tags.length === 0 ? null : normalizeTags(tags)
      const $set = { tags: value, updatedAt: Long.fromNumber(updatedAt) }
      const { matchedCount } = await torrents.updateOne({ _id: id }, { $set })
      return matchedCount > 0
    },
    async remove(id) {
      return (await torrents.deleteOne({ _id: id })).deletedCount > 0
    },
  }
}

/** Every field but `_id`, in the engine's order; no tags leave whatever `tags` there is alone. */
const toFields = (record: EngineRecord) => {
  const { progress, tags } = derived(record)
  return {
    name: record.name,
    status: record.status,
    infoHash: record.infoHash,
    magnet: record.magnet,
    torrent: record.torrent,
    files: record.files.map(toFile),
    totalBytes: Long.fromNumber(record.totalBytes),
    doneBytes: Long.fromNumber(record.doneBytes),
    progress: new Double(progress),
    createdAt: Long.fromNumber(record.createdAt),
    updatedAt: Long.fromNumber(record.updatedAt),
    ...(tags.length > 0 ? { tags } : {}),
  }
}

const toFile = ({ index, path, length, bytesCompleted }: RecordedFile) => ({
  index: new Int32(index),
  path,
  length: Long.fromNumber(length),
  ...(bytesCompleted === 0 ? {} : { bytesCompleted: Long.fromNumber(bytesCompleted) }),
})

const toFilter = ({ status, search, tags }: RecordQuery): Filter<Stored> => ({
  ...(status === null ? {} : { status }),
  ...(search === ''
    ? {}
    : { name: { $regex: search.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), $options: 'i' } }),
  ...(tags.length === 0 ? {} : { tags: { $all: normalizeTags(tags) } }),
})

/** @throws For a document that the engine cannot decode either. */
const fromDocument = (stored: Stored): EngineRecord => {
  const document = Value.Default(documentSchema, structuredClone(stored))
  if (!Value.Check(documentSchema, document)) {
    throw new Error(`error decoding the document ${JSON.stringify(stored._id)}`)
  }
  const { _id, tags, ...fields } = document
  return { ...fields, id: _id, tags: normalizeTags(tags ?? []) }
}
