import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Problem } from '../domain.ts'
import { parseAddress } from './address.ts'
import { pathMap } from './schema.ts'
import { parseKey } from './secret.ts'

/** Problems told of one field: a list could have thousands. */
const MOST_PROBLEMS = 20

/** A field as somebody gave it: its tidied value, or what is wrong with it. */
export type ParsedField = { value: unknown } | { problems: Problem[] }

/**
 * Checks one field of a section against its schema and tidies its value. Nothing is coerced.
 *
 * @param path Where the field stands, such as `jellyfin.url`.
 * @param name The field's key: addresses, keys and path maps have rules beyond their schema.
 */
export const parseField = (
  { path, name, schema }: { path: string; name: string; schema: TSchema },
  value: unknown
): ParsedField => {
  if (!Value.Check(schema, value)) return { problems: problemsOf(path, schema, value) }
  if (name === 'url' && typeof value === 'string' && value.trim() !== '') {
    const parsed = parseAddress(value)
    return 'address' in parsed ? { value: parsed.address } : problem(path, parsed.problem)
  }
  if (typeof value === 'string' && name === 'apiKey') {
    const key = parseKey(value)
    return key === null ? problem(path, wanted(schema)) : { value: key }
  }
  if (Value.Check(pathMap, value)) return { value: value.map(({ from, to }) => ({ from, to })) }
  return { value: typeof value === 'string' ? value.trim() : value }
}

const problem = (field: string, message: string): ParsedField => ({
  problems: [{ field, message }],
})

const problemsOf = (path: string, schema: TSchema, value: unknown): Problem[] => {
  const problems = new Map<string, Problem>()
  for (const error of Value.Errors(schema, value)) {
    const field = path + error.path.replace(/\/(\d+)/g, '[$1]').replaceAll('/', '.')
    if (!problems.has(field)) problems.set(field, { field, message: wanted(error.schema) })
    if (problems.size === MOST_PROBLEMS) break
  }
  return [...problems.values()]
}

const wanted = (schema: TSchema): string => `wanted is ${schema.description ?? 'another value'}`
