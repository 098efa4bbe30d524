import { BSON, type Db, type Document } from 'mongodb'
import { isDuplicateKey } from '../lib/mongo-fault.ts'
import { Unavailable } from '../upstream-error.ts'
import { collections, durably, type MongoVerb } from './mongo-schema.ts'
import type { SettingsStore, StoredDocument } from './store.ts'

const ID = 'integrations'
/** With so many other writers in between something is wrong with one of them. */
const LARGEST_NUMBER_OF_TRIES = 20

type SettingsDocument = { _id: string } & Document

/**
 * The settings in MongoDB. T◎RRX writes the same document, so it is replaced only while it is
 * exactly what `change` was given.
 */
export const createMongoSettings = (verb: MongoVerb): SettingsStore => ({
  read: () =>
    verb((db) => settingsIn(db).findOne<StoredDocument>({ _id: ID }, { projection: { _id: 0 } })),
  update: (change) =>
    verb(async (db) => {
      for (let tries = 0; tries < LARGEST_NUMBER_OF_TRIES; tries += 1) {
        const stored = await tryUpdate(db, change)
        if (stored !== null) return stored
      }
      throw new Unavailable('somebody else keeps changing the settings', { code: 'store-down' })
    }),
})

const settingsIn = (db: Db) => db.collection<SettingsDocument>(collections.settings, durably)

/** Returns what was stored, or `null` when somebody else wrote in between. */
const tryUpdate = async (
  db: Db,
  change: (stored: StoredDocument | null) => StoredDocument
): Promise<StoredDocument | null> => {
  // With its types as they are: a 64-bit integer of somebody else's must stay one.
  const exact = await settingsIn(db).findOne({ _id: ID }, { promoteValues: false })
  const plain = exact === null ? null : withoutId(BSON.deserialize(BSON.serialize(exact)))
  const next = change(plain)
  const document = { ...keepTypes(next, plain, exact), _id: ID }
  const isStored = exact === null ? insert(db, document) : replace(db, exact, document)
  return (await isStored) ? next : null
}

const insert = async (db: Db, document: SettingsDocument): Promise<boolean> => {
  try {
    await settingsIn(db).insertOne(document, { ignoreUndefined: true })
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

const replace = async (db: Db, exact: Document, document: SettingsDocument): Promise<boolean> => {
  const isUnchanged = { $expr: { $eq: ['$$ROOT', { $literal: exact }] } }
  const { matchedCount } = await settingsIn(db).replaceOne({ _id: ID, ...isUnchanged }, document, {
    ignoreUndefined: true,
  })
  return matchedCount === 1
}

/** Fields that `change` left alone keep the very value that they had, types included. */
const keepTypes = (
  next: StoredDocument,
  plain: StoredDocument | null,
  exact: Document | null
): Document =>
  Object.fromEntries(
    Object.entries(next).map(([key, value]) =>
      plain !== null && exact !== null && Bun.deepEquals(value, plain[key], true)
        ? [key, exact[key]]
        : [key, value]
    )
  )

const withoutId = ({ _id, ...rest }: Document): StoredDocument => rest
