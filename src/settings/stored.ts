import type { TObject, TSchema } from '@sinclair/typebox'
import { isRecord } from '../lib/record.ts'
import type { StoredDocument } from '../store/store.ts'
import { parseField } from './field.ts'
import type { Changes } from './patch.ts'
import {
  fieldsOf,
  type IntegrationSettings,
  type SectionName,
  sectionNames,
  sectionSchemas,
} from './schema.ts'
import { isMask } from './secret.ts'

/** The first Go notifier stored milliseconds; no time in seconds is above this before 5138. */
const LATEST_SECONDS = 1e11

/** What a stored document means, and the paths of the fields that could not be understood. */
export type StoredReading = { settings: IntegrationSettings; malformed: string[] }

/**
 * Reads a stored document field by field: what is missing or malformed gets its default.
 * It may come from something older, something newer, or somebody's hand.
 */
export const readStored = (document: StoredDocument | null): StoredReading => {
  const malformed: string[] = []
  const section = <Section extends SectionName>(name: Section) =>
    // Every field of it was checked against this section's own schema.
    readSection({ name, stored: document?.[name], malformed }) as IntegrationSettings[Section]
  const settings = {
    jellyfin: section('jellyfin'),
    emby: section('emby'),
    qbt: section('qbt'),
    updatedAt: readTime(document?.['updatedAt'], malformed),
  }
  return { settings, malformed }
}

/**
 * Puts changes into a stored document. What is unknown stays as it was, and so does what is
 * malformed, unless it is changed: it may be the word of a newer version. What is missing gets its
 * default, so that other readers find the whole document.
 *
 * @param updatedAt Unix seconds.
 */
export const writeStored = (
  document: StoredDocument | null,
  { changes, updatedAt }: { changes: Changes; updatedAt: number }
): StoredDocument => {
  const sections = sectionNames.map((name) => {
    const stored = document?.[name]
    const section = {
      ...defaultsOf(sectionSchemas[name]),
      ...(isRecord(stored) ? stored : {}),
      ...changes[name],
    }
    return [name, section] as const
  })
  return { ...document, ...Object.fromEntries(sections), updatedAt }
}

const readSection = ({
  name,
  stored,
  malformed,
}: {
  name: SectionName
  stored: unknown
  malformed: string[]
}): Record<string, unknown> => {
  const known = isRecord(stored) ? stored : {}
  if (stored !== undefined && !isRecord(stored)) malformed.push(name)
  const section = defaultsOf(sectionSchemas[name])
  for (const [key, schema] of Object.entries(fieldsOf(sectionSchemas[name]))) {
    if (!Object.hasOwn(known, key)) continue
    const parsed = parseField({ path: `${name}.${key}`, name: key, schema }, known[key])
    const isMasked = key === 'apiKey' && isMask(known[key])
    if ('value' in parsed && !isMasked) section[key] = parsed.value
    else malformed.push(`${name}.${key}`)
  }
  return section
}

const defaultsOf = (section: TObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fieldsOf(section)).map(([key, schema]) => [key, defaultOf(schema)])
  )

/** A copy: a list must not be shared among documents. */
const defaultOf = (schema: TSchema): unknown => structuredClone(schema.default)

const readTime = (stored: unknown, malformed: string[]): number => {
  if (stored === undefined) return 0
  if (typeof stored !== 'number' || !Number.isFinite(stored) || stored < 0) {
    malformed.push('updatedAt')
    return 0
  }
  return Math.floor(stored > LATEST_SECONDS ? stored / 1000 : stored)
}
