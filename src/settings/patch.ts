import { InvalidInput, type MediaServerKind, mediaServerKinds, type Problem } from '../domain.ts'
import { isRecord } from '../lib/record.ts'
import { originOf } from './address.ts'
import { parseField } from './field.ts'
import {
  fieldsOf,
  type IntegrationSettings,
  isSectionName,
  type MediaServerSettings,
  type SectionName,
  sectionSchemas,
} from './schema.ts'
import { isMask } from './secret.ts'

/** Unknown keys that an answer names, and how much of each. */
const MOST_NAMED = 20
const LONGEST_NAME = 80

/** The fields that a PATCH sets, checked and tidied. A secret that is to be kept is not in it. */
export type Changes = { [Section in SectionName]?: Partial<IntegrationSettings[Section]> }

export type ParsedPatch = {
  changes: Changes
  /** What the caller should know although the PATCH was taken, in words. */
  warnings: string[]
}

/**
 * Understands a PATCH, as a whole or not at all.
 *
 * JSON merge: an absent key keeps its value at every depth, lists are replaced as a whole. A
 * secret that is absent or masked is kept, `""` and `null` clear it. `updatedAt` and `warnings` are
 * ours and ignored, unknown keys are ignored and named.
 *
 * @param body Parsed JSON.
 * @param current What is stored at this moment: a stored key belongs to the server that it was
 *   entered for.
 * @throws {InvalidInput} With every problem.
 */
export const parsePatch = (body: unknown, current: IntegrationSettings): ParsedPatch => {
  if (!isRecord(body)) {
    throw new InvalidInput([{ field: 'body', message: 'wanted is a JSON object' }])
  }
  const problems: Problem[] = []
  const unknown: string[] = []
  const changes: Changes = {}
  for (const [name, section] of Object.entries(body)) {
    if (name === 'updatedAt' || name === 'warnings') continue
    if (isSectionName(name)) {
      changes[name] = parseSection(name, section, { problems, unknown })
    } else unknown.push(name)
  }
  const dropped = mediaServerKinds.flatMap((kind) =>
    checkServer(kind, { current: current[kind], changes, problems })
  )
  if (problems.length > 0) throw new InvalidInput(problems)
  return { changes, warnings: [...dropped, ...nameUnknown(unknown)] }
}

const parseSection = <Section extends SectionName>(
  section: Section,
  body: unknown,
  { problems, unknown }: { problems: Problem[]; unknown: string[] }
): Partial<IntegrationSettings[Section]> => {
  if (!isRecord(body)) {
    problems.push({ field: section, message: 'wanted is an object' })
    return {}
  }
  const fields = fieldsOf(sectionSchemas[section])
  const changes: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(body)) {
    const path = `${section}.${name}`
    const schema = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (schema === undefined) {
      unknown.push(path)
      continue
    }
    if (name === 'apiKey' && isMask(given)) continue
    const value = name === 'apiKey' && given === null ? '' : given
    const parsed = parseField({ path, name, schema }, value)
    if ('value' in parsed) changes[name] = parsed.value
    else problems.push(...parsed.problems)
    if (name === 'pathMap') unknown.push(...unknownInPairs(path, given))
  }
  return changes as Partial<IntegrationSettings[Section]> // each field was checked by its schema
}

/**
 * The rules that bind a server's fields together, for a server that the PATCH speaks of. A field
 * that is wrong by itself is not held against another one.
 *
 * @returns What was dropped, in words.
 */
const checkServer = (
  kind: MediaServerKind,
  {
    current,
    changes,
    problems,
  }: { current: MediaServerSettings; changes: Changes; problems: Problem[] }
): string[] => {
  const given = changes[kind]
  const isWrong = (field: string) => problems.some((problem) => problem.field === field)
  if (given === undefined || isWrong(kind) || isWrong(`${kind}.enabled`)) return []
  const { enabled, url, apiKey } = { ...current, ...given }
  const refuse = (name: string, message: string) => {
    problems.push({ field: `${kind}.${name}`, message })
    return []
  }
  const hasNoUrl = enabled && url === ''
  if (hasNoUrl && !isWrong(`${kind}.url`)) refuse('url', 'an enabled server needs its address')
  if (isWrong(`${kind}.apiKey`)) return []
  if (enabled && apiKey === '') return refuse('apiKey', 'an enabled server needs its API key')

  const isKeyKept = current.apiKey !== '' && given.apiKey === undefined
  const hasMoved = !isWrong(`${kind}.url`) && originOf(url) !== originOf(current.url)
  if (!isKeyKept || !hasMoved || hasNoUrl) return []
  const owner = originOf(current.url) ?? 'no address'
  if (enabled) return refuse('apiKey', `enter the key again: the stored one belongs to ${owner}`)
  given.apiKey = ''
  return [`${kind}.apiKey: the stored key was dropped, because it belongs to ${owner}`]
}

const unknownInPairs = (path: string, pairs: unknown): string[] =>
  (Array.isArray(pairs) ? pairs : [])
    .flatMap((pair: unknown, index) =>
      isRecord(pair) ? Object.keys(pair).map((name) => ({ name, path: `${path}[${index}]` })) : []
    )
    .filter(({ name }) => name !== 'from' && name !== 'to')
    .map((found) => `${found.path}.${found.name}`)

const nameUnknown = (names: readonly string[]): string[] => {
  const shown = names
    .slice(0, MOST_NAMED)
    .map((name) => `${name.slice(0, LONGEST_NAME).toWellFormed()} is not known and was ignored`)
  const more = names.length - shown.length
  return more > 0 ? [...shown, `${more} more unknown keys were ignored`] : shown
}
