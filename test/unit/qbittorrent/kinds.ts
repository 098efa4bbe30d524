/** What typed clients tell apart. Go reads an `integer` into an int64 and fails on anything else. */
export type Kind = 'integer' | 'number' | 'string' | 'boolean' | 'list' | 'object'

/** The kind of each field of a JSON object. Whole numbers are integers, wherever they stand. */
export const kindsOf = (fields: object): Record<string, Kind | 'null'> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, kindOf(value)]))

/** Whether a client that wants the one can read the other. */
export const isReadableAs = (kind: Kind, value: unknown): boolean => {
  const found = kindOf(value)
  return found === kind || (kind === 'number' && found === 'integer')
}

const kindOf = (value: unknown): Kind | 'null' => {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return 'integer'
    return Number.isFinite(value) ? 'number' : 'null'
  }
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as Kind // one of these two
  return 'object'
}
