import {
  derived,
  type EngineRecord,
  type EngineRecords,
  normalizeTags,
  type RecordQuery,
} from './record.ts'

export { createMongoRecords } from './mongo-records.ts'

/** Records that are gone when the process ends. */
export const createMemoryRecords = (): EngineRecords => {
  const records = new Map<string, EngineRecord>()
  const change = (id: string, apply: (record: EngineRecord) => EngineRecord): boolean => {
    const record = records.get(id)
    if (record !== undefined) records.set(id, structuredClone(apply(record)))
    return record !== undefined
  }

  return {
    async prepare() {},
    async insert(record) {
      if (records.has(record.id)) return false
      records.set(record.id, structuredClone({ ...record, ...derived(record) }))
      return true
    },
    async find(id) {
      return structuredClone(records.get(id) ?? null)
    },
    async findMany(ids) {
      return structuredClone([...records.values()].filter(({ id }) => ids.includes(id)))
    },
    async list(query) {
      return structuredClone(select([...records.values()], query))
    },
    async rewrite(record) {
      return change(record.id, () => ({ ...record, ...derived(record) }))
    },
    async advance(id, { doneBytes, ...set }) {
      return change(id, (record) => ({
        ...record,
        ...set,
        doneBytes: Math.max(record.doneBytes, doneBytes),
      }))
    },
    async setTags(id, tags, updatedAt) {
      return change(id, (record) => ({ ...record, tags: normalizeTags(tags), updatedAt }))
    },
    async remove(id) {
      return records.delete(id)
    },
  }
}

const select = (records: EngineRecord[], query: RecordQuery): EngineRecord[] => {
  const { status, search, tags, sortBy, direction, limit, offset } = query
  const sign = direction === 'asc' ? 1 : -1
  const found = records
    .filter((record) => status === null || record.status === status)
    .filter((record) => record.name.toLowerCase().includes(search.toLowerCase()))
    .filter((record) => normalizeTags(tags).every((tag) => record.tags.includes(tag)))
    .sort(
      (a, b) => sign * compare(a[sortBy], b[sortBy]) || (limit === null ? 0 : untie(a, b, query))
    )
  return found.slice(offset, limit === null ? undefined : offset + limit)
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * MongoDB has no order among equal sort values: each page has its own, so that pages repeat and
 * lose records. So must these.
 */
const untie = (a: EngineRecord, b: EngineRecord, { offset, limit }: RecordQuery): number => {
  const place = ({ id }: EngineRecord) => Bun.hash(`${id} ${offset} ${limit}`)
  return place(a) < place(b) ? -1 : 1
}
